import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutFile } from '../../src/commands/out-file.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-out-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

function writeOut(file: string, text: string): void {
  const out = openOutFile(file);
  out.write(text);
  out.commit();
}

describe('--out', () => {
  it('replaces the file as a whole, private, and leaves no other file', () => {
    fs.writeFileSync(at('a.json'), 'old');
    const out = openOutFile(at('a.json'));
    out.write('ne');
    expect(fs.readFileSync(at('a.json'), 'utf8')).toBe('old');
    out.write('w');
    out.commit();
    expect(fs.readFileSync(at('a.json'), 'utf8')).toBe('new');
    expect(fs.statSync(at('a.json')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder)).toEqual(['a.json']);
  });

  it('leaves nothing behind when the run fails', () => {
    openOutFile(at('b.json')).discard();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('follows a link of our own and keeps it a link', () => {
    fs.writeFileSync(at('real.json'), 'old');
    fs.symlinkSync(at('real.json'), at('link.json'));
    writeOut(at('link.json'), 'new');
    expect(fs.lstatSync(at('link.json')).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(at('real.json'), 'utf8')).toBe('new');
  });

  it('refuses a link where others can write: the victim stays as it was (S5)', () => {
    fs.mkdirSync(at('shared'));
    fs.chmodSync(at('shared'), 0o1777);
    fs.writeFileSync(at('victim'), 'mine');
    fs.symlinkSync(at('victim'), at('shared/out.json'));
    expect(() => openOutFile(at('shared/out.json'))).toThrow('a link in a place where others can write');
    expect(fs.readFileSync(at('victim'), 'utf8')).toBe('mine');
  });

  it.each<[string, () => string, number, string]>([
    ['a folder', () => folder, 2, 'not a file'],
    ['a device', (): string => '/dev/null', 2, 'not a file'],
    ['a folder that is not there', () => at('gone/a.json'), 7, 'its folder does not exist'],
  ])('refuses %s', (_, file, exitCode, says) => {
    expect(() => openOutFile(file())).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(says) }),
    );
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
