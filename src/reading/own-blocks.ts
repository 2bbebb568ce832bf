/** Five-hour blocks from our own count, beside what vendors say. */

import type { Connection } from '../db/open.ts';
import { spendByQuarter } from '../db/queries/spend.ts';
import type { CostLimit } from '../domain/costs.ts';
import { NO_FILTER } from '../domain/report.ts';
import { BLOCK_MS, currentBlock } from '../metrics/spending/blocks.ts';
import { quarterOf } from './burn.ts';

/** Harnesses whose subscriptions count in blocks of five hours. */
const IN_BLOCKS = ['claude_code'];
/** Long enough to hold a night, behind which a block begins anew. */
const LOOK_BACK_MS = 48 * 3_600_000;

export function ownBlocks(db: Connection, now: number): CostLimit[] {
  const quarters = spendByQuarter(db, {
    ...NO_FILTER,
    since: now - LOOK_BACK_MS,
    until: now,
    harnesses: IN_BLOCKS,
  });
  return IN_BLOCKS.flatMap((harness): CostLimit[] => {
    const block = currentBlock(quarters.filter((row) => row.harness === harness).map(quarterOf), now);
    if (block === null) return [];
    const { startsAt, endsAt, tokens, costUsdMicros } = block;
    return [
      {
        ...{ harness, origin: 'estimate', limitId: 'five_hour_block', windowMinutes: BLOCK_MS / 60_000 },
        ...{ usedPercent: null, startsAt, resetsAt: endsAt, plan: null, tokens, costUsdMicros, at: now },
      },
    ];
  });
}
