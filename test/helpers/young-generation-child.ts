/** Makes objects that live for a while, and says how large its young generation has become (MB); with `limited`, the limit is asked for. */

import { argv, stdout } from 'node:process';
import { getHeapSpaceStatistics } from 'node:v8';
import { limitYoungGeneration } from '../../src/ingest/young-generation.ts';

const ROUNDS = 200;
const OBJECTS = 5_000;
const LIVES_FOR = 12;

const kept: object[][] = [];
for (let round = 0; round < ROUNDS; round++) {
  kept.push(Array.from({ length: OBJECTS }, (_, i) => ({ i, list: [round] })));
  if (kept.length > LIVES_FOR) kept.shift();
  if (argv[2] === 'limited') limitYoungGeneration();
}
const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
stdout.write(String((young?.space_size ?? 0) / 1024 / 1024));
