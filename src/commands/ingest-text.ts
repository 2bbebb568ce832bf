/** What `agentperf ingest` says it did. */

import { noun } from '../domain/noun.ts';
import { safeText } from '../domain/safe-text.ts';
import type { IngestSummary } from '../monitor.ts';
import { bytesText } from './bytes-text.ts';

/** One line: `read 3 files, 1.2 MB: 4,010 records, 2 lines skipped, 0 known copies, in 0.4 s`. */
export function summaryLine(summary: IngestSummary): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const count = (value: number, one: string, many?: string): string =>
    `${number(value)} ${noun(value, one, many)}`;
  const parts = [
    `read ${count(summary.files, 'file')}, ${bytesText(summary.bytes)}: ${count(summary.records, 'record')}`,
    `${count(summary.skipped, 'line')} skipped`,
    `${count(summary.duplicates, 'known copy', 'known copies')}`,
    `in ${(summary.durationMs / 1000).toFixed(1)} s`,
  ];
  const unreadable = summary.problems.length;
  if (unreadable > 0)
    parts.push(`${number(unreadable)} not readable (agentperf doctor with the same places says why)`);
  parts.push(...leftText(summary));
  return safeText(parts.join(', '));
}

/** What another agentperf has left unread: a sentence, or nothing. */
export function leftText({ staleSources, unwatched, writerPid }: IngestSummary): string[] {
  if (staleSources.length === 0) return [];
  const who = `another agentperf${writerPid === null ? '' : ` (pid ${writerPid})`}`;
  return unwatched.length === 0
    ? [`${who} is still reading ${staleSources.join(', ')}`]
    : [
        `${who} writes this database and does not read ${unwatched.join(', ')}: end it, or start it with these as --logs`,
      ];
}
