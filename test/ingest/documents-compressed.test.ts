import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { Logs } from '../helpers/logs.ts';

test('a compressed document is a problem, never a log of lines', async () => {
  const logs = new Logs();
  const folder = path.join(logs.folder, 'tmp');
  const file = path.join(folder, 'x', 'chats', 'session-1.json.gz');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, gzipSync('{\n"sessionId": "a",\n"messages": []\n}\n'));
  const root = { source: 'gemini-cli', path: folder, explicit: true, forced: true } as const;
  const read = await ingestOnce(logs.options({ roots: [root] }));
  logs.remove();
  const reason = 'compressed: only logs of lines are read so';
  expect(read).toMatchObject({ records: 0, skipped: 0, problems: [{ path: file, reason }] });
});
