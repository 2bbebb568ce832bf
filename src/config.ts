/** Settings of a run: flags before environment before config.toml before defaults. Nothing in the working folder is ever read (S15). */

import fs from 'node:fs';
import path from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { CONFIG_KEYS } from './commands/config-keys.ts';
import type { ConfigValue } from './commands/config-kinds.ts';
import {
  type ConfigFile,
  configError,
  environmentError,
  environmentValues,
  fileBudgets,
  fileIdentities,
  filePrices,
  fileValues,
} from './commands/config-source.ts';
import type { Flags } from './commands/flags.ts';
import type { Machine } from './commands/machine.ts';
import { absolutePath, planSources, type SourcePlan } from './commands/sources.ts';
import { strategySettings } from './commands/strategy-keys.ts';
import { parseInstant, parseTime, type RangeEnd } from './commands/time-range.ts';
import { zones } from './commands/zones.ts';
import type { DiscoveryEnvironment } from './domain/adapter.ts';
import type { AlertSettings } from './domain/alert.ts';
import type { Budget } from './domain/costs.ts';
import { EXIT } from './domain/exit-codes.ts';
import type { IdentityRule } from './domain/identity.ts';
import { LISTED_PRICES, type PriceSettings } from './domain/prices.ts';
import type { ReportFilter } from './domain/report.ts';
import type { StrategySettings } from './domain/strategy-settings.ts';
import { UserError } from './domain/user-error.ts';
import type { ThemeName } from './ui/theme.ts';

/** Everything a command needs to know, resolved and checked. */
export interface Settings {
  readonly databasePath: string;
  /** agent-alerts.jsonl: beside the database, or in AGENT_WORK_LOG_DIR (DATA.md 7). */
  readonly alertsPath: string;
  readonly config: { readonly path: string; readonly found: boolean };
  readonly sources: SourcePlan;
  readonly discovery: DiscoveryEnvironment;
  /** Zone that days are cut in, and the one that the database keeps its days in. */
  readonly timezone: string;
  readonly databaseTimezone: string;
  /** null: nobody chose one, the screen may look at the terminal. */
  readonly theme: ThemeName | null;
  readonly color: boolean;
  /** `[[identities]]`: who works where. */
  readonly identities: readonly IdentityRule[];
  readonly budgets: readonly Budget[];
  /** `[prices]`, `[price_aliases]`, `free_models`. */
  readonly prices: PriceSettings;
  readonly store: { readonly titles: boolean; readonly paths: boolean };
  readonly alertsEnabled: boolean;
  readonly alerts: AlertSettings;
  /** How quality, collaboration, windows and trends are worked out. */
  readonly strategies: StrategySettings;
  readonly busyTimeoutMs: number;
  readonly sweepMs: number;
  readonly filter: ReportFilter;
  readonly strict: boolean;
  readonly debug: boolean;
  /** Something that stands on the screen all the time; null = nothing. */
  readonly notice: string | null;
  readonly now: () => number;
  /** Clock that AGENTPERF_NOW stopped, epoch ms; null = the real one runs. */
  readonly fixedNow: number | null;
}

type Values = ReadonlyMap<string, ConfigValue>;

/** Largest configuration that is read; a larger file is no configuration. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/** `words` are further log places (`ingest DIR`). Throws UserError: 2 for a wrong setting, 3 for a log place that is not there. */
export function loadSettings(flags: Flags, machine: Machine, words: readonly string[] = []): Settings {
  const config = configPath(flags, machine);
  const file = config.found ? readConfig(config.path) : null;
  const values = resolve(flags, machine, file);
  const fixedNow = clock(machine);
  const now = fixedNow === null ? machine.now : () => fixedNow;
  const databasePath = values.has('db')
    ? absolutePath(values.get('db') as string, machine)
    : path.join(machine.dataFolder, 'agentperf.db');
  const configuredZone = values.get('timezone') as string | undefined;
  const { timezone, databaseTimezone } = zones(flags.timezone, configuredZone, machine, databasePath);
  const sources = sourcePlan(flags, words, values, machine);
  return {
    databasePath,
    alertsPath: path.join(alertsFolder(machine) ?? path.dirname(databasePath), 'agent-alerts.jsonl'),
    config,
    sources,
    discovery: { env: machine.env, home: machine.home, cwd: machine.cwd, platform: machine.platform },
    timezone,
    databaseTimezone,
    identities: file === null ? [] : fileIdentities(file),
    budgets: file === null ? [] : fileBudgets(file),
    prices: {
      ...(file === null ? LISTED_PRICES : filePrices(file)),
      free: values.get('free_models') as readonly string[],
    },
    theme: (values.get('theme') as ThemeName | undefined) ?? null,
    color: flags.color,
    store: { titles: values.get('store.titles') as boolean, paths: values.get('store.paths') as boolean },
    alertsEnabled: values.get('alerts.enabled') as boolean,
    alerts: alertSettings(values),
    strategies: strategySettings(values),
    busyTimeoutMs: values.get('database.busy_timeout_ms') as number,
    sweepMs: values.get('watch.sweep_ms') as number,
    filter: { ...reportFilter(flags, timezone, now()), sources: flags.source.length > 0 ? sources.only : [] },
    strict: flags.strict,
    debug: flags.debug,
    notice: null,
    now,
    fixedNow,
  };
}

