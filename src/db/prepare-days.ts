/** Makes the sums by period of all sessions anew. */

import { writeMeta } from './meta.ts';
import type { Connection } from './open.ts';
import { registerDays } from './period-days.ts';
import { ALL, dayZone, GRAINS, INSERT_SUMS } from './period-sums.ts';
import { placeIds, placeOf, SEAT_KINDS, seatColumn } from './places.ts';
import { SUMS } from './rollups.ts';
import { NAMING, type Naming } from './session-row.ts';
import { CUT, WORK_SEAT } from './work.ts';

/** Makes all sums anew from the rollups when days are cut in another zone or were dropped. One transaction. */
export function prepareDays(db: Connection, timezone: string): void {
  if (dayZone(db) === timezone) return;
  registerDays(db, timezone);
  const added = SUMS.map((name) => `sum(x.${name})`).join(', ');
  const { day, month } = GRAINS;
  db.transaction(() => {
    placeSessions(db);
    db.exec(`DELETE FROM period_sums`);
    db.exec(
      `${INSERT_SUMS} SELECT ${day}, coalesce(s.place_id, 0) AS place, x.model_id, day_of_bucket(x.bucket) AS start, ${added}
       FROM rollups x LEFT JOIN sessions s USING (session_key) GROUP BY place, x.model_id, start`,
    );
    db.exec(
      `${INSERT_SUMS} SELECT ${month}, place_id, model_id, month_of_day(x.start) AS first, ${added}
       FROM period_sums x GROUP BY place_id, model_id, first`,
    );
    for (const kind of SEAT_KINDS)
      db.exec(
        `${INSERT_SUMS} SELECT grain, ${ALL} - p.${seatColumn(kind)} AS seat, model_id, start, ${added} FROM period_sums x JOIN places p USING (place_id)
         GROUP BY grain, seat, model_id, start`,
      );
    for (const [place, model, narrow] of [
      ['place_id', ALL, 'true'],
      [ALL, 'model_id', `place_id > ${ALL}`],
      [ALL, ALL, `place_id > ${ALL}`],
    ])
      db.exec(
        `${INSERT_SUMS} SELECT grain, ${place} AS p, ${model} AS m, start, ${added} FROM period_sums x
         WHERE ${narrow} AND model_id <> ${ALL} GROUP BY grain, p, m, start`,
      );
    sumWorks(db);
    writeMeta(db, 'day_zone', timezone);
  }).immediate();
}

function placeSessions(db: Connection): void {
  const idOf = placeIds(db);
  const put = db.prepare(`UPDATE sessions SET place_id = ? WHERE session_key = ?`);
  const all = db.prepare(
    `SELECT session_key AS key, place_id AS placed, harness, ${NAMING.join(', ')} FROM sessions`,
  );
  for (const row of all.all() as (Naming & { key: number; placed: number | null })[]) {
    const place = idOf(placeOf(row));
    if (place !== row.placed) put.run(place, row.key);
  }
}

/** What `sumsOfWork` keeps, of all sessions. */
function sumWorks(db: Connection): void {
  const added = SUMS.map((name) => `sum(x.${name}) AS ${name}`).join(', ');
  const worked = `s.place_id IS NOT NULL AND s.work <> '${CUT}'`;
  const { day, month } = GRAINS;
  db.exec(`INSERT INTO seats (kind, name, place_id)
    SELECT '${WORK_SEAT}', s.work, s.place_id FROM sessions s WHERE ${worked}
    UNION SELECT '${WORK_SEAT}', s.work, NULL FROM sessions s WHERE ${worked}
    EXCEPT SELECT kind, name, place_id FROM seats;
    CREATE TEMP TABLE work_days AS SELECT ${ALL} - h.seat_id AS here, ${ALL} - a.seat_id AS everywhere, x.model_id AS model_id, day_of_bucket(x.bucket) AS start, ${added}
      FROM rollups x JOIN sessions s USING (session_key)
      JOIN seats h ON h.kind = '${WORK_SEAT}' AND h.name = s.work AND h.place_id = s.place_id
      JOIN seats a ON a.kind = '${WORK_SEAT}' AND a.name = s.work AND a.place_id IS NULL
      WHERE ${worked} GROUP BY 1, 2, 3, 4`);
  for (const [grain, seat, model, start] of [
    [day, 'here', ALL, 'start'],
    [day, 'everywhere', 'model_id', 'start'],
    [day, 'everywhere', ALL, 'start'],
    ...['here', 'everywhere'].flatMap((at) => [
      [month, at, 'model_id', 'month_of_day(start)'],
      [month, at, ALL, 'month_of_day(start)'],
    ]),
  ])
    db.exec(
      `${INSERT_SUMS} SELECT ${grain}, ${seat} AS p, ${model} AS m, ${start} AS first, ${added} FROM temp.work_days x GROUP BY p, m, first`,
    );
  db.exec('DROP TABLE temp.work_days');
}
