import { expect, it } from 'vitest';
import { run } from '../../src/commands/tui.ts';
import { flagsWith } from '../helpers/flags.ts';

it('--seed without a simulated fleet is wrong usage, before anything is read', async () => {
  const call = { command: 'tui', implied: false, words: [], flags: flagsWith({ seed: '7' }) } as const;
  await expect(run(call)).rejects.toMatchObject({
    message: 'usage: --seed says which simulated fleet, but none was asked for; give --demo too',
    exitCode: 2,
  });
});
