import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmitWorld, emit } from '../../src/commands/emit.ts';
import { recordOf } from '../ingest/sources/ledger/read.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
/** As Claude Code gives it, values made up. */
const PAYLOAD = {
  hook_event_name: 'Status',
  session_id: 's-1',
  cwd: '/nowhere',
  model: { id: 'claude-opus-4-5', display_name: 'Opus 4.5' },
  cost: { total_cost_usd: 0.41234, total_duration_ms: 45_000 },
  context_window: { used_percentage: 22.4 },
  rate_limits: {
    five_hour: { used_percentage: 23.5, resets_at: Date.parse('2026-03-02T12:10:00Z') / 1000 },
    seven_day: { used_percentage: 41, resets_at: Date.parse('2026-03-06T13:00:00Z') / 1000 },
  },
};

let folder: string;
let said: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-statusline-'));
  said = '';
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const ledger = () => path.join(folder, 'ledger.jsonl');
const lines = () =>
  fs.existsSync(ledger())
    ? fs
        .readFileSync(ledger(), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];

function run(payload: unknown, argv: readonly string[] = []): Promise<number> {
  const world: EmitWorld = {
    ...{ env: { AGENTPERF_LEDGER: ledger() }, home: folder, cwd: folder, platform: 'linux', now: () => NOW },
    stdin: () => Readable.from([typeof payload === 'string' ? payload : JSON.stringify(payload)]),
    write: (text) => {
      said += text;
    },
  };
  return emit(['statusline', ...argv], world);
}

describe('emit statusline', () => {
  it('prints one line, and writes each limit as a record that the reader takes for the vendor’s word', async () => {
    expect(await run(PAYLOAD)).toBe(0);
    expect(said).toBe('Opus 4.5 · $0.41 · ctx 22 % · 5h 24 % (2h10m left) · 7d 41 % (4d3h left)\n');
    const records = lines().map((line) => recordOf(`${line}\n`));
    expect(
      records.map(({ session, harness, facts, clampedFields }) => ({
        id: session?.id,
        harness,
        facts,
        clampedFields,
      })),
    ).toEqual([
      {
        ...{ id: 's-1', harness: 'claude_code', clampedFields: 0 },
        facts: [
          {
            ...{ type: 'rate_limit', limitId: 'five_hour', windowMinutes: 300, usedPercent: 23.5 },
            ...{ resetsAt: Date.parse('2026-03-02T12:10:00Z'), plan: null },
          },
        ],
      },
      {
        ...{ id: 's-1', harness: 'claude_code', clampedFields: 0 },
        facts: [
          {
            ...{ type: 'rate_limit', limitId: 'seven_day', windowMinutes: 10_080, usedPercent: 41 },
            ...{ resetsAt: Date.parse('2026-03-06T13:00:00Z'), plan: null },
          },
        ],
      },
    ]);
  });

  it('writes only what changed', async () => {
    await run(PAYLOAD);
    await run(PAYLOAD);
    expect(lines()).toHaveLength(2);
    const { five_hour, seven_day } = PAYLOAD.rate_limits;
    await run({ ...PAYLOAD, rate_limits: { five_hour: { ...five_hour, used_percentage: 24 }, seven_day } });
    expect(lines()).toHaveLength(3);
    await run(PAYLOAD);
    expect(lines()).toHaveLength(4);
  });

  it.each([
    [{ ...PAYLOAD, rate_limits: undefined }, 'Opus 4.5 · $0.41 · ctx 22 %\n'],
    [
      { session_id: 's', model: { id: 'claude-x' }, rate_limits: { five_hour: { used_percentage: 'many' } } },
      'claude-x\n',
    ],
    [{ rate_limits: PAYLOAD.rate_limits }, '5h 24 % (2h10m left) · 7d 41 % (4d3h left)\n'],
    [{}, '\n'],
  ])('tells what is there and writes nothing of what is not: %#', async (payload, text) => {
    expect(await run(payload)).toBe(0);
    expect(said).toBe(text);
    expect(lines()).toEqual([]);
  });

  it('sends no control characters to the terminal', async () => {
    await run({ model: { display_name: 'a\u001b[31mb\nc' } });
    expect(said.trimEnd()).not.toMatch(/[\u0000-\u001f]/);
  });

  it('prints its text although the ledger cannot be written, and with --quiet never fails', async () => {
    fs.mkdirSync(ledger());
    await expect(run(PAYLOAD)).rejects.toMatchObject({ exitCode: 7 });
    expect(said).toContain('Opus 4.5');
    expect(await run(PAYLOAD, ['--quiet'])).toBe(0);
    expect(await run('no json', ['--quiet'])).toBe(0);
  });
});
