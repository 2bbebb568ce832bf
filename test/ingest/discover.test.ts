import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LineAdapter } from '../../src/domain/adapter.ts';
import type { SourceRoot } from '../../src/domain/source.ts';
import { discover } from '../../src/ingest/discover.ts';
import { Recogniser, recogniseFile } from '../../src/ingest/recognise.ts';
import { idAdapter } from '../helpers/id-adapter.ts';
import { line, lines } from '../helpers/ingest.ts';

const otherAdapter: LineAdapter = {
  ...idAdapter,
  id: 'claude-code',
  displayName: 'Other lines',
  version: 3,
  acceptsPath: (path) => path.includes('other'),
  recognises: (_path, head) => head.includes('"other"'),
};
const adapters = [idAdapter, otherAdapter];

let folder: string;
let root: string;
let recogniser: Recogniser;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-discover-'));
  root = join(folder, 'root');
  mkdirSync(root);
  recogniser = new Recogniser(adapters);
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Buffer = line(1)): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const named = (path = root): SourceRoot => ({ source: 'work-stream', path, explicit: true });
const usual = (path = root, source: SourceRoot['source'] = 'work-stream'): SourceRoot => ({
  source,
  path,
  explicit: false,
});

/** `name` for a file, `name: reason` for a problem, `name?` for one not decided; relative to the root, sorted. */
function find(...roots: SourceRoot[]): string[] {
  const found: string[] = [];
  for (const discovery of discover(roots, adapters, recogniser)) {
    if (discovery.kind === 'file') found.push(`${discovery.file.path} ${discovery.file.source}`);
    else if (discovery.kind === 'undecided') found.push(`${discovery.path}?`);
    else found.push(`${discovery.problem.path}: ${discovery.problem.reason}`);
  }
  return found.map((text) => text.replace(`${root}/`, '')).sort();
}

test('logs are found by name in all folders, and nothing else', () => {
  put('a.jsonl');
  put('deep/er/b.jsonl.gz');
  put('deep/c.json');
  put('.git/d.jsonl');
  put('.github/e.jsonl');
  put('node_modules/f.jsonl');
  put('folder.jsonl/g.jsonl');
  expect(find(usual())).toEqual([
    'a.jsonl work-stream',
    'deep/er/b.jsonl.gz work-stream',
    'folder.jsonl/g.jsonl work-stream',
  ]);
});

test('a file is seen with its stat, its adapter and the root it was found under', () => {
  const path = put('b.jsonl.gz', gzipSync(line(1)));
  const [found] = discover([named()], adapters, recogniser);
  expect(found).toMatchObject({ kind: 'file', rootPath: root, file: { path, gz: true, adapterVersion: 1 } });
});

test('under a usual root the path decides, without `.gz` and whatever the content', () => {
  put('a.jsonl', 'nonsense');
  put('other.jsonl.gz');
  expect(find(usual())).toEqual(['a.jsonl work-stream']);
  expect(find(usual(root, 'claude-code'))).toEqual(['other.jsonl.gz claude-code']);
});

test('under a root that the user named the content decides', () => {
  put('stream.jsonl');
  put('foreign.jsonl', '{"other":1}\n');
  put('packed.jsonl.gz', gzipSync(lines(0, 50_000)));
  put('half.jsonl.gz', gzipSync(lines(0, 50_000)).subarray(0, 9000));
  put('neither.jsonl', 'hello\n');
  put('both.jsonl', '{"id":1,"other":1}\n');
  put('no-gzip.jsonl.gz', 'hello');
  expect(find(named())).toEqual([
    'both.jsonl: claimed by Lines with an id and Other lines',
    'foreign.jsonl claude-code',
    'half.jsonl.gz work-stream',
    'neither.jsonl: format not recognised',
    'no-gzip.jsonl.gz: not a compressed file',
    'packed.jsonl.gz work-stream',
    'stream.jsonl work-stream',
  ]);
});

test('what the user says a folder holds is not asked of the content, and stands before what else is named', () => {
  put('deep/stream.jsonl');
  put('stream.jsonl');
  const forced = { ...named(`${root}/deep`), source: 'claude-code' as const, forced: true };
  expect(find(named(), forced)).toEqual(['deep/stream.jsonl claude-code', 'stream.jsonl work-stream']);
});

test('a file without a complete line is not decided until it changes', () => {
  put('empty.jsonl', '');
  const path = put('begun.jsonl', '{"i');
  put('empty.jsonl.gz', '');
  expect(find(named())).toEqual(['begun.jsonl?', 'empty.jsonl.gz?', 'empty.jsonl?']);
  appendFileSync(path, 'd":"1"}\n');
  expect(find(named())).toContain('begun.jsonl work-stream');
});

test('a first line longer than 64 KiB is read whole', () => {
  const path = put('long.jsonl', `{"pad":"${'x'.repeat(3_000_000)}","id":"1"}\n`);
  expect(recogniseFile(path, root, adapters)).toBe('work-stream');
});

