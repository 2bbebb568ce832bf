/** `agentperf doctor`: what was found where, what could not be read and why, and the state of the database. */

import process from 'node:process';
import { loadSettings, type Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { safeJson } from '../domain/safe-text.ts';
import { ingestOnce } from '../monitor.ts';
import { examine } from './doctor-findings.ts';
import { examineIdentities, identitiesText } from './doctor-identities.ts';
import { doctorText } from './doctor-text.ts';
import type { Arguments } from './flags.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions, reportsOf, sourceRoots } from './monitor-options.ts';
import { exported } from './snake-case.ts';

/** The exit code is that of the database's problem, else 0. */
export async function run(call: Arguments): Promise<number> {
  const settings = loadSettings(call.flags, thisMachine());
  if (call.flags.identities) return tellIdentities(call, settings);
  const findings = await examine(settings, sourceRoots(settings));
  process.stdout.write(call.flags.json ? `${safeJson(exported(findings), 2)}\n` : doctorText(findings));
  return findings.database.exitCode;
}

async function tellIdentities(call: Arguments, settings: Settings): Promise<number> {
  await ingestOnce(monitorOptions(settings));
  const reports = reportsOf(settings);
  try {
    const found = examineIdentities(settings.identities, reports.identities(), settings.discovery.home);
    process.stdout.write(call.flags.json ? `${safeJson(exported(found), 2)}\n` : identitiesText(found));
    return EXIT.ok;
  } finally {
    reports.close();
  }
}
