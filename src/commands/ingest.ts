/** `agentperf ingest`: reads what is new without a screen, once or until a signal. */

import process from 'node:process';
import { loadSettings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { safeJson, safeText } from '../domain/safe-text.ts';
import { UserError } from '../domain/user-error.ts';
import { type IngestSummary, ingestOnce } from '../monitor.ts';
import { bytesText } from './bytes-text.ts';
import type { Arguments } from './flags.ts';
import { followUntilSignal } from './follow.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions, sourceRoots } from './monitor-options.ts';
import { exported } from './snake-case.ts';
import { refuseSkipped } from './strict.ts';

export async function run(call: Arguments): Promise<number> {
  const { flags } = call;
  if (flags.once && flags.follow)
    throw new UserError('usage', null, '--once and --follow exclude each other', 'give one', EXIT.usage);
  const settings = loadSettings(flags, thisMachine(), call.words);
  const roots = sourceRoots(settings);
  const options = { ...monitorOptions(settings, roots), rescan: flags.rescan };
  if (flags.follow) return followUntilSignal(settings, options, { alerts: false });
  const summary = await ingestOnce(options);
  process.stdout.write(`${flags.json ? safeJson(exported(summary)) : summaryLine(summary)}\n`);
  if (summary.readableFiles === 0)
    throw noReadableSource(
      roots.map((root) => root.path),
      summary,
    );
  refuseSkipped(settings.strict, summary.skipped);
  return EXIT.ok;
}

/** One line: `read 3 files, 1.2 MB: 4,010 records, 2 lines skipped, 0 known copies, in 0.4 s`. */
export function summaryLine(summary: IngestSummary): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  const parts = [
    `read ${count(summary.files)} files, ${bytesText(summary.bytes)}: ${count(summary.records)} records`,
    `${count(summary.skipped)} lines skipped`,
    `${count(summary.duplicates)} known copies`,
    `in ${(summary.durationMs / 1000).toFixed(1)} s`,
  ];
  const unreadable = summary.problems.length;
  if (unreadable > 0)
    parts.push(`${count(unreadable)} not readable (agentperf doctor with the same places says why)`);
  if (summary.staleSources.length > 0)
    parts.push(`another agentperf is still reading ${summary.staleSources.join(', ')}`);
  return safeText(parts.join(', '));
}

function noReadableSource(paths: readonly string[], summary: IngestSummary): UserError {
  const problem = summary.problems[0];
  const where = problem?.path ?? ([...new Set(paths)].join(', ') || null);
  const why = problem?.reason ?? 'no agent log is there';
  return new UserError('no readable source', where, why, 'name a folder with --logs', EXIT.noReadableSource);
}
