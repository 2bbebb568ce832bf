/** The findings of `agentperf doctor` as text for a person: one line a fact, safe for any terminal. */

import { noun } from '../domain/noun.ts';
import { safeText } from '../domain/safe-text.ts';
import { bytesText } from './bytes-text.ts';
import type { Findings } from './doctor-findings.ts';

export function doctorText(findings: Findings): string {
  const lines = [
    ...section('agentperf', [
      ['version', findings.agentperfVersion],
      ['node', `${findings.nodeVersion} on ${findings.platform}`],
      ['timezone', findings.timezone],
      ['configuration', `${findings.config.path}${findings.config.found ? '' : ' (not there: defaults)'}`],
      ['file watching', findings.watcher],
    ]),
    ...section('database', databaseFacts(findings)),
    ...list(
      'put aside by db rebuild (yours to remove)',
      findings.aside,
      ({ path, bytes }) => `${path}, ${bytesText(bytes)}`,
    ),
    ...list('in the configuration, but of nobody', findings.unusedConfiguration, (text) => text),
    '',
    'looked in',
    ...findings.places.map(placeLine),
    ...list('read so far', findings.sources, sourceLine),
    ...list('not readable', findings.problems, (problem) => `${problem.path}: ${problem.reason}`),
    ...list('skipped lines (the first of each file)', findings.skippedLines, (line) => {
      const byte = line.offset === null ? '' : ` (byte ${line.offset})`;
      return `${line.path}:${line.lineNo}${byte}: ${line.reason}`;
    }),
  ];
  return `${lines.map((line) => safeText(line)).join('\n')}\n`;
}

function databaseFacts({ database, alerts }: Findings): [string, string][] {
  const size = database.sizeBytes === null ? 'not there yet' : bytesText(database.sizeBytes);
  const latency =
    alerts.medianLatencyMs === null
      ? 'unknown (no live alert yet)'
      : `median ${alerts.medianLatencyMs} ms, longest ${alerts.longestLatencyMs} ms (${alerts.count} ${noun(alerts.count, 'alert')})`;
  return [
    ['path', database.path],
    ['size', size],
    ['schema', database.schemaVersion === null ? 'unknown' : String(database.schemaVersion)],
    ['state', database.problem ?? 'sound'],
    ['alert latency', latency],
    ['alerts file', alerts.path],
  ];
}

function placeLine(place: Findings['places'][number]): string {
  return `  ${place.source.padEnd(12)} ${place.path}${place.exists ? '' : ' (not there)'}`;
}

function sourceLine(source: Findings['sources'][number]): string {
  const skipped = [...source.skippedByReason].map(([reason, count]) => `${count} ${reason}`).join(', ');
  const note = source.note === null ? '' : `; ${source.note}`;
  const files = `${source.files} ${noun(source.files, 'file')}`;
  const figures = `${files}, ${bytesText(source.bytes)}, ${source.records} ${noun(source.records, 'record')}`;
  return `${source.source.padEnd(12)} ${source.state}: ${figures}${skipped === '' ? '' : `, skipped ${skipped}`}${note}`;
}

function section(title: string, facts: readonly (readonly [string, string])[]): string[] {
  return [
    ...(title === 'agentperf' ? [] : ['']),
    title,
    ...facts.map(([name, fact]) => `  ${name.padEnd(14)} ${fact}`),
  ];
}

function list<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  return items.length === 0 ? [] : ['', title, ...items.map((item) => `  ${line(item)}`)];
}
