/** OpenCode: a database whose rows change in place, before 1.2.0 a JSON file for each object (opencode.md). */

import type { Adapter } from '../../domain/adapter.ts';
import { describeObject, describeRow } from './opencode/describe.ts';
import { dataRoots, isDataPath, MAY_BE_OPENCODE } from './opencode/paths.ts';
import { readDatabase } from './opencode/read-database.ts';
import { readObjectFile } from './opencode/read-object.ts';
import { isOpencode } from './opencode/recognise.ts';

export const opencodeAdapter: Adapter = {
  id: 'opencode',
  displayName: 'OpenCode',
  version: 1,
  yields: [
    ...['model_calls', 'tokens', 'cache_tokens', 'reasoning_tokens', 'reported_cost', 'call_durations'],
    ...['tool_calls', 'tool_errors', 'tool_durations', 'errors', 'compactions', 'turn_ends', 'interrupts'],
    ...['questions', 'context', 'titles', 'cwd', 'lines_changed', 'files_changed', 'sub_agents', 'effort'],
    'harness_version',
  ] as const,
  names: MAY_BE_OPENCODE,
  roots: dataRoots,
  acceptsPath: isDataPath,
  recognises: isOpencode,
  document: { read: readObjectFile, describe: describeObject },
  database: { read: readDatabase, describe: describeRow },
};
