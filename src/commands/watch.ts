/** `agentperf watch`: follows the logs and prints alerts as lines, for a server or a pipe. */

import { loadSettings } from '../config.ts';
import { warnBeforeReading } from './check-names.ts';
import type { Arguments } from './flags.ts';
import { followUntilSignal } from './follow.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions } from './monitor-options.ts';

export async function run(call: Arguments): Promise<number> {
  const settings = loadSettings(call.flags, thisMachine());
  warnBeforeReading(settings);
  return followUntilSignal(settings, monitorOptions(settings), { alerts: true });
}
