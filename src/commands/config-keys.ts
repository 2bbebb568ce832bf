/** Every configuration key: its type, default, environment name and flag. config.ts reads by this table; the README's table is made of it. */

import * as v from 'valibot';
import { DEFAULT_ALERT_SETTINGS } from '../domain/alert.ts';
import { SOURCE_IDS } from '../domain/source.ts';
import { THEME_NAMES } from '../ui/theme.ts';
import { between, type ConfigValue, type Kind, oneOf, whole } from './config-kinds.ts';
import { STRATEGY_KEYS } from './strategy-keys.ts';
import { canonicalZone } from './time-range.ts';

export interface ConfigKey extends Kind {
  /** Dotted, as in config.toml. */
  readonly key: string;
  /** null = decided at run time, as `says` tells. */
  readonly fallback: ConfigValue | null;
  readonly environment: string | null;
  readonly flag: string | null;
  readonly says: string;
}

const TEXT: Kind = {
  schema: v.pipe(v.string(), v.nonEmpty()),
  expected: 'a text that is not empty',
};
const TEXTS: Kind = {
  schema: v.array(v.pipe(v.string(), v.nonEmpty())),
  expected: 'a list of texts',
};
const SOURCES: Kind = {
  schema: v.array(v.pipe(v.string(), v.check(isSourceWord))),
  expected: `a list of NAME or NAME=DIR, NAME being one of ${SOURCE_IDS.join(', ')}`,
};
const ZONE: Kind = {
  schema: v.pipe(
    v.string(),
    v.check((name) => canonicalZone(name) !== null),
  ),
  expected: 'an IANA time zone such as Europe/Berlin',
};
const SWITCH: Kind = { schema: v.boolean(), expected: 'true or false' };

function isSourceWord(word: string): boolean {
  const [name, folder] = word.split('=', 2);
  return SOURCE_IDS.some((id) => id === name) && folder !== '';
}

const DAY_MS = 86_400_000;
const WINDOW = whole(1_000, 30 * DAY_MS);
const { errorLoop, toolLoop, stuckAgent, cooldownMs } = DEFAULT_ALERT_SETTINGS;

/** One row of the table; a row without environment name or flag leaves them out. */
function row(
  key: string,
  kind: Kind,
  fallback: ConfigValue | null,
  says: string,
  names: { environment?: string; flag?: string } = {},
): ConfigKey {
  return { key, ...kind, fallback, says, environment: names.environment ?? null, flag: names.flag ?? null };
}

export const CONFIG_KEYS: readonly ConfigKey[] = [
  row('db', TEXT, null, 'Database file. Default: `agentperf.db` in the data folder.', {
    environment: 'AGENTPERF_DB',
    flag: '--db',
  }),
  row('logs', TEXTS, [], 'Folders or files to read instead of the places that the agents write to.', {
    flag: '--logs',
  }),
  row('sources', SOURCES, [], 'Only these sources: `NAME` or `NAME=DIR`.', { flag: '--source' }),
  row(
    'timezone',
    ZONE,
    null,
    'IANA zone that days are cut in. Default: the zone of the system when the database was made. The flag is for one run (at the first run it is the one that is kept).',
    {
      flag: '--timezone',
    },
  ),
  row(
    'theme',
    oneOf(THEME_NAMES),
    null,
    `Colours of the screen: ${THEME_NAMES.map((name) => `\`${name}\``).join(', ')}. Default: \`dark\`, or \`mono\` where there are no colours.`,
  ),
  row('store.titles', SWITCH, true, 'Keep session titles (redacted, at most 120 characters).'),
  row('store.paths', SWITCH, true, 'Keep working folders and paths of touched files.'),
  row('alerts.enabled', SWITCH, true, 'Look for loops and stalls.', {
    environment: 'AGENT_WORK_ANALYZER_ENABLED',
  }),
  row(
    'alerts.error_loop.threshold',
    whole(2, 10_000),
    errorLoop.threshold,
    'The same error this often is a loop.',
    {
      environment: 'AGENT_ERROR_LOOP_THRESHOLD',
    },
  ),
  row('alerts.error_loop.window_ms', WINDOW, errorLoop.windowMs, '… within this time.'),
  row(
    'alerts.tool_loop.threshold',
    whole(2, 10_000),
    toolLoop.threshold,
    'The same tool this often is a loop.',
    {
      environment: 'AGENT_TOOL_LOOP_THRESHOLD',
    },
  ),
  row('alerts.tool_loop.window_ms', WINDOW, toolLoop.windowMs, '… within this time.'),
  row(
    'alerts.tool_loop.iterative_factor',
    between(1, 1_000),
    toolLoop.iterativeFactor,
    'Tools that repeat by nature (read, edit, search) may be called this many times more often.',
  ),
  row(
    'alerts.tool_loop.distinct_share',
    between(0, 1),
    toolLoop.distinctShare,
    'A loop has at most this share of different (arguments, result) pairs.',
  ),
  row(
    'alerts.stuck_agent.idle_ms',
    WINDOW,
    stuckAgent.idleMs,
    'A running turn that grows by nothing for this long is stuck.',
  ),
  row(
    'alerts.stuck_agent.fresh_ms',
    WINDOW,
    stuckAgent.freshMs,
    'Turns left open longer ago than this never alarm.',
  ),
  row('alerts.cooldown_ms', whole(0, DAY_MS), cooldownMs, 'Time before the same alert may open again.'),
  row(
    'free_models',
    TEXTS,
    [],
    'Models that cost nothing (local, or in a subscription): names, `*` for any characters; `NAME` or `PROVIDER/NAME`.',
  ),
  row(
    'database.busy_timeout_ms',
    whole(0, 600_000),
    5_000,
    'Wait this long for a database that another process holds.',
  ),
  row(
    'watch.sweep_ms',
    whole(100, 3_600_000),
    1_000,
    'Look at recent files this often, whatever the file system reports.',
    {
      environment: 'AGENT_WORK_ANALYZER_POLL_INTERVAL_MS',
    },
  ),
  ...STRATEGY_KEYS,
];

export const CONFIG_KEY_NAMES: readonly string[] = CONFIG_KEYS.map((entry) => entry.key);

/** The README's table of the configuration file (Markdown). */
export function configTable(): string {
  const code = (text: string | null): string => (text === null ? '' : `\`${text}\``);
  const lines = CONFIG_KEYS.map((entry) => {
    const fallback = entry.fallback === null ? '' : code(JSON.stringify(entry.fallback));
    return `| ${code(entry.key)} | ${fallback} | ${code(entry.environment)} | ${code(entry.flag)} | ${entry.says} |`;
  });
  return ['| key | default | environment | flag | |', '|---|---|---|---|---|', ...lines, ''].join('\n');
}