function configPath(flags: Flags, machine: Machine): { path: string; found: boolean } {
  const named = flags.config ?? (machine.env.AGENTPERF_CONFIG || undefined);
  const file =
    named === undefined ? path.join(machine.configFolder, 'config.toml') : absolutePath(named, machine);
  const stat = statOf(file, named !== undefined);
  if (stat === undefined && named !== undefined)
    throw configError(file, 'does not exist', 'correct --config or AGENTPERF_CONFIG');
  if (stat !== undefined && (!stat.isFile() || stat.size > MAX_CONFIG_BYTES))
    throw configError(file, 'is no configuration file', 'name a TOML file of at most 1 MiB');
  return { path: file, found: stat !== undefined };
}

/** A folder that is closed to us holds no configuration of ours, unless the user named the file in it. */
function statOf(file: string, isNamed: boolean): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (!isNamed) return undefined;
    throw configError(file, `cannot be read (${(error as Error).message})`, 'make it readable', error);
  }
}

/** Values by dotted key, the strongest word winning. */
function resolve(flags: Flags, machine: Machine, file: ConfigFile | null): Values {
  const fromFile: Values = file === null ? new Map() : fileValues(file);
  const values = new Map<string, ConfigValue>();
  for (const { key, fallback } of CONFIG_KEYS) if (fallback !== null) values.set(key, fallback);
  for (const [key, value] of fromFile) values.set(key, value);
  for (const [key, value] of environmentValues(machine.env)) values.set(key, value);
  if (flags.db !== undefined) values.set('db', flags.db);
  return values;
}

function readConfig(file: string): ConfigFile {
  const parseToml = (toml: string) => parse(toml, { unsafeKeyBehaviour: 'throw', maxDepth: 16 });
  try {
    const text = fs.readFileSync(file, 'utf8');
    return { path: file, text, document: parseToml(text), parse: parseToml };
  } catch (error) {
    if (!(error instanceof TomlError))
      throw configError(file, `cannot be read (${(error as Error).message})`, 'make it readable', error);
    const why = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '');
    throw configError(
      `${file}:${error.line}:${error.column}`,
      `not TOML: ${why}`,
      'correct this line',
      error,
    );
  }
}

function clock(machine: Machine): number | null {
  const text = machine.env.AGENTPERF_NOW;
  if (text === undefined || text === '') return null;
  const at = parseInstant(text);
  if (at === null)
    throw environmentError('AGENTPERF_NOW', `must be an ISO time, not ${JSON.stringify(text)}`);
  return at;
}

/** Log places on the command line replace those of the configuration as a whole. */
function sourcePlan(flags: Flags, words: readonly string[], values: Values, machine: Machine): SourcePlan {
  const logs = [...flags.logs, ...words];
  const onCommandLine = logs.length > 0 || flags.source.length > 0;
  return planSources({
    logs: onCommandLine ? logs : (values.get('logs') as readonly string[]),
    sources: onCommandLine ? flags.source : (values.get('sources') as readonly string[]),
    cwd: machine.cwd,
    home: machine.home,
  });
}

function alertsFolder(machine: Machine): string | null {
  const folder = machine.env.AGENT_WORK_LOG_DIR;
  return folder === undefined || folder === '' ? null : absolutePath(folder, machine);
}

function alertSettings(values: Values): AlertSettings {
  const at = (key: string): number => values.get(`alerts.${key}`) as number;
  return {
    errorLoop: { threshold: at('error_loop.threshold'), windowMs: at('error_loop.window_ms') },
    toolLoop: {
      threshold: at('tool_loop.threshold'),
      windowMs: at('tool_loop.window_ms'),
      iterativeFactor: at('tool_loop.iterative_factor'),
      distinctShare: at('tool_loop.distinct_share'),
    },
    stuckAgent: { idleMs: at('stuck_agent.idle_ms'), freshMs: at('stuck_agent.fresh_ms') },
    cooldownMs: at('cooldown_ms'),
  };
}

function reportFilter(flags: Flags, timezone: string, now: number): ReportFilter {
  const since = rangeEnd(flags.since, 'since', timezone, now);
  const until = rangeEnd(flags.until, 'until', timezone, now);
  if (since !== null && until !== null && since > until)
    throw new UserError('usage', null, '--since lies after --until', 'swap them', EXIT.usage);
  return {
    since,
    until,
    agents: flags.agent,
    departments: flags.department,
    projects: flags.project,
    models: flags.model,
    harnesses: flags.harness,
    taskTypes: flags.taskType,
    sources: [],
  };
}

function rangeEnd(text: string | undefined, end: RangeEnd, timezone: string, now: number): number | null {
  if (text === undefined) return null;
  const at = parseTime(text, end, timezone, now);
  if (at === null)
    throw new UserError(
      'usage',
      null,
      `--${end} ${JSON.stringify(text)} is no time`,
      'write a date (2026-03-08), an ISO time, or an age (7d, 24h)',
      EXIT.usage,
    );
  return at;
}
