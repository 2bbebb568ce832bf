/** The text of a line is put together anew when, and only when, something below its node is another. */

import { expect, test } from 'vitest';
import { keptText } from '../../scripts/kept-text.mjs';

interface Node {
  nodeName: string;
  nodeValue?: string;
  childNodes?: Node[];
  internal_transform?: (text: string) => string;
}

const text = (nodeValue: string): Node => ({ nodeName: '#text', nodeValue });

function squash({ childNodes = [] }: Node): string {
  return childNodes
    .map((child) => child.nodeValue ?? (child.internal_transform ?? String)(squash(child)))
    .join('');
}

function line() {
  let asked = 0;
  const inner: Node = { nodeName: 'ink-virtual-text', childNodes: [text('b')] };
  const node: Node = { nodeName: 'ink-text', childNodes: [text('a'), inner, text('c')] };
  const kept = keptText((of) => {
    asked++;
    return squash(of as Node);
  });
  return { node, inner, drawn: () => kept(node), asked: () => asked };
}

test('the same node is asked once', () => {
  const { drawn, asked } = line();
  expect([drawn(), drawn(), asked()]).toEqual(['abc', 'abc', 1]);
});

test.each<[string, (parts: ReturnType<typeof line>) => void, string]>([
  ['a text', ({ inner }) => inner.childNodes?.splice(0, 1, text('B')), 'aBc'],
  [
    'a style',
    ({ inner }) => Object.assign(inner, { internal_transform: (of: string) => `<${of}>` }),
    'a<b>c',
  ],
  ['one more', ({ node }) => node.childNodes?.push(text('d')), 'abcd'],
  ['one less', ({ node }) => node.childNodes?.pop(), 'ab'],
  ['another order', ({ node }) => node.childNodes?.reverse(), 'cba'],
])('%s that is another is seen', (_, change, after) => {
  const parts = line();
  parts.drawn();
  change(parts);
  expect(parts.drawn()).toBe(after);
});
