/** `agentperf doctor`: what was found where, what could not be read and why, and the state of the database. */

import process from 'node:process';
import { loadSettings } from '../config.ts';
import { safeJson } from '../domain/safe-text.ts';
import { examine } from './doctor-findings.ts';
import { doctorText } from './doctor-text.ts';
import type { Arguments } from './flags.ts';
import { thisMachine } from './machine.ts';
import { sourceRoots } from './monitor-options.ts';
import { exported } from './snake-case.ts';

/** The exit code is that of the database's problem, else 0. */
export async function run(call: Arguments): Promise<number> {
  const settings = loadSettings(call.flags, thisMachine());
  const findings = await examine(settings, sourceRoots(settings));
  process.stdout.write(call.flags.json ? `${safeJson(exported(findings), 2)}\n` : doctorText(findings));
  return findings.database.exitCode;
}
