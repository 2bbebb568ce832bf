import { expect, it } from 'vitest';
import { run } from '../../src/commands/ingest.ts';
import { flagsWith } from '../helpers/flags.ts';

it.each([
  [{ once: true, follow: true }, '--once and --follow exclude each other'],
  [{ rescan: true, follow: true }, '--rescan and --follow exclude each other'],
])('%j is wrong usage, before anything is read', async (flags, says) => {
  const call = { command: 'ingest', implied: false, words: [], flags: flagsWith(flags) } as const;
  await expect(run(call)).rejects.toMatchObject({ message: expect.stringContaining(says), exitCode: 2 });
});
