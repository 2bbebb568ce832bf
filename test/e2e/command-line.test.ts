import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { HELP } from '../../src/commands/help.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = path.join(root, 'dist', 'cli.js');
const isBuilt = fs.existsSync(program);
if (!isBuilt) process.stderr.write('SKIPPED test/e2e/command-line: dist/ is not built (npm run build)\n');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-e2e-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

function agentperf(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: at('home'), ...env },
    input: '',
  });
  return { status, stdout, stderr };
}

const ERROR_LINE = {
  timestamp: '2026-03-08T10:00:00.000Z',
  attempt_id: 'a-1',
  task_id: 't-1',
  executor: 'CODEX',
  model: 'gpt-5',
  event_type: 'error',
  data: { error_message: 'build failed', error_fingerprint: 'fp-1', error_category: 'build' },
};

function logs(name: string, lines: readonly string[]): string {
  fs.mkdirSync(at(name), { recursive: true });
  fs.writeFileSync(path.join(at(name), 'agent-work-stream.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return at(name);
}

const good = [1, 2].map((n) => JSON.stringify({ ...ERROR_LINE, sequence_num: n }));

describe.skipIf(!isBuilt)('the built program', () => {
  it('prints help and version', () => {
    expect(agentperf(['--help'])).toEqual({ status: 0, stdout: HELP, stderr: '' });
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect(agentperf(['--version']).stdout).toBe(`${version}\n`);
  });

  it.each([
    [['exprt'], {}, 2, 'unknown command exprt; did you mean export?'],
    [['export', '--vew', 'totals'], {}, 2, 'unknown flag --vew; did you mean --view?'],
    [['export', '--view', 'nothing'], {}, 2, 'unknown view nothing'],
    [['export', '--csv', '--view', 'tasks', '--view', 'agents'], {}, 2, '--csv takes one view'],
    [['export', '--json', '--ndjson', '--view', 'tasks'], {}, 2, '--json and --ndjson exclude each other'],
    [['ingest', '--once', '--follow'], {}, 2, '--once and --follow exclude each other'],
    [['export'], { AGENTPERF_NOW: 'now' }, 2, 'environment: AGENTPERF_NOW'],
    [['export'], { AGENTPERF_CONFIG: '/nowhere.toml' }, 2, 'config: /nowhere.toml: does not exist'],
    [['export', '--logs', 'nowhere'], {}, 3, 'does not exist'],
    [['ingest', '--once'], {}, 3, 'no readable source'],
    [['export', '--db', '/'], {}, 6, 'database: /: not a file'],
    [['export', '--out', 'gone/x.json'], {}, 7, 'its folder does not exist'],
    [['db', 'check', '--db', 'none.db'], {}, 1, 'there is none yet'],
  ] as const)('%j %j ends with %i', (args, env, status, says) => {
    const result = agentperf(args, env);
    expect(result.stderr).toContain(says);
    expect(result.stderr).toMatch(/^agentperf: [^\n]*\n$/);
    expect(result.status).toBe(status);
  });

  it('leaves a file that is no database as it is (F9)', () => {
    fs.writeFileSync(at('text.db'), 'this is no database, but somebody wants to keep it\n');
    const result = agentperf(['export', '--db', 'text.db']);
    expect(result.status).toBe(6);
    expect(result.stderr).toContain('agentperf db rebuild');
    expect(fs.readFileSync(at('text.db'), 'utf8')).toBe(
      'this is no database, but somebody wants to keep it\n',
    );
  });

  it('reads, exports what its schema says, and counts nothing twice', () => {
    const place = logs('logs', [...good, 'not json']);
    const first = agentperf(['ingest', '--json', place]);
    expect(JSON.parse(first.stdout)).toMatchObject({ records: 2, skipped: 1, readable_files: 1 });
    expect(first.status).toBe(0);
    const { stdout } = agentperf([
      'export',
      '--json',
      '--logs',
      place,
      '--view',
      'totals',
      '--view',
      'sessions',
      '--view',
      'events',
    ]);
    const document = JSON.parse(stdout);
    expect(document.totals).toMatchObject({ events: 2, errors: 2, skipped_by_reason: { invalid_json: 1 } });
    const ajv = new Ajv2020({ allowUnionTypes: true });
    addFormats.default(ajv);
    const validate = ajv.compile(
      JSON.parse(fs.readFileSync(path.join(root, 'docs/export.schema.json'), 'utf8')),
    );
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('ends with 4 for a skipped line only when it is asked to be strict', () => {
    const place = logs('odd', [...good, '[1]']);
    const strict = agentperf(['ingest', '--strict', '--db', 'strict.db', place]);
    expect(strict.status).toBe(4);
    expect(strict.stderr).toBe('agentperf: strict: 1 line was skipped; agentperf doctor says where\n');
    const again = agentperf(['ingest', '--rescan', '--strict', '--db', 'strict.db', place]);
    expect(again.status).toBe(4);
    expect(again.stdout).toContain('1 line skipped');
    const document = agentperf([
      'export',
      '--db',
      'strict.db',
      '--no-ingest',
      '--strict',
      '--view',
      'totals',
    ]);
    expect(document.status).toBe(4);
  });

  it('exports an empty document when there is nothing to read', () => {
    const result = agentperf(['export', '--no-ingest', '--db', 'never.db']);
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ totals: { sessions: 0 }, sessions: [], alerts: [] });
    expect(fs.existsSync(at('never.db'))).toBe(false);
  });

  it('prints a plain snapshot where there is no terminal (T6)', () => {
    const result = agentperf(['tui', '--logs', logs('plain', good)]);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/^agentperf /);
    expect(result.stdout).not.toContain('\u001b');
  });

  it('is silent and fine when its reader goes away (T7)', () => {
    const place = logs('piped', good);
    const command = `"${process.execPath}" "${program}" export --db piped.db --logs "${place}" | head -c 1; exit \${PIPESTATUS[0]}`;
    const result = spawnSync('bash', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', HOME: at('home') },
    });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
  });
});