test('a first line too long to be read does not hide the lines behind it', () => {
  const path = put('huge.jsonl', `{"pad":"${'x'.repeat(17 * 1024 * 1024)}"}\n${line(1)}`);
  expect(recogniseFile(path, root, adapters)).toBe('work-stream');
});

test('a verdict is remembered: known files are not opened again', () => {
  let asked = 0;
  const counting = { ...idAdapter, recognises: () => ++asked > 0 };
  const remembering = new Recogniser([counting]);
  const path = put('a.jsonl');
  const sweep = () => [...discover([named()], [counting], remembering)].length;
  expect([sweep(), sweep(), asked]).toEqual([1, 1, 1]);
  appendFileSync(path, line(2));
  expect([sweep(), asked]).toEqual([1, 1]);
  writeFileSync(path, '');
  expect([sweep(), asked]).toEqual([1, 1]);
  writeFileSync(path, line(3));
  expect([sweep(), asked]).toEqual([1, 2]);
});

test('a file that the user named may have any name', () => {
  const path = put('notes.txt');
  expect(find(named(path))).toEqual(['notes.txt work-stream']);
});

test('a missing root is a problem only when the user named it', () => {
  expect(find(usual(join(root, 'none')))).toEqual([]);
  expect(find(named(join(root, 'none')))).toEqual(['none: no such file or folder']);
});

test('a file that is found under two roots is found once', () => {
  put('deep/a.jsonl');
  expect(find(usual(), usual(join(root, 'deep')), named(join(root, 'deep')))).toEqual([
    'deep/a.jsonl work-stream',
  ]);
});

test('a file that two adapters accept by its path is a problem that names both', () => {
  put('a.jsonl');
  const greedy = { ...otherAdapter, acceptsPath: () => true };
  const found = [...discover([usual(), usual(root, 'claude-code')], [idAdapter, greedy], recogniser)];
  expect(found).toMatchObject([
    { kind: 'problem', problem: { reason: 'claimed by Lines with an id and Other lines' } },
  ]);
});

test('a second name of the same file is not a second file', () => {
  linkSync(put('a.jsonl'), join(root, 'b.jsonl'));
  expect(find(usual())).toHaveLength(1);
});

test('links are followed inside the root, without circles, and not out of it', () => {
  put('deep/a.jsonl');
  writeFileSync(join(folder, 'secret.jsonl'), line(1));
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'elsewhere', 'b.jsonl'), line(1));
  symlinkSync(root, join(root, 'deep', 'circle'));
  symlinkSync(join(folder, 'elsewhere'), join(root, 'outside'));
  symlinkSync(join(folder, 'secret.jsonl'), join(root, 'secret.jsonl'));
  symlinkSync(join(root, 'none.jsonl'), join(root, 'dangling.jsonl'));
  symlinkSync('loop.jsonl', join(root, 'loop.jsonl'));
  symlinkSync('deep/c.txt', join(root, 'inside.jsonl'));
  put('deep/c.txt');
  expect(find(usual())).toEqual([
    'dangling.jsonl: a symbolic link to nothing',
    'deep/a.jsonl work-stream',
    'inside.jsonl work-stream',
    'loop.jsonl: symbolic links lead in a circle',
    'secret.jsonl: the symbolic link leads outside the log folder',
  ]);
});

test('a root may itself be a link', () => {
  put('a.jsonl');
  symlinkSync(root, join(folder, 'link'));
  symlinkSync(join(root, 'a.jsonl'), join(folder, 'file-link'));
  expect(find(usual(join(folder, 'link')))).toEqual([`${folder}/link/a.jsonl work-stream`]);
  expect(find(named(join(folder, 'file-link')))).toEqual([`${folder}/file-link work-stream`]);
});

test('pipes and sockets with a log name are a problem, and hang nothing', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.jsonl')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'socket.jsonl'), resolve));
  expect(find(usual())).toEqual(['pipe.jsonl: not a regular file', 'socket.jsonl: not a regular file']);
  expect(find(named(join(root, 'pipe.jsonl')))).toEqual(['pipe.jsonl: not a regular file']);
  expect(recogniseFile(join(root, 'pipe.jsonl'), root, adapters)).toMatchObject({
    reason: 'not a regular file',
  });
  await new Promise((resolve) => server.close(resolve));
});

test('a name that is not UTF-8 is told, one with control characters is read', () => {
  execFileSync('sh', ['-c', `printf x > "$(printf 'bad\\377.jsonl')"`], { cwd: root });
  put('esc\u001b[31m\n.jsonl');
  expect(find(usual())).toEqual([
    'bad\ufffd.jsonl: its name is not valid UTF-8',
    'esc\u001b[31m\n.jsonl work-stream',
  ]);
});
