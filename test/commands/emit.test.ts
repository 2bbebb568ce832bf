import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmitWorld, emit } from '../../src/commands/emit.ts';
import { COMMON_LINE_FIELDS, fieldsOf, LEDGER_LINE_TYPES } from '../../src/domain/ledger-schema.ts';
import { UserError } from '../../src/domain/user-error.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-emit-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const place = () => path.join(folder, 'data', 'agentperf', 'ledger.jsonl');
const printed: string[] = [];

function world(stdin: Readable | string = '', fields: Partial<EmitWorld> = {}): EmitWorld {
  printed.length = 0;
  return {
    env: { XDG_DATA_HOME: path.join(folder, 'data') },
    home: path.join(folder, 'home'),
    cwd: folder,
    platform: 'linux',
    now: () => Date.parse('2026-03-02T10:00:00Z'),
    stdin: () =>
      typeof stdin === 'string' ? Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]) : stdin,
    write: (text) => printed.push(text),
    ...fields,
  };
}

const run = (line: string, stdin?: Readable | string) =>
  emit(
    line.split(' ').filter((word) => word !== ''),
    world(stdin),
  );
const linesOf = (file = place()) =>
  fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function failureOf(promise: Promise<number>): Promise<UserError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`no UserError: ${String(error)}`);
  return error;
}

describe('a record from flags', () => {
  it('is one line with id and time, in a file of the user alone', async () => {
    expect(
      await run(
        'work_log --bead-id gt-1 --agent_id=nux --quality-signal PASSED --token-usage 12 --cost-cents 0.5',
      ),
    ).toBe(0);
    const [line] = linesOf();
    expect(line).toEqual({
      ...{
        type: 'work_log',
        bead_id: 'gt-1',
        agent_id: 'nux',
        quality_signal: 'passed',
        token_usage: 12,
        cost_cents: 0.5,
      },
      ...{ id: line.id, at: '2026-03-02T10:00:00.000Z' },
    });
    expect(line.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(fs.statSync(place()).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.dirname(place())).mode & 0o777).toBe(0o700);
    expect(printed).toEqual([]);
  });

  it('reads lists, switches and their denial by the kind of the field', async () => {
    await run(
      'task-completion --outcome failure --quality-gates-failed build,lint --no-quality-gate-passed --pr-created',
    );
    expect(linesOf()[0]).toMatchObject({
      outcome: 'failure',
      quality_gates_failed: ['build', 'lint'],
      quality_gate_passed: false,
      pr_created: true,
    });
  });

  it('a profile is known by its agent and gets no id', async () => {
    await run('agent_profile --agent-id nux --department platform');
    expect(linesOf()[0]).not.toHaveProperty('id');
  });

  it('an id that is given stays; a time is kept in UTC', async () => {
    await run('escalation --id es-1 --bead-id b --severity high --created-at 2026-03-02T10:00:00+01:00');
    expect(linesOf()[0]).toMatchObject({ id: 'es-1', created_at: '2026-03-02T09:00:00.000Z' });
  });

  it('--print prints the line, --file names another place, AGENTPERF_LEDGER the usual one', async () => {
    await run('intervention --action restart --print --file own/l.jsonl');
    expect(printed).toEqual([fs.readFileSync(path.join(folder, 'own', 'l.jsonl'), 'utf8')]);
    await emit(['intervention', '--action', 'x'], world('', { env: { AGENTPERF_LEDGER: 'env.jsonl' } }));
    expect(linesOf(path.join(folder, 'env.jsonl'))).toHaveLength(1);
  });

  it.each([
    ['', 'needs a type'],
    ['wrk_log --bead-id b', 'unknown type wrk_log; did you mean work_log?'],
    ['work_log --quality-signal passed', 'work_log needs bead_id or task_id'],
    [
      'work_log --bead-id b --quality-signal great',
      'quality_signal must be one of passed, rework_requested, failed',
    ],
    ['work_log --bead-id b --token-usage many', 'token_usage must be a whole number from 0'],
    ['work_log --bead-id b --token-usage -3', 'token_usage must be'],
    ['work_log --bead-id b --model', 'model must be a text'],
    ['work_log --bead-id b --completed-at 7d', 'completed_at must be an ISO time'],
    ['work_log --bead-id b --sevrity high', 'work_log has no field sevrity'],
    ['work_log --bead-id b --bead-id c', '--bead-id was given twice'],
    ['work_log --__proto__ x', 'has no field __proto__'],
    ['quality_review --task-id t --score 80', 'score must be a number from 0 to 1'],
    ['work_log --file', '--file needs a value'],
    ['claude-hook --status idle', 'claude-hook takes no fields'],
    ['codex-notify no-json', 'is no JSON object'],
    [
      'codex-notify',
      'codex-notify needs the JSON of the notice as an argument; let the harness give it: notify =',
    ],
    ['session_status a b', 'takes a type and at most one JSON text'],
  ])('%j ends with 2: %s', async (line, says) => {
    const error = await failureOf(run(line));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(says);
    expect(fs.existsSync(place())).toBe(false);
  });
});

