/** Cuts the time of a filter into whole months, whole days and what is left of a day: each quarter hour in one of them. */

import { daysOf, nextPeriod, periodStart } from '../../domain/days.ts';
import type { ReportFilter } from '../../domain/report.ts';
import { dayOfBucket, NO_DAY } from '../period-days.ts';
import { GRAINS } from '../period-sums.ts';
import { BUCKET_MS, bucketOf } from '../rollups.ts';

/** `periods`: first and last start of whole days or months, both in days. */
interface DaySpan {
  readonly grain: (typeof GRAINS)[keyof typeof GRAINS];
  readonly periods: readonly [number, number];
}
/** `buckets`: first and last quarter hour. */
export type Span = DaySpan | { readonly grain: null; readonly buckets: readonly [number, number] };

const LAST_BUCKET = Math.floor(8.64e15 / BUCKET_MS);
const LAST_DAY = 1e8;

export function bucketsOf({
  since,
  until,
}: Pick<ReportFilter, 'since' | 'until'>): readonly [number, number] {
  return [since === null ? -1 : bucketOf(since), until === null ? LAST_BUCKET : bucketOf(until)];
}

/** `byDay`: days are asked for, so that months are of no use; `keepsDays`: there are sums of days, else quarter hours stand for them. */
export function spansOf(
  filter: Pick<ReportFilter, 'since' | 'until'>,
  timezone: string,
  byDay: boolean,
  keepsDays = true,
): Span[] {
  let [first, last] = bucketsOf(filter);
  if (byDay && !keepsDays) return [{ grain: null, buckets: [first, last] }];
  if (first > last) return [];
  const days = daysOf(timezone);
  const dayOf = dayOfBucket(timezone);
  const firstBucketOf = (day: number): number => Math.ceil(days.startOf(day) / BUCKET_MS);
  const cut: Span[] = [];
  let [firstDay, lastDay] = [NO_DAY, LAST_DAY];
  if (filter.since !== null) {
    firstDay = dayOf(first);
    const next = firstBucketOf(firstDay + 1);
    if (first > firstBucketOf(firstDay)) {
      cut.push({ grain: null, buckets: [first, Math.min(last, next - 1)] });
      first = next;
      firstDay++;
    }
  }
  if (filter.until !== null && first <= last && last >= 0) {
    lastDay = dayOf(last);
    if (last < firstBucketOf(lastDay + 1) - 1) {
      cut.push({ grain: null, buckets: [Math.max(first, firstBucketOf(lastDay)), last] });
      last = firstBucketOf(lastDay) - 1;
      lastDay--;
    }
  }
  if (first > last || firstDay > lastDay) return cut;
  const whole = wholeDays(firstDay, lastDay, byDay);
  if (keepsDays) return [...whole, ...cut];
  const bucketsOfDays = ({ periods: [from, to] }: DaySpan): Span => ({
    grain: null,
    buckets: [firstBucketOf(from), firstBucketOf(to + 1) - 1],
  });
  return [...whole.map((span) => (span.grain === GRAINS.day ? bucketsOfDays(span) : span)), ...cut];
}

function wholeDays(first: number, last: number, byDay: boolean): DaySpan[] {
  const days = (from: number, to: number): DaySpan[] =>
    from > to ? [] : [{ grain: GRAINS.day, periods: [from, to] }];
  if (byDay) return days(first, last);
  const isOpen = first === NO_DAY;
  const month =
    isOpen || periodStart(first, 'month') === first
      ? first
      : nextPeriod(periodStart(first, 'month'), 'month');
  const end = last === LAST_DAY ? LAST_DAY + 1 : periodStart(last + 1, 'month');
  if (month >= end) return days(first, last);
  return [...days(first, month - 1), { grain: GRAINS.month, periods: [month, end - 1] }, ...days(end, last)];
}
