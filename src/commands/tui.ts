/** `agentperf tui`: the monitor on a terminal, one plain snapshot anywhere else; `--demo` shows a simulated fleet. */

import process from 'node:process';
import { loadSettings, type Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { SourceRoot } from '../domain/source.ts';
import { usageError } from './check-arguments.ts';
import { warnBeforeReading } from './check-names.ts';
import type { Arguments, Flags } from './flags.ts';
import { thisMachine } from './machine.ts';
import { sourceRoots } from './monitor-options.ts';
import { type EndingSignals, listenForEnd } from './signals.ts';

export async function run(call: Arguments): Promise<number> {
  if (call.flags.seed !== undefined && !call.flags.demo && !call.flags.demoIfEmpty)
    throw usageError('--seed says which simulated fleet, but none was asked for', 'give --demo too');
  const settings = loadSettings(call.flags, thisMachine());
  const roots = sourceRoots(settings);
  const signals = listenForEnd();
  if (!(await wantsDemo(call.flags, roots))) return show(call.flags, settings, roots, signals);
  const { openDemoStage } = await import('./demo-stage.ts');
  const stage = await openDemoStage(settings, call.flags.seed);
  try {
    return await show(call.flags, stage.settings, stage.roots, signals);
  } finally {
    await stage.stop();
  }
}

async function wantsDemo(flags: Flags, roots: readonly SourceRoot[]): Promise<boolean> {
  if (flags.demo || !flags.demoIfEmpty) return flags.demo;
  return (await import('./demo-stage.ts')).isEmpty(roots);
}

/** Ink is loaded only for a screen. */
async function show(
  flags: Flags,
  settings: Settings,
  roots: readonly SourceRoot[],
  signals: EndingSignals,
): Promise<number> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (isTerminal && !flags.once) {
    warnBeforeReading(settings);
    return (await import('./live-screen.ts')).runScreen(settings, roots, signals);
  }
  await (await import('./snapshot.ts')).printSnapshot(settings, roots);
  return EXIT.ok;
}
