/** One plain snapshot of the monitor, for a pipe or `--once`: reads what is new, prints, ends. */

import process from 'node:process';
import type { Settings } from '../config.ts';
import type { MonitorState } from '../domain/live.ts';
import type { SourceRoot } from '../domain/source.ts';
import { type IngestSummary, ingestOnce } from '../monitor.ts';
import { wantsAscii } from '../ui/glyphs.ts';
import { plainSnapshot } from '../ui/snapshot.ts';
import { warnOfUnknownNames } from './check-names.ts';
import { leftText } from './ingest-text.ts';
import { monitorOptions, reportsOf } from './monitor-options.ts';
import { shownPlaces } from './screen-environment.ts';
import { refuseSkipped } from './strict.ts';

/** Width where nothing says how wide the output is. */
const DEFAULT_COLUMNS = 120;

export async function printSnapshot(settings: Settings, roots: readonly SourceRoot[]): Promise<void> {
  const summary = await ingestOnce(monitorOptions(settings, roots));
  const reports = reportsOf(settings, roots);
  try {
    warnOfUnknownNames(settings.filter, reports);
    const text = plainSnapshot(reports, stateAfter(summary, settings.notice), {
      columns: columnsOf(settings),
      now: settings.now(),
      filter: settings.filter,
      timezone: settings.timezone,
      ascii: wantsAscii(settings.discovery.env),
      lookedIn: shownPlaces(settings, roots),
    });
    process.stdout.write(text);
  } finally {
    reports.close();
  }
  refuseSkipped(settings.strict, summary.skipped);
}

function columnsOf(settings: Settings): number {
  const told = Number(settings.discovery.env.COLUMNS ?? '');
  return process.stdout.columns || (Number.isInteger(told) && told > 0 ? told : DEFAULT_COLUMNS);
}

function stateAfter(summary: IngestSummary, notice: string | null): MonitorState {
  return {
    mode: 'following',
    bytesRead: summary.bytes,
    bytesTotal: summary.bytes,
    filesWatched: summary.readableFiles,
    repricing: null,
    banners: [...(notice === null ? [] : [notice]), ...leftText(summary)],
    writerPid: null,
  };
}
