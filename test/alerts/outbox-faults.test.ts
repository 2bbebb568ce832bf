/** A disk that fails under the outbox (F4): nothing is lost, nothing is torn for a reader, nothing is told twice. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AlertLine } from '../../src/alerts/alert-line.ts';
import { createOutbox } from '../../src/alerts/outbox.ts';

/** What the next writes do: throw this code, or write only so many bytes. */
const faults: (string | number)[] = [];

vi.mock('node:fs', async (importActual) => {
  const actual = await importActual<typeof import('node:fs')>();
  const writeSync = (descriptor: number, bytes: Buffer): number => {
    const fault = faults.shift();
    if (typeof fault === 'string') {
      throw Object.assign(new Error(`${fault}: write`), { code: fault });
    }
    return actual.writeSync(descriptor, fault === undefined ? bytes : bytes.subarray(0, fault));
  };
  return { ...actual, writeSync };
});

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-outbox-'));
  path = join(folder, 'agent-alerts.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LINE = { alert_id: 'a1', status: 'open', evidence: {} } as AlertLine;

it.each(['ENOSPC', 'EIO'])('%s is a value; the line is written later, once', (code) => {
  const outbox = createOutbox({ path });
  faults.push(code);
  expect(outbox.append(LINE)).toMatchObject({ failed: code });
  expect(outbox.append(LINE)).toBe('written');
  expect(outbox.append(LINE)).toBe('already');
  expect(readFileSync(path, 'utf8')).toBe('{"alert_id":"a1","status":"open"}\n');
});

it('a line cut off by a full disk is written again, on a line of its own', () => {
  const outbox = createOutbox({ path });
  faults.push(12);
  expect(outbox.append(LINE)).toMatchObject({ failed: 'ENOSPC' });
  expect(outbox.append(LINE)).toBe('written');
  expect(readFileSync(path, 'utf8')).toBe('{"alert_id":\n{"alert_id":"a1","status":"open"}\n');
});
