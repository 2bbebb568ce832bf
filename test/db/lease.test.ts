import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLease } from '../../src/db/lease.ts';
import { readMeta } from '../../src/db/meta.ts';
import { TestDatabase } from '../helpers/database.ts';
import { START } from '../helpers/records.ts';

/** A pid that no process has: above the largest that Linux gives. */
const NOBODY = 4_194_305;

let database: TestDatabase;
let now: number;
beforeEach(() => {
  database = new TestDatabase();
  now = START;
});
afterEach(() => database.remove());

const lease = (pid: number, bootId = 'boot-1') => createLease(database.db, () => now, { pid, bootId });
/** Two processes that surely live. */
const mine = () => lease(process.pid);
const other = () => lease(process.ppid);

describe('one writer at a time', () => {
  test('the first takes it, the second is refused and sees who holds it', () => {
    expect(mine().tryTake()).toBe(true);
    expect(other().tryTake()).toBe(false);
    expect(other().holder()).toEqual({ pid: process.pid, bootId: 'boot-1', heartbeat: START });
  });

  test('nobody holds it before it is taken, and the holder itself sees nobody else', () => {
    expect(mine().holder()).toBeNull();
    mine().tryTake();
    expect(mine().holder()).toBeNull();
    expect(mine().tryTake()).toBe(true);
  });

  test('a holder whose process is gone is taken over at once', () => {
    lease(NOBODY).tryTake();
    expect(mine().tryTake()).toBe(true);
  });

  test('a process of an earlier boot is not asked after: its heartbeat decides', () => {
    lease(process.ppid, 'earlier').tryTake();
    expect(mine().tryTake()).toBe(false);
    now += 10_001;
    expect(mine().tryTake()).toBe(true);
  });

  test('a heartbeat that stopped 10 s ago, or lies in the future, is a holder that is gone', () => {
    other().tryTake();
    now += 10_000;
    expect(mine().tryTake()).toBe(false);
    now -= 20_001;
    expect(mine().tryTake()).toBe(true);
  });

  test('renewing keeps it; who lost it is told', () => {
    const first = other();
    first.tryTake();
    now += 9_000;
    expect(first.renew()).toBe(true);
    now += 9_000;
    expect(mine().tryTake()).toBe(false);
    now += 9_000;
    expect(mine().tryTake()).toBe(true);
    expect(first.renew()).toBe(false);
  });

  test('released, it is free; who does not hold it cannot release it', () => {
    mine().tryTake();
    other().release();
    expect(other().tryTake()).toBe(false);
    mine().release();
    expect(other().tryTake()).toBe(true);
  });

  test('while somebody writes, the file is marked as not closed cleanly', () => {
    mine().tryTake();
    expect(readMeta(database.db, 'clean')).toBe('0');
    other().release();
    expect(readMeta(database.db, 'clean')).toBe('0');
    mine().release();
    expect(readMeta(database.db, 'clean')).toBe('1');
  });
});
