import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceProblem } from '../../src/domain/source.ts';
import type { openReports } from '../../src/reports.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';

let logs: Logs;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => {
  reports.close();
  logs.remove();
});

async function read(): Promise<void> {
  await ingestOnce(logs.options());
  reports = logs.reports();
}

describe('a row of sources', () => {
  test('sources: what was read of each, and which have no folder', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await read();
    expect(reports.sources()).toMatchObject([
      {
        source: 'claude-code',
        files: 1,
        records: 2,
        state: 'ok',
        bytes: fs.statSync(logs.transcript('a')).size,
      },
      { source: 'work-stream', files: 0, state: 'missing', path: path.join(logs.folder, 'work-logs') },
    ]);
  });

  test('the state of a source is true: what could not be read, and folders without a log, are no "ok"', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    fs.mkdirSync(path.join(logs.folder, 'work-logs'));
    await read();
    const states = (...problems: SourceProblem[]) =>
      reports.sources(problems).map(({ source, state, note }) => [source, state, note]);
    const denied = (source: SourceProblem['source'], folder: string): SourceProblem => ({
      path: path.join(logs.folder, folder, 'x.jsonl'),
      source,
      reason: 'permission denied',
    });
    const fine = [
      ['claude-code', 'ok', null],
      ['work-stream', 'empty', null],
    ];
    expect(states()).toEqual(fine);
    expect(states(denied('work-stream', 'work-logs'), denied('claude-code', 'projects'))).toEqual([
      ['claude-code', 'partial', '1 place(s) could not be read'],
      ['work-stream', 'unreadable', '1 place(s) could not be read'],
    ]);
    expect(states(denied(null, 'projects'))[0]).toEqual([
      'claude-code',
      'partial',
      '1 place(s) could not be read',
    ]);
    expect(states(denied(null, 'work-logs'))).toEqual(fine);
    fs.rmSync(path.join(logs.folder, 'projects'), { recursive: true });
    expect(states()[0]).toEqual(['claude-code', 'missing', null]);
  });

  test('a log that nobody could read, of whichever source, makes an empty source unreadable', async () => {
    fs.mkdirSync(path.join(logs.folder, 'work-logs'), { recursive: true });
    await read();
    const problem = {
      path: path.join(logs.folder, 'work-logs', 'x.jsonl'),
      source: null,
      reason: 'permission denied',
    };
    expect(reports.sources([problem]).map((row) => row.state)).toEqual(['missing', 'unreadable']);
  });
});