describe('a record as JSON', () => {
  it('comes on stdin; what the type does not have is left out, null is not known', async () => {
    await run(
      'escalation',
      '\ufeff{"bead_id":"b","severity":"low","category":null,"colour":"red","__proto__":{"a":1}}\n',
    );
    expect(Object.keys(linesOf()[0])).toEqual(['type', 'bead_id', 'severity', 'id', 'at']);
  });

  it('is taken as soon as it is whole, though nobody closes the pipe', async () => {
    const open = new PassThrough();
    open.write('{"session_id":"s",');
    setTimeout(() => open.write('"status":"idle"}\n'), 10);
    expect(await run('session_status', open)).toBe(0);
    expect(linesOf()[0]).toMatchObject({ session_id: 's', status: 'idle' });
  });

  it('that never becomes whole ends with 2 at the deadline', async () => {
    const open = new PassThrough();
    open.write('{"session_id":');
    expect((await failureOf(run('session_status', open))).message).toContain('stdin holds no JSON object');
  });

  it.each(['', '[1]', '"x"', '{"status":5,"session_id":"s"}'])('%j is refused', async (stdin) => {
    expect((await failureOf(run('session_status', stdin))).exitCode).toBe(2);
  });

  it('the limits of the fields keep every record below 64 KiB', async () => {
    const [text, word] = ['\u0001'.repeat(128), '\u0001'.repeat(64)];
    for (const type of LEDGER_LINE_TYPES) {
      const fields = Object.entries({ ...COMMON_LINE_FIELDS, ...fieldsOf(type) }).map(([name, kind]) => {
        const longest: Record<string, unknown> = {
          id: '\u0001'.repeat(480),
          text,
          word,
          words: Array(32).fill(word),
          flag: true,
        };
        if (typeof kind !== 'string') return [name, kind[0]];
        return [name, longest[kind] ?? (kind === 'time' ? '2026-03-02T10:00:00Z' : 1)];
      });
      expect(await run(type, JSON.stringify(Object.fromEntries(fields)))).toBe(0);
    }
    const lines = fs.readFileSync(place(), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(LEDGER_LINE_TYPES.length);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(64 * 1024);
  });
});

describe('the ledger file', () => {
  it('many writers at once lose and tear nothing', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => run(`intervention --action a${n}`)));
    expect(new Set(linesOf().map(({ action }) => action)).size).toBe(50);
  });

  it('a line that somebody left torn keeps to itself', async () => {
    fs.mkdirSync(path.dirname(place()), { recursive: true });
    fs.writeFileSync(place(), '{"type":"work_');
    await run('intervention --action x');
    const [torn, whole] = fs.readFileSync(place(), 'utf8').split('\n');
    expect(torn).toBe('{"type":"work_');
    expect(JSON.parse(whole as string)).toMatchObject({ action: 'x' });
  });

  it.each([
    ['a folder', () => fs.mkdirSync(place(), { recursive: true })],
    ['in a file', () => fs.writeFileSync(path.join(folder, 'data'), '')],
    [
      'a link',
      () => {
        fs.mkdirSync(path.dirname(place()), { recursive: true });
        fs.symlinkSync('/dev/full', place());
      },
    ],
  ])('%s: ends with 7, and with --quiet with 0', async (_what, prepare) => {
    prepare();
    const error = await failureOf(run('intervention --action x'));
    expect([error.exitCode, error.where]).toEqual([7, place()]);
    expect(await run('intervention --action x --quiet')).toBe(0);
  });
});

describe('--quiet: a hook never disturbs its agent', () => {
  it.each([
    '--quiet',
    'nonsense --quiet',
    'work_log --quiet',
    'claude-hook --quiet',
    '--quiet codex-notify x',
    'work_log --file --quiet',
  ])('%j ends with 0 and writes nothing', async (line) => {
    expect(await run(line, 'no json')).toBe(0);
    expect([fs.existsSync(place()), printed]).toEqual([false, []]);
  });
});

it('--help prints its part of the help', async () => {
  expect(await run('--help')).toBe(0);
  expect(printed.join('')).toContain('agentperf emit TYPE [--FIELD VALUE ...]');
});
