import { expect, test } from 'vitest';
import { folderKey } from '../../src/domain/folder-key.ts';

test.each([
  ['/home/dev/gt/rig', '~/gt/rig'],
  ['/Users/dev/gt/rig/', '~/gt/rig'],
  ['/root/gt', '~/gt'],
  ['/home/dev', '~'],
])('%s and %s are one folder', (whole, short) => {
  expect(folderKey(whole)).toBe(folderKey(short));
});

test.each([
  ['/home/dev/gt', '/home/dev/gt2'],
  ['/rooted/gt', '~/gt'],
  ['/srv/home/dev/gt', '~/gt'],
])('%s and %s are two', (one, other) => {
  expect(folderKey(one)).not.toBe(folderKey(other));
});
