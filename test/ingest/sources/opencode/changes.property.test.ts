/** However the reading of a growing database is cut up, in the end every row was given as it is, and seldom anything twice. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openForeign } from '../../../../src/db/foreign.ts';
import { offsetOf, type RowKind } from '../../../../src/ingest/sources/opencode/place.ts';
import { answer, MadeUp, question, START, tool } from './made-up.ts';

const SESSIONS = ['ses_0', 'ses_1', 'ses_2'];

/** What OpenCode does: a prompt touches the session, what follows touches only its own rows, an undo deletes the last turn. */
type Step =
  | { readonly act: 'prompt' | 'answer' | 'tool' | 'finish' | 'complete' | 'undo'; readonly session: number }
  | { readonly act: 'wait'; readonly ms: number }
  | { readonly act: 'read' }
  | { readonly act: 'read a part' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        act: fc.constantFrom('prompt', 'answer', 'tool', 'finish', 'complete', 'undo'),
        session: fc.nat(2),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(1, 400, 6_000, 600_000, 4 * 3_600_000)
        .map((ms): Step => ({ act: 'wait', ms })),
    },
    { weight: 3, arbitrary: fc.constant<Step>({ act: 'read' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ act: 'read a part' }) },
  ),
  { maxLength: 25 },
);

class World {
  readonly made: MadeUp;
  /** Length of each record as it was last given, by its place. */
  readonly given = new Map<number, number>();
  #now = START;
  #count = 0;
  readonly #running = new Map<number, string>();
  readonly #answers = new Map<number, string>();

  constructor(folder: string) {
    this.made = new MadeUp(folder);
    for (const id of SESSIONS) this.made.session(id, { time_created: START, time_updated: START });
  }

  take(step: Step): void {
    switch (step.act) {
      case 'wait':
        this.#now += step.ms;
        return;
      case 'read':
        this.read(Number.POSITIVE_INFINITY);
        return;
      case 'read a part':
        this.read(1);
        return;
      default:
        this.#now += 7;
        this.#count++;
        this.#act(step.act, step.session);
    }
  }

  /** Takes the first parts only, as when the process is killed. */
  read(limit: number): void {
    const parts = this.made.parts(this.#now);
    for (const { records, saved } of parts.slice(0, limit)) {
      for (const { offset, length } of records) this.given.set(offset, length);
      this.made.saved = saved;
    }
  }

  #act(act: 'prompt' | 'answer' | 'tool' | 'finish' | 'complete' | 'undo', index: number): void {
    const { made } = this;
    const session = SESSIONS[index] as string;
    const id = `${index}_${this.#count}`;
    const message = this.#answers.get(index);
    const running = this.#running.get(index);
    if (act === 'prompt') {
      made.db.prepare('UPDATE session SET time_updated = ? WHERE id = ?').run(this.#now, session);
      made.message(`msg_${id}`, session, question(this.#now), this.#now);
      this.#answers.delete(index);
    } else if (act === 'answer') {
      made.message(`msg_${id}`, session, answer(this.#now, { time: { created: this.#now } }), this.#now);
      this.#answers.set(index, `msg_${id}`);
    } else if (act === 'tool' && message !== undefined) {
      made.part(`prt_${id}`, message, session, tool('bash', { status: 'running' }), this.#now);
      this.#running.set(index, `prt_${id}`);
    } else if (act === 'finish' && message !== undefined) {
      // The result is written in place, then a new part says that the step is over.
      const state = { status: 'completed', output: 'x'.repeat(this.#count) };
      if (running !== undefined) made.update('part', running, tool('bash', state), this.#now);
      made.part(`prt_f${id}`, message, session, { type: 'step-finish' }, this.#now);
      this.#running.delete(index);
    } else if (act === 'complete' && message !== undefined) {
      // The last thing that is written of a turn: in place, with nothing new behind it.
      made.update('message', message, answer(this.#now, { finish: 'y'.repeat(this.#count) }), this.#now);
      this.#answers.delete(index);
    } else if (act === 'undo') this.#undo(index, session);
  }

  #undo(index: number, session: string): void {
    const { db } = this.made;
    db.prepare(`DELETE FROM message WHERE rowid = (SELECT max(rowid) FROM message WHERE session_id = ?)`).run(
      session,
    );
    db.exec('DELETE FROM part WHERE message_id NOT IN (SELECT id FROM message)');
    db.prepare('UPDATE session SET time_updated = ? WHERE id = ?').run(this.#now, session);
    this.#answers.delete(index);
    this.#running.delete(index);
  }

  news(): unknown[] {
    return this.made.located(this.#now);
  }

  /** Rows whose record was never given, or not as they are. */
  missed(): string[] {
    const db = openForeign(this.made.path);
    try {
      return (['message', 'part'] as RowKind[]).flatMap((kind) =>
        [...db.rows(`SELECT rowid AS "row", id, octet_length(data) AS length FROM ${kind}`)]
          .filter(
            ({ row, id, length }) => this.given.get(offsetOf(kind, row as number, String(id))) !== length,
          )
          .map(({ id }) => String(id)),
      );
    } finally {
      db.close();
    }
  }
}

test('every row is given as it is in the end, whenever the database was looked at', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
      const world = new World(folder);
      try {
        for (const step of list) world.take(step);
        world.read(Number.POSITIVE_INFINITY);
        expect(world.missed()).toEqual([]);
        expect(world.news()).toEqual([]);
      } finally {
        world.made.close();
        fs.rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 150 },
  );
});
