import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProjectFinder } from '../../src/ingest/project.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-project-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function make(...parts: string[]): string {
  const made = path.join(folder, ...parts);
  fs.mkdirSync(made, { recursive: true });
  return made;
}
const projectOf = (cwd: string) => createProjectFinder()(cwd);

describe('the project of a folder', () => {
  test('is the repository that it lies in, however deep', () => {
    make('shop', '.git');
    expect(projectOf(make('shop'))).toBe('shop');
    expect(projectOf(make('shop', 'packages', 'cart'))).toBe('shop');
  });

  test('is the nearest repository', () => {
    make('shop', '.git');
    make('shop', 'vendor', 'lib', '.git');
    expect(projectOf(make('shop', 'vendor', 'lib', 'src'))).toBe('lib');
  });

  test('of a worktree is its repository', () => {
    make('shop', '.git', 'worktrees', 'fix-1');
    const tree = make('trees', 'fix-1');
    fs.writeFileSync(path.join(tree, '.git'), `gitdir: ${folder}/shop/.git/worktrees/fix-1\n`);
    expect(projectOf(path.join(tree))).toBe('shop');
  });

  test.each([
    ['/gone/shop/.worktrees/1', 'shop'],
    ['/gone/shop/.claude/worktrees/fix-1/src', 'shop'],
    ['/gone/shop-worktrees/a0y', 'shop'],
    ['/gone/shop/worktrees', 'worktrees'],
    ['/gone/worktrees/a', 'gone'],
    ['C:\\gone\\shop\\.worktrees\\2', 'shop'],
    ['/worktrees/a', 'a'],
    ['/gone/my-worktree/a', 'a'],
  ])('of %s, which is not there, is %s', (cwd, project) => {
    expect(projectOf(cwd)).toBe(project);
  });

  test('is asked of no FIFO that takes the place of a .git file', () => {
    const tree = make('shop');
    const git = path.join(tree, '.git');
    fs.writeFileSync(git, 'gitdir: /x/other/.git/worktrees/a\n');
    const stats = fs.statSync(git);
    fs.rmSync(git);
    execFileSync('mkfifo', [git]);
    vi.spyOn(fs, 'statSync').mockReturnValueOnce(stats);
    expect(projectOf(tree)).toBe('shop');
  });

  test('of a submodule is the submodule', () => {
    make('shop', '.git');
    const module = make('shop', 'theme');
    fs.writeFileSync(path.join(module, '.git'), `gitdir: ${folder}/shop/.git/modules/theme\n`);
    expect(projectOf(module)).toBe('theme');
  });

  test('behind a .git file that says nothing is the folder itself', () => {
    const odd = make('odd');
    fs.writeFileSync(path.join(odd, '.git'), 'nonsense');
    expect(projectOf(odd)).toBe('odd');
  });

  test('that is gone, or of another machine, is its last part', () => {
    expect(projectOf('/nowhere/that/exists')).toBe('exists');
    expect(projectOf('C:\\Users\\ann\\shop')).toBe('shop');
    expect(projectOf('shop/')).toBe('shop');
  });

  test('of nothing is nothing', () => {
    expect(projectOf('/')).toBeNull();
    expect(projectOf('')).toBeNull();
  });

  test('is looked up once', () => {
    const find = createProjectFinder();
    const cwd = make('shop', 'src');
    make('shop', '.git');
    expect(find(cwd)).toBe('shop');
    fs.rmSync(path.join(folder, 'shop', '.git'), { recursive: true });
    expect(find(cwd)).toBe('shop');
  });
});
