/** Append latency: from a line in a log to the row in the database, to the last line of a burst, to the alert. */

import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/domain/random.ts';
import type { Fleet, FleetSession } from '../fleet.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import type { Watching } from '../harness/database.ts';
import { besideWatch, WATCHED_FILES } from '../harness/follower.ts';
import { atLeast, atMost, type Goal, type Result } from '../harness/result.ts';
import { median, percentile } from '../harness/statistics.ts';

const APPENDS = 500;
const BURSTS = 100;
const LINES_IN_BURST = 25;
const ALERTS = 60;
/** Equal errors that make an error loop (ALERTS.md). */
const ERRORS_FOR_ALERT = 4;
const TIMEOUT_MS = 10_000;

export const append: Measure = {
  name: 'append',
  about: `append to visible, last of a burst, append to alert; ${WATCHED_FILES} files watched`,
  run: measure,
};

async function measure(bench: Bench): Promise<Result[]> {
  const results: Result[] = [];
  await besideWatch(bench, 'append', async ({ fleet, database }) => {
    results.push(latency('append → row visible, p99', await singles(fleet, database), atMost(25, 10)));
    const bursts = await burstEnds(fleet, database);
    results.push({
      figure: 'last append of every burst seen in 1 s',
      value: (100 * bursts.filter((ms) => ms !== null && ms <= 1_000).length) / bursts.length,
      unit: '%',
      goal: atLeast(100, 100),
      context: `${BURSTS} bursts of ${LINES_IN_BURST} lines`,
    });
    results.push({
      figure: 'last append of every burst seen in 100 ms',
      value: (100 * bursts.filter((ms) => ms !== null && ms <= 100).length) / bursts.length,
      unit: '%',
      goal: atLeast(0, 100),
      context: spread(bursts.map((ms) => ms ?? TIMEOUT_MS)),
    });
    results.push(latency('append → alert raised, p99', await alerts(fleet, database), atMost(250, 50)));
  });
  return results;
}

/** One line at a time, to any of the files, old ones too. */
async function singles(fleet: Fleet, database: Watching): Promise<number[]> {
  const random = createRandom(11);
  const times: number[] = [];
  for (let n = 0; n < APPENDS; n++) {
    await sleep(random.int(5, 60));
    times.push(
      (await seenAfter(database, random.pick(fleet.sessions), (session) => session.appendReply())) ??
        TIMEOUT_MS,
    );
  }
  return times;
}

/** Lines a few ms apart; only the last one is timed. null = not seen at all. */
async function burstEnds(fleet: Fleet, database: Watching): Promise<(number | null)[]> {
  const random = createRandom(12);
  const times: (number | null)[] = [];
  for (let n = 0; n < BURSTS; n++) {
    const session = random.pick(fleet.sessions);
    for (let line = 1; line < LINES_IN_BURST; line++) {
      session.appendReply();
      if (random.chance(0.5)) await sleep(random.int(1, 6));
    }
    times.push(await seenAfter(database, session, () => session.appendReply()));
    await sleep(random.int(30, 150));
  }
  return times;
}

async function seenAfter(
  database: Watching,
  session: FleetSession,
  write: (session: FleetSession) => number,
): Promise<number | null> {
  const lineage = database.lineageOf(session.path);
  const offset = write(session);
  return database.until(() => database.hasRecordAt(lineage, offset), performance.now(), TIMEOUT_MS);
}

/** The fourth equal failure in a session that had none. */
async function alerts(fleet: Fleet, database: Watching): Promise<number[]> {
  const times: number[] = [];
  for (const session of fleet.sessions.slice(-ALERTS)) {
    session.appendPrompt();
    for (let n = 1; n < ERRORS_FOR_ALERT; n++) session.appendFailure();
    await sleep(60);
    const before = database.alertCount('error_loop');
    session.appendFailure();
    const raised = (): boolean => database.alertCount('error_loop') > before;
    times.push((await database.until(raised, performance.now(), TIMEOUT_MS)) ?? TIMEOUT_MS);
  }
  return times;
}

function latency(figure: string, times: readonly number[], goal: Goal): Result {
  return { figure, value: percentile(times, 0.99), unit: 'ms', goal, context: spread(times) };
}

function spread(times: readonly number[]): string {
  return `p50 ${median(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(0)} ms, n ${times.length}`;
}
