/** Signs of a session in one line: `running@9m hook:waiting@2m alive@3s`. What the log says, and words of others, each with its age. */

import type { SessionSigns } from '../../src/metrics/status.ts';
import type { EvidenceWord } from '../../src/metrics/status-words.ts';

export const NOW = Date.UTC(2026, 2, 3, 12);
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

const NOTHING: SessionSigns = {
  turnState: null,
  turnAt: null,
  lastAt: null,
  grewAt: null,
  endStatus: null,
  endAt: null,
  askAt: null,
  evidence: [],
  openAlerts: [],
};

/** `2m` before NOW; `-1h` lies ahead. */
export function ago(age: string): number {
  const [, amount, unit = ''] = /^(-?[\d.]+)([smh])$/.exec(age) ?? [];
  const at = NOW - Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(at)) throw new Error(`not an age: ${age}`);
  return at;
}

type LogSign = (at: number) => Partial<SessionSigns>;

const LOG_SIGNS: Readonly<Record<string, LogSign>> = {
  running: (at) => ({ turnState: 'running', turnAt: at, lastAt: at }),
  done: (at) => ({ turnState: 'done', turnAt: at, lastAt: at }),
  interrupted: (at) => ({ turnState: 'interrupted', turnAt: at, lastAt: at }),
  asking: (at) => ({ turnState: 'running', turnAt: at, lastAt: at, askAt: at }),
  failed: (at) => ({ endAt: at, endStatus: 'failed' }),
  /** A line that says nothing of the turn. */
  line: (at) => ({ lastAt: at }),
  /** A line of the turn that runs. */
  more: (at) => ({ turnAt: at, lastAt: at }),
};

/** `hook:STATUS[:REASON]@AGE`, `log:STATUS@AGE`, `registry:STATUS@SINCE[/SEEN]` (seen 3 s ago), `alive@SEEN`, `gone@AGE`. */
function wordOf(name: string, at: number, seenAt: number): EvidenceWord {
  const [rung, status = '', reason = null] = name.split(':');
  if (rung === 'alive') return { rung: 'process', status: 'unknown', reason: 'open_log', at, seenAt: at };
  if (rung === 'gone') return { rung: 'process', status: 'ended', reason: 'gone', at, seenAt: at };
  return { rung, status, reason, at, seenAt } as EvidenceWord;
}

export function signs(text: string, openAlerts: readonly string[] = []): SessionSigns {
  let log: Partial<SessionSigns> = {};
  const evidence: EvidenceWord[] = [];
  for (const token of text.split(' ').filter((part) => part !== '')) {
    const [name = '', age = ''] = token.split('@');
    const [since = '', seen = name.startsWith('registry') ? '3s' : since] = age.split('/');
    const sign = LOG_SIGNS[name];
    if (sign !== undefined) log = { ...log, ...sign(ago(since)) };
    else evidence.push(wordOf(name, ago(since), ago(seen)));
  }
  return { ...NOTHING, ...log, evidence, openAlerts };
}
