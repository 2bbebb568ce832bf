/** A tool call in a few words: `Bash npm test`, `Edit main.tf`. */

import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';

/** Arguments that say most of a call, the best first; a path is shown by its last part. */
const TELLING_ARGUMENTS: readonly { readonly name: string; readonly isPath: boolean }[] = [
  { name: 'command', isPath: false },
  { name: 'file_path', isPath: true },
  { name: 'notebook_path', isPath: true },
  { name: 'pattern', isPath: false },
  { name: 'query', isPath: false },
  { name: 'url', isPath: false },
  { name: 'skill', isPath: false },
  { name: 'description', isPath: false },
  { name: 'subject', isPath: false },
  { name: 'prompt', isPath: false },
  { name: 'path', isPath: true },
  { name: 'task_id', isPath: false },
];

/** Headline (tool and telling argument) and body (all arguments) of a tool call. */
export function toolLine(name: unknown, input: unknown): { headline: string; body: string } {
  const tool = typeof name === 'string' && name !== '' ? name : 'unknown tool';
  const argument = isObject(input) ? tellingArgument(input) : '';
  return { headline: argument === '' ? tool : `${tool} ${argument}`, body: indentedJson(input) };
}

function tellingArgument(input: JsonObject): string {
  for (const { name, isPath } of TELLING_ARGUMENTS) {
    const value = input[name];
    if (typeof value === 'string' && value.trim() !== '') {
      return isPath ? lastPart(value) : value.trim();
    }
  }
  return firstQuestion(input.questions);
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

function firstQuestion(questions: unknown): string {
  const first: unknown = Array.isArray(questions) ? questions[0] : undefined;
  return isObject(first) && typeof first.question === 'string' ? first.question : '';
}

/** Empty when there are no arguments, or they are nested too deep to be written. */
function indentedJson(input: unknown): string {
  try {
    const text = isObject(input) ? JSON.stringify(input, null, 2) : '';
    return text === '{}' ? '' : text;
  } catch {
    return '';
  }
}
