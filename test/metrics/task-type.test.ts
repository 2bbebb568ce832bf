import { expect, test } from 'vitest';
import type { ToolKind } from '../../src/domain/event.ts';
import { inferTaskType, saidTaskType } from '../../src/metrics/task-type.ts';

const typeOf = (signs: { branch?: string; title?: string; tools?: readonly ToolKind[] }) =>
  inferTaskType({
    branch: signs.branch ?? null,
    title: signs.title ?? null,
    usedTool: (...kinds) => kinds.some((kind) => signs.tools?.includes(kind) === true),
  });

test.each([
  ['fix/login', 'debugging'],
  ['feat/cart', 'implementation'],
  ['docs/readme', 'documentation'],
  ['refactor/store', 'refactoring'],
  ['test/cart', 'testing'],
  ['chore/deps', 'chore'],
  ['anna/fix-login', 'debugging'],
  ['hotfix-2', 'debugging'],
  ['main', null],
  ['fix', null],
  ['prefix/x', null],
])('DESIGN.md 5: the prefix of the branch %s says %s', (branch, type) => {
  expect(typeOf({ branch })).toBe(type);
});

test.each([
  ['Fix the upload', 'debugging'],
  ['please can you add a cart?', 'implementation'],
  ['feat(cart): sums', 'implementation'],
  ["Let's review the pull request", 'review'],
  ['Why is it slow', 'research'],
  ['Hello there', null],
  ['', null],
])('then the first verb of the title %j says %s', (title, type) => {
  expect(typeOf({ title })).toBe(type);
});

test.each([
  [['read', 'edit', 'shell'], 'implementation'],
  [['read', 'search'], 'research'],
  [['plan'], 'planning'],
  [['plan', 'read'], 'research'],
  [['read', 'shell'], null],
  [[], null],
] as [ToolKind[], string | null][])('then the tools %j say %s', (tools, type) => {
  expect(typeOf({ tools })).toBe(type);
});

test('the branch stands before the title, the title before the tools', () => {
  expect(typeOf({ branch: 'fix/x', title: 'Add y', tools: ['plan'] })).toBe('debugging');
  expect(typeOf({ branch: 'main', title: 'Add y', tools: ['plan'] })).toBe('implementation');
});

test('tools are asked about only where nothing else tells', () => {
  const usedTool = () => {
    throw new Error('asked');
  };
  expect(inferTaskType({ branch: 'fix/x', title: null, usedTool })).toBe('debugging');
  expect(inferTaskType({ branch: null, title: 'Add y', usedTool })).toBe('implementation');
});

test('words of orchestrators in our terms; another word stands for itself', () => {
  expect(['bug', 'Feature', 'spike', 'epic', 'migration'].map(saidTaskType)).toEqual([
    'debugging',
    'implementation',
    'research',
    'epic',
    'migration',
  ]);
});
