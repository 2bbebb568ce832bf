import { expect, test } from 'vitest';
import { codexAdapter } from '../../../../src/ingest/sources/codex.ts';
import { call, counts, event, type Fields, item, meta, output, row, START, tokens, turn } from './rollout.ts';

const said = (fields: Fields | string) =>
  codexAdapter.describe(Buffer.from(typeof fields === 'string' ? fields : JSON.stringify(fields)));

test.each<[string, Fields | string, string, string]>([
  ['a command', call('c'), 'assistant', 'exec_command npm test'],
  [
    'a command in a shell',
    call('c', START, { name: 'shell', arguments: '{"command":["bash","-lc","npm run build"]}' }),
    'assistant',
    'shell npm run build',
  ],
  [
    'a local shell',
    item('local_shell_call', { action: { command: ['ls', '-l'] } }),
    'assistant',
    'shell ls -l',
  ],
  [
    'a patch',
    item('custom_tool_call', { name: 'apply_patch', input: '*** Begin Patch' }),
    'assistant',
    'apply_patch *** Begin Patch',
  ],
  [
    'a search',
    item('web_search_call', { action: { type: 'search', query: 'zstd' } }),
    'assistant',
    'web_search zstd',
  ],
  ['an output', output('c', 'Exit code: 0\nOutput:\nall good\nmore'), 'tool', 'all good'],
  ['an output in JSON', output('c', '{"output":"fine","metadata":{"exit_code":0}}'), 'tool', 'fine'],
  ['an output without a word', output('c', ''), 'tool', 'No output'],
  ['a prompt', event('user_message', { message: 'add it\nplease' }), 'user', 'add it'],
  [
    'a prompt of a paginated file',
    event('item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text: 'go' }] } }),
    'user',
    'go',
  ],
  [
    'a reply',
    item('message', { role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] }),
    'assistant',
    'Done.',
  ],
  [
    'a thought',
    event('agent_reasoning', { text: '**Looking around**' }),
    'assistant',
    'Thinking: Looking around',
  ],
  ['tokens', tokens(counts(9, 1, 2, 0), counts(9, 1, 2, 0)), 'system', 'Tokens: 9 in, 2 out'],
  ['an error', event('error', { message: 'overloaded' }), 'system', 'Error: overloaded'],
  [
    'the end of a turn',
    event('task_complete', { last_agent_message: 'Bye' }),
    'system',
    'Turn complete: Bye',
  ],
  ['a turn', turn(), 'system', 'Turn context: gpt-5.3-codex'],
  ['the first row', meta(), 'system', 'Session: /home/dev/shop'],
  ['a kind that is not known', row('event_msg', { type: 'brand_new' }), 'system', 'brand new'],
  ['no row', '{"a":', 'system', 'line that cannot be read'],
])('%s is described', (_name, fields, role, headline) => {
  expect(said(fields)).toMatchObject({ role, headline });
});

test('headline and body are bounded', () => {
  const { headline, body } = said(event('user_message', { message: 'x'.repeat(9000) }));
  expect([headline.length, body.length]).toEqual([200, 4000]);
});
