/** Names of the command line's filter that nobody has: an empty answer must not be taken for a quiet fleet. */

import fs from 'node:fs';
import process from 'node:process';
import type { Settings } from '../config.ts';
import { HARNESS_IDS } from '../domain/harness.ts';
import type { Reports } from '../domain/live.ts';
import { FILTER_WORDS, type FilterNames, NO_FILTER, NO_NAMES, type ReportFilter } from '../domain/report.ts';
import { safeText } from '../domain/safe-text.ts';
import { usageError } from './check-arguments.ts';
import { reportsOf } from './monitor-options.ts';
import { didYouMean, nearestNames } from './nearest.ts';

const KINDS = Object.keys(NO_NAMES) as readonly (keyof FilterNames)[];
/** Names told when none is near. */
const NAMES_TOLD = 5;

/** One sentence for each name that nobody has. Throws UserError (exit 2) for a harness that is neither known nor recorded. */
export function unknownNames(filter: ReportFilter, known: FilterNames): string[] {
  const harnesses = [...new Set([...HARNESS_IDS, ...known.harnesses])];
  for (const name of filter.harnesses) {
    if (harnesses.includes(name)) continue;
    throw usageError(
      `no such harness: ${name}`,
      didYouMean(name, harnesses, `known are ${harnesses.join(', ')}`),
    );
  }
  return KINDS.flatMap((kind) =>
    filter[kind]
      .filter((name) => !known[kind].includes(name))
      .map((name) => `no such ${FILTER_WORDS[kind]}: ${name}; ${guess(name, known[kind])}`),
  );
}

function guess(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  if (known.length === 0) return 'none is recorded yet';
  const more = known.length > NAMES_TOLD ? ` and ${known.length - NAMES_TOLD} more` : '';
  return `there are ${known.slice(0, NAMES_TOLD).join(', ')}${more}`;
}

/** A line on stderr for each. */
export function warnOfUnknownNames(filter: ReportFilter, reports: { names(): FilterNames }): void {
  if (!namesAny(filter)) return;
  for (const text of unknownNames(filter, reports.names()))
    process.stderr.write(`agentperf: ${safeText(text)}\n`);
}

/** The same before anything was read: where nothing is recorded yet, only a harness can be wrong. */
export function warnBeforeReading(settings: Settings): void {
  const { filter } = settings;
  if (!namesAny(filter)) return;
  const reports = recordedSoFar(settings);
  try {
    if (reports === null) unknownNames({ ...NO_FILTER, harnesses: filter.harnesses }, NO_NAMES);
    else warnOfUnknownNames(filter, reports);
  } finally {
    reports?.close();
  }
}

function namesAny(filter: ReportFilter): boolean {
  return KINDS.some((kind) => filter[kind].length > 0);
}

/** null for a database that is not there, or not as it should be: the write side makes it so, or says what is wrong. */
function recordedSoFar(settings: Settings): Reports | null {
  if (!fs.existsSync(settings.databasePath)) return null;
  try {
    return reportsOf(settings, []);
  } catch {
    return null;
  }
}
