import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCodeCache } from '../src/loading/code-cache.ts';
import { createLoader } from '../src/loading/loader.ts';

let folder: string;
let cache: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-loading-'));
  cache = path.join(folder, 'cache');
  write(
    'main.js',
    'const {two}=require("./two.js");exports.four=()=>two()*2;exports.later=()=>require("./later.js");',
  );
  write('two.js', 'exports.two=()=>2;');
  write(
    'later.js',
    'const fs=builtin(require("node:fs"));exports.same=fs.default.readFileSync===fs.readFileSync;',
  );
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(chunk: string, code: string): void {
  fs.writeFileSync(
    path.join(folder, chunk),
    `(function(exports,require,module,importMeta,builtin,later){${code}\n})`,
  );
}

/** Runs all chunks as one process would, and keeps what was compiled. */
function run(build = 'b1'): { four: number; same: boolean } {
  const requirePackage = (name: string): unknown => (name === 'node:fs' ? fs : undefined);
  const loader = createLoader(path.join(folder, 'cli.js'), openCodeCache(cache, build), requirePackage);
  const main = loader.load('main.js') as { four: () => number; later: () => { same: boolean } };
  const answer = { four: main.four(), same: main.later().same };
  loader.keep();
  return answer;
}

const kept = (): string[] => fs.readdirSync(cache).sort();
const written = (): number[] => kept().map((name) => fs.statSync(path.join(cache, name)).mtimeMs);

it('keeps a file of compiled code for each part that is loaded by itself, for nobody else to read', () => {
  expect(run()).toEqual({ four: 4, same: true });
  expect(kept()).toEqual(['later.js-b1.code', 'main.js-b1.code']);
  for (const name of kept()) expect(fs.statSync(path.join(cache, name)).mode & 0o777).toBe(0o600);
});

it('runs the kept code and does not write it again', () => {
  run();
  for (const name of kept()) fs.utimesSync(path.join(cache, name), 1, 1);
  expect(run()).toEqual({ four: 4, same: true });
  expect(written()).toEqual([1000, 1000]);
});

it('loads what is wanted later when one of its names is asked for', () => {
  write('main.js', 'const fs=later("node:fs");exports.names=()=>typeof fs.readFileSync;');
  const asked: string[] = [];
  const requirePackage = (name: string): unknown => {
    asked.push(name);
    return fs;
  };
  const main = createLoader(path.join(folder, 'cli.js'), null, requirePackage).load('main.js');
  expect(asked).toEqual([]);
  expect((main.names as () => string)()).toBe('function');
  expect(asked).toEqual(['node:fs']);
});

it('drops what another build has left', () => {
  run('b1');
  expect(run('b2')).toEqual({ four: 4, same: true });
  expect(kept()).toEqual(['later.js-b2.code', 'main.js-b2.code']);
});

it.each([
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
  ['empty', () => Buffer.alloc(0)],
  ['of other bytes', (bytes: Buffer) => Buffer.alloc(bytes.length, 7)],
  [
    'changed in one bit',
    (bytes: Buffer) => bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)),
  ],
  ['longer', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
])('compiles again and writes again when a file is %s', (_, damage) => {
  run();
  const file = path.join(cache, 'main.js-b1.code');
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  expect(openCodeCache(cache, 'b1').read('main.js')).toBeNull();
  expect(run()).toEqual({ four: 4, same: true });
  expect(openCodeCache(cache, 'b1').read('main.js')?.size).toBe(2);
});

it.each([
  ['the folder', 0o770, 0o600],
  ['a file', 0o700, 0o660],
])('takes no code when others can write %s', (_, folderMode, fileMode) => {
  run();
  for (const name of kept()) fs.chmodSync(path.join(cache, name), fileMode);
  fs.chmodSync(cache, folderMode);
  const read = openCodeCache(cache, 'b1').read('main.js');
  expect(read).toBeNull();
  expect(run()).toEqual({ four: 4, same: true });
});

it('takes no code through a link', () => {
  run();
  const file = path.join(cache, 'main.js-b1.code');
  fs.renameSync(file, `${file}.elsewhere`);
  fs.symlinkSync(`${file}.elsewhere`, file);
  expect(openCodeCache(cache, 'b1').read('main.js')).toBeNull();
});

it('runs without a place to keep anything', () => {
  fs.writeFileSync(cache, 'a file where the folder should be');
  expect(run()).toEqual({ four: 4, same: true });
});
