/** What `agentperf doctor` looks at: places, files, database, alerts. It reads what is new first; a fault is a finding, not an end. */

import fs from 'node:fs';
import process from 'node:process';
import type { Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { Reports, SkippedLine } from '../domain/live.ts';
import { NO_FILTER } from '../domain/report.ts';
import type { SourceId, SourceProblem, SourceRoot } from '../domain/source.ts';
import type { FileReport, SourceReport } from '../domain/source-report.ts';
import { UserError } from '../domain/user-error.ts';
import { asideOf, checkDatabase, databaseFacts, ingestOnce } from '../monitor.ts';
import { VERSION } from '../version.ts';
import { unusedConfiguration } from './doctor-config.ts';
import { monitorOptions, reportsOf } from './monitor-options.ts';
import { watcherMode } from './watch-probe.ts';

/** Rejected lines that are listed of each file. */
const SAMPLES_PER_FILE = 5;

export interface Findings {
  readonly agentperfVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly timezone: string;
  readonly config: { readonly path: string; readonly found: boolean };
  /** Budgets and identity rules that nothing recorded is of, in words. */
  readonly unusedConfiguration: readonly string[];
  /** How file changes are noticed on this machine. */
  readonly watcher: string;
  readonly database: DatabaseFindings;
  /** Old databases that `db rebuild` put aside: the user's to remove. */
  readonly aside: readonly { readonly path: string; readonly bytes: number }[];
  readonly places: readonly PlaceFindings[];
  /** Files that are there now and could not be taken, and why. */
  readonly problems: readonly SourceProblem[];
  /** What was read so far; empty while there is no usable database. */
  readonly sources: readonly SourceReport[];
  /** Every line of every file accounted for. */
  readonly files: readonly FileReport[];
  readonly skippedLines: readonly SkippedLine[];
  readonly alerts: AlertFindings;
}

interface DatabaseFindings {
  readonly path: string;
  readonly sizeBytes: number | null;
  readonly schemaVersion: number | null;
  /** null: sound, or not there yet. */
  readonly problem: string | null;
  /** Exit code that goes with the problem; 0 without one. */
  readonly exitCode: number;
}

interface PlaceFindings {
  readonly source: SourceId;
  readonly path: string;
  readonly exists: boolean;
}

/** Latency from what happened to the alert, over alerts that were raised live. */
interface AlertFindings {
  readonly path: string;
  readonly count: number;
  readonly medianLatencyMs: number | null;
  readonly longestLatencyMs: number | null;
}

export async function examine(settings: Settings, roots: readonly SourceRoot[]): Promise<Findings> {
  const read = await readWhatIsNew(settings, roots);
  const database = read.fault ?? (await examineDatabase(settings.databasePath));
  const isUsable = database.problem === null && database.sizeBytes !== null;
  const reports = isUsable ? reportsOf(settings, roots) : null;
  try {
    return {
      agentperfVersion: VERSION,
      nodeVersion: process.version,
      platform: `${process.platform} ${process.arch}`,
      timezone: settings.timezone,
      config: settings.config,
      unusedConfiguration: reports === null ? [] : unusedConfiguration(settings, reports),
      watcher: watcherMode(),
      database,
      aside: await asideOf(settings.databasePath),
      places: roots.map(({ source, path }) => ({ source, path, exists: fs.existsSync(path) })),
      problems: read.problems,
      sources: reports?.sources(read.problems) ?? [],
      files: reports?.files() ?? [],
      skippedLines: reports?.skippedLines(SAMPLES_PER_FILE) ?? [],
      alerts: examineAlerts(settings, reports),
    };
  } finally {
    reports?.close();
  }
}

interface ReadAttempt {
  readonly problems: readonly SourceProblem[];
  /** What is wrong with the database when nothing could be recorded. */
  readonly fault: DatabaseFindings | null;
}

async function readWhatIsNew(settings: Settings, roots: readonly SourceRoot[]): Promise<ReadAttempt> {
  try {
    const { problems } = await ingestOnce(monitorOptions(settings, roots));
    return { problems, fault: null };
  } catch (error) {
    return { problems: [], fault: faultOf(settings.databasePath, error) };
  }
}

async function examineDatabase(path: string): Promise<DatabaseFindings> {
  try {
    const facts = await databaseFacts(path);
    if (facts === null)
      return { path, sizeBytes: null, schemaVersion: null, problem: null, exitCode: EXIT.ok };
    return { path, sizeBytes: facts.bytes, schemaVersion: facts.schema, ...(await damageOf(path)) };
  } catch (error) {
    return faultOf(path, error);
  }
}

/** Anything but a UserError is a bug and goes on up. */
function faultOf(path: string, error: unknown): DatabaseFindings {
  if (!(error instanceof UserError)) throw error;
  const sizeBytes = sizeOf(path);
  return { path, sizeBytes, schemaVersion: null, problem: error.message, exitCode: error.exitCode };
}

function sizeOf(path: string): number | null {
  try {
    return fs.statSync(path).size;
  } catch {
    return null;
  }
}

async function damageOf(path: string): Promise<Pick<DatabaseFindings, 'problem' | 'exitCode'>> {
  const damage = await checkDatabase(path);
  if (damage.length === 0) return { problem: null, exitCode: EXIT.ok };
  return { problem: `damaged: ${damage[0]}; run agentperf db rebuild`, exitCode: EXIT.databaseUnusable };
}

function examineAlerts(settings: Settings, reports: Reports | null): AlertFindings {
  const alerts = reports?.alerts(NO_FILTER, settings.now()) ?? [];
  const latencies = alerts
    .flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))
    .sort((a, b) => a - b);
  return {
    path: settings.alertsPath,
    count: latencies.length,
    medianLatencyMs: latencies[Math.floor((latencies.length - 1) / 2)] ?? null,
    longestLatencyMs: latencies.at(-1) ?? null,
  };
}
