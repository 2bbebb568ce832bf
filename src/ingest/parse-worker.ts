/** Entry of a parse worker thread (its own bundle, `dist/parse-worker.js`): reads files with the adapters of the registry. */

import { parentPort } from 'node:worker_threads';
import type { LineAdapter } from '../domain/adapter.ts';
import { LinePacker } from './pack.ts';
import { serveParseJobs } from './parse-protocol.ts';
import { readBatchesInto } from './read-batches.ts';
import { adapterOf } from './sources/registry.ts';

if (parentPort === null) throw new Error('parse-worker.js is started by the parse pool, not by hand');
serveParseJobs(parentPort, (job, limits) =>
  readBatchesInto(new LinePacker(), job, adapterOf(job.source) as LineAdapter, limits),
);
