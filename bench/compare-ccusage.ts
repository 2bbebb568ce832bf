/**
 * `npm run compare-ccusage -- HOME [CCUSAGE]`: reads the logs below HOME and holds tokens and cost by session and model against ccusage 20
 * (offline). Prints each deviation with the rule that makes it; exit 1 when one has none. CCUSAGE: the folder it is installed in (`.bench/ccusage`).
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type Connection, openReader } from '../src/db/open.ts';
import { DEFAULT_ALERT_SETTINGS } from '../src/domain/alert.ts';
import { LISTED_PRICES } from '../src/domain/prices.ts';
import { discoverRoots, ingestOnce } from '../src/monitor.ts';

/** Tokens as ccusage counts them: input without cache; money in dollars. */
interface Sums {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
  readonly output: number;
  /** null: it says none by model. */
  readonly cost: number | null;
}

interface OurSums extends Sums {
  readonly reasoning: number;
  readonly unpriced: number;
  /** Message ids that several counted calls of one session have: the most of any of its sessions. */
  readonly sharedIds: number;
}

const HARNESSES = [
  ['claude', 'claude_code'],
  ['codex', 'codex'],
  ['gemini', 'gemini_cli'],
] as const;

/** Rules that make a deviation, the first that explains it. */
const RULES: readonly (readonly [string, (ours: OurSums, theirs: Sums) => boolean])[] = [
  [
    'one constant message id is two calls: other input and cache figures are another call (ccusage merges them)',
    (ours, theirs) =>
      ours.sharedIds > 0 &&
      (['input', 'cacheRead', 'output'] as const).every((name) => ours[name] >= theirs[name]),
  ],
  [
    'ccusage leaves thinking out of the output of Gemini; it is billed as output',
    (ours, theirs) =>
      ours.output - ours.reasoning === theirs.output &&
      ours.input === theirs.input &&
      ours.cacheRead === theirs.cacheRead &&
      isSameCost(ours, theirs),
  ],
];
/** Both price at the same list price. */
const COST_TOLERANCE = 0.01;

process.exitCode = await main(process.argv.slice(2));

