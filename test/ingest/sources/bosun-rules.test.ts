/** Rules of bosun.md about what is not read and not counted. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bosunAdapter } from '../../../src/ingest/sources/bosun.ts';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import { Logs } from '../../helpers/logs.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const at = Date.parse('2026-03-02T10:00:00Z');
const run = (startedAt: number, tokenCount: number) => ({
  ...{ type: 'completed_session', sessionKey: `t-1:${startedAt}:${startedAt + 5}`, id: 't-1', taskId: 't-1' },
  ...{ executor: 'CODEX', startedAt, endedAt: startedAt + 5, status: 'completed', tokenCount, costUsd: 0 },
});
const app = () => path.join(logs.folder, 'app');
const write = (file: string, content: unknown) => {
  fs.mkdirSync(path.dirname(path.join(app(), file)), { recursive: true });
  fs.writeFileSync(path.join(app(), file), JSON.stringify(content));
};
const roots = () =>
  bosunAdapter
    .roots({ env: {}, home: logs.folder, cwd: app(), platform: 'linux' })
    .filter((root) => root.startsWith(app()))
    .map((root) => ({ source: 'bosun' as const, path: root, explicit: false }));
const ingest = () => ingestOnce(logs.options({ roots: roots() }));
const tokens = () => logs.value('SELECT coalesce(sum(unclassified), 0) FROM rollups');

describe('bosun §1: files beside the accumulator', () => {
  it('running sums, signals and text logs are not read: they repeat what the accumulator says', async () => {
    logs.append(path.join(app(), '.cache/session-accumulator.jsonl'), [run(at, 500)]);
    write('.cache/runtime-accumulator.json', {
      completedSessions: [run(at + 9, 500)],
      totals: { tokens: 500 },
    });
    write('.cache/anomaly-signals.json', [{ source: 'internal', type: 'IDLE_STALL', severity: 'medium' }]);
    write('logs/agents/agent-t-1.log', 'text');
    expect(await ingest()).toMatchObject({ files: 1, records: 1, problems: [] });
    expect(tokens()).toBe(500);
  });
});

describe('bosun §7: the accumulator', () => {
  it('a run that stands twice counts once, another run of its task counts beside it', async () => {
    const file = path.join(app(), '.cache/session-accumulator.jsonl');
    logs.append(file, [run(at, 500), run(at, 500)]);
    await ingest();
    logs.append(file, [run(at, 500), run(at + 60_000, 300)]);
    await ingest();
    expect(tokens()).toBe(800);
    expect(logs.value('SELECT count(*) FROM sessions')).toBe(1);
  });
});
