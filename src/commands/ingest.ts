/** `agentperf ingest`: reads what is new without a screen, once or until a signal. */

import path from 'node:path';
import process from 'node:process';
import { loadSettings, type Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { safeJson } from '../domain/safe-text.ts';
import type { SourceRoot } from '../domain/source.ts';
import { UserError } from '../domain/user-error.ts';
import { type IngestSummary, ingestOnce } from '../monitor.ts';
import { usageError } from './check-arguments.ts';
import type { Arguments } from './flags.ts';
import { followUntilSignal } from './follow.ts';
import { summaryLine } from './ingest-text.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions, reportsOf, sourceRoots } from './monitor-options.ts';
import { exported } from './snake-case.ts';
import { faultyLines, refuseSkipped } from './strict.ts';

export async function run(call: Arguments): Promise<number> {
  const { flags } = call;
  if (flags.once && flags.follow) throw usageError('--once and --follow exclude each other', 'give one');
  if (flags.rescan && flags.follow)
    throw usageError('--rescan and --follow exclude each other', 'read again first, then follow');
  const settings = loadSettings(flags, thisMachine(), call.words);
  const roots = sourceRoots(settings);
  const options = { ...monitorOptions(settings, roots), rescan: flags.rescan };
  if (flags.follow) return followUntilSignal(settings, options, { alerts: false });
  const read = await ingestOnce(options, tellWait);
  const summary = flags.rescan ? { ...read, skipped: skippedIn(settings, roots) } : read;
  process.stdout.write(`${flags.json ? safeJson(exported(summary)) : summaryLine(summary)}\n`);
  if (summary.readableFiles === 0)
    throw noReadableSource(
      roots.map((root) => root.path),
      summary,
    );
  refuseSkipped(settings.strict, summary.skipped);
  return EXIT.ok;
}

function tellWait(pid: number, sources: readonly string[]): void {
  const what = sources.length === 0 ? 'to finish' : `to read ${sources.join(', ')}`;
  process.stderr.write(`agentperf: waiting up to 10 s for another agentperf (pid ${pid}) ${what}\n`);
}

/** Lines of these places that are skipped, known before or not: what was read again was looked at again. */
function skippedIn(settings: Settings, roots: readonly SourceRoot[]): number {
  const reports = reportsOf(settings, roots);
  try {
    return reports
      .files()
      .filter((file) => roots.some((root) => root.source === file.source && isIn(file.path, root.path)))
      .reduce((sum, file) => sum + faultyLines(file.skippedByReason), 0);
  } finally {
    reports.close();
  }
}

function isIn(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function noReadableSource(paths: readonly string[], summary: IngestSummary): UserError {
  const problem = summary.problems[0];
  const where = problem?.path ?? ([...new Set(paths)].join(', ') || null);
  const why = problem?.reason ?? 'no agent log is there';
  return new UserError('no readable source', where, why, 'name a folder with --logs', EXIT.noReadableSource);
}