async function main([home, ccusage = '.bench/ccusage']: readonly string[]): Promise<number> {
  if (home === undefined) {
    process.stderr.write('usage: npm run compare-ccusage -- HOME [CCUSAGE]\n');
    return 2;
  }
  const program = programOf(resolve(ccusage));
  const folder = mkdtempSync(join(tmpdir(), 'agentperf-compare-'));
  try {
    const db = await read(resolve(home), folder);
    let unexplained = 0;
    for (const [name, harness] of HARNESSES)
      unexplained += compare(name, oursOf(db, harness), theirsOf(program, name, resolve(home)));
    db.close();
    return unexplained === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read(home: string, folder: string): Promise<Connection> {
  const databasePath = join(folder, 'agentperf.db');
  await ingestOnce({
    ...{ databasePath, alertsPath: null, timezone: 'UTC', alertSettings: DEFAULT_ALERT_SETTINGS },
    ...{
      sweepMs: 1_000,
      titles: false,
      paths: true,
      busyTimeoutMs: 1_000,
      home,
      identities: [],
      fixedNow: null,
    },
    roots: discoverRoots({ env: {}, home, cwd: home, platform: process.platform }),
    prices: LISTED_PRICES,
  });
  return openReader(databasePath, { busyTimeoutMs: 1_000 });
}

/** By `session model`; sub-agents count for their main session, as ccusage has them. */
function oursOf(db: Connection, harness: string): Map<string, OurSums> {
  const rows = db
    .prepare(
      `SELECT CASE WHEN s.harness = 'claude_code' AND instr(s.session_id, '/') > 0 THEN substr(s.session_id, 1, instr(s.session_id, '/') - 1)
           ELSE s.session_id END || ' ' || m.name AS key, sum(r.input) AS input, sum(r.cache_read) AS cacheRead,
         sum(r.cache_creation_5m + r.cache_creation_1h + r.cache_creation_unsplit) AS cacheCreation, sum(r.output) AS output,
         sum(r.reasoning) AS reasoning, sum(r.cost) / 1e6 AS cost, sum(r.unpriced_calls) AS unpriced,
         coalesce(max(d.ids), 0) AS sharedIds
       FROM rollups r JOIN sessions s USING (session_key) JOIN models m USING (model_id)
       LEFT JOIN (SELECT session_key, count(*) AS ids FROM (SELECT session_key FROM model_calls WHERE counted = 1 AND message_key IS NOT NULL
         GROUP BY session_key, message_key HAVING count(*) > 1) GROUP BY session_key) d USING (session_key)
       WHERE s.harness = ? AND r.model_calls > 0 GROUP BY key`,
    )
    .all(harness) as (OurSums & { key: string })[];
  return new Map(rows.map((row) => [row.key, row]));
}

type Json = Record<string, unknown>;

function theirsOf(program: string, name: string, home: string): Map<string, Sums> {
  const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC' };
  const run = spawnSync(program, [name, 'session', '--json', '--offline'], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.status !== 0) throw new Error(`ccusage ${name} failed: ${run.stderr}`);
  const { sessions } = JSON.parse(run.stdout) as { sessions: Json[] };
  return new Map(
    sessions.flatMap((session) => {
      const id = String(session.sessionId);
      if (name !== 'codex')
        return (session.modelBreakdowns as Json[]).map(
          (row) => [`${id} ${row.modelName}`, sumsOf(row, row.cost)] as const,
        );
      const models = Object.entries(session.models as Record<string, Json>);
      const cost = models.length === 1 ? session.costUSD : null;
      // Its id is the path of the rollout; ours the thread's id at the end of its name.
      return models.map(([model, row]) => [`${id.slice(-36)} ${model}`, sumsOf(row, cost)] as const);
    }),
  );
}

function sumsOf(row: Json, cost: unknown): Sums {
  return {
    input: Number(row.inputTokens),
    cacheRead: Number(row.cacheReadTokens),
    cacheCreation: Number(row.cacheCreationTokens),
    output: Number(row.outputTokens),
    cost: typeof cost === 'number' ? cost : null,
  };
}

/** Prints deviations; returns how many have no rule. */
function compare(
  name: string,
  ours: ReadonlyMap<string, OurSums>,
  theirs: ReadonlyMap<string, Sums>,
): number {
  let equal = 0;
  let unexplained = 0;
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [own, other] = [ours.get(key), theirs.get(key)];
    if (own !== undefined && other !== undefined && isSameTokens(own, other) && isSameCost(own, other)) {
      equal++;
      continue;
    }
    const both = own !== undefined && other !== undefined;
    const rule = both ? RULES.find(([, explains]) => explains(own, other))?.[0] : undefined;
    if (rule === undefined) unexplained++;
    process.stdout.write(
      `${name} ${key}\n  ours   ${textOf(own)}\n  theirs ${textOf(other)}\n  ${rule ?? 'NO RULE EXPLAINS THIS'}\n`,
    );
  }
  process.stdout.write(`${name}: ${equal} equal by session and model, ${unexplained} unexplained\n`);
  return unexplained;
}

function isSameTokens(a: Sums, b: Sums): boolean {
  return (['input', 'cacheRead', 'cacheCreation', 'output'] as const).every((name) => a[name] === b[name]);
}

/** What one of them cannot price is no deviation of price. */
function isSameCost(ours: OurSums, { cost }: Sums): boolean {
  if (cost === null || cost === 0 || ours.unpriced > 0) return true;
  return Math.abs((ours.cost ?? 0) - cost) <= COST_TOLERANCE * cost;
}

function textOf(sums: Sums | undefined): string {
  if (sums === undefined) return 'nothing';
  const { input, cacheRead, cacheCreation, output, cost } = sums;
  return `input ${input}, read ${cacheRead}, written ${cacheCreation}, output ${output}, $${cost?.toFixed(4) ?? '?'}`;
}

function programOf(folder: string): string {
  const scope = join(folder, 'node_modules', '@ccusage');
  const platform = readdirSync(scope)[0];
  if (platform === undefined) throw new Error(`${scope}: no build for this system`);
  return join(scope, platform, 'bin', process.platform === 'win32' ? 'ccusage.exe' : 'ccusage');
}
