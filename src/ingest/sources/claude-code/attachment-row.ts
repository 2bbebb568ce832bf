/** Facts of `attachment` rows: a file of instructions that was put into the context (claude-code.md 3). */

import type { AgentEvent } from '../../../domain/event.ts';
import { instructionsName } from '../../instructions.ts';
import { isObject } from '../fields.ts';
import type { Row } from './row.ts';
import { rowText } from './row-fields.ts';

const MEMORY = 'nested_memory';

/** `nested_memory{path, displayPath, content{content}}`: a CLAUDE.md below the working folder. Other attachments say nothing that is counted. */
export function readAttachment(row: Row, facts: AgentEvent[]): void {
  const { attachment } = row.fields;
  if (!isObject(attachment) || attachment.type !== MEMORY || !isObject(attachment.content)) {
    return;
  }
  const file = fileName(rowText(attachment.displayPath ?? attachment.path, row));
  const { content } = attachment.content;
  if (file === null || typeof content !== 'string') {
    return;
  }
  const instructions = instructionsName(file, row.texts.full(content));
  const { values } = row.state.notes;
  if (values.get(`instructions ${file}`) !== instructions) {
    values.set(`instructions ${file}`, instructions);
    facts.push({ type: 'session_info', instructions });
  }
}

/** A path inside the repository as it is; of any other the last part, because folders of a person are not kept. */
function fileName(path: string | null): string | null {
  if (path === null) {
    return null;
  }
  return /^[\\/~]|^[a-z]:|\.\./i.test(path) ? (path.split(/[\\/]/).at(-1) ?? null) : path;
}
