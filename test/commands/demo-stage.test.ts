import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isEmpty } from '../../src/commands/demo-stage.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-empty-'));
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const root = (place: string) => ({ source: 'claude-code', path: place, explicit: false }) as const;

describe('--demo-if-empty', () => {
  it('is for a machine on which no place holds a file', () => {
    fs.mkdirSync(path.join(folder, 'projects', 'a'), { recursive: true });
    const roots = [root(path.join(folder, 'projects')), root(path.join(folder, 'gone'))];
    expect(isEmpty(roots)).toBe(true);
    expect(isEmpty([])).toBe(true);
    fs.writeFileSync(path.join(folder, 'projects', 'a', 's.jsonl'), '');
    expect(isEmpty(roots)).toBe(false);
  });
});
