/** When tasks are made while logs are followed. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isQueued } from '../../src/db/tasks/queue.ts';
import { createTaskKeeper } from '../../src/writing/task-keeper.ts';
import { TestDatabase } from '../helpers/database.ts';
import { LOGGED_NAMES } from '../helpers/naming.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  database.remove();
});

function following(queued: number) {
  const { db, now } = database;
  const keeper = createTaskKeeper(db, { now: () => now, naming: LOGGED_NAMES });
  const put = db.prepare(`INSERT INTO task_queue (kind, id) VALUES ('task', ?)`);
  const queue = (count: number) => {
    for (let n = 0; n < count; n++) put.run(String(n));
  };
  queue(queued);
  /** True: tasks were made a second later. */
  const second = () => {
    vi.advanceTimersByTime(1_000);
    return keeper.tick();
  };
  return { queue, second, isQueued: () => isQueued(db) };
}

test('a session that goes on and on has its tasks made every five seconds', () => {
  const { queue, second } = following(1);
  const made = Array.from({ length: 11 }, () => {
    const isMade = second();
    if (isMade) queue(1);
    return isMade;
  });
  expect(made.map(Number).join('')).toBe('10000100001');
});

test('a long queue is drained without a pause', () => {
  const { second, isQueued: isLeft } = following(20_000);
  expect([second(), second(), second()]).toEqual([true, true, true]);
  expect(isLeft()).toBe(false);
});
