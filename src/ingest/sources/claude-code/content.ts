/** Message content: a string, or a list of blocks with junk between them. */

import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { LineTexts } from './line-texts.ts';

/** Blocks of a list of content; what is no block with a type is counted and left out. A string has none. */
export function contentBlocks(content: unknown, clamps: Clamps): readonly JsonObject[] {
  if (typeof content === 'string') {
    return [];
  }
  if (!Array.isArray(content)) {
    clamps.count++;
    return [];
  }
  const blocks = content.filter(
    (block): block is JsonObject => isObject(block) && typeof block.type === 'string',
  );
  clamps.count += content.length - blocks.length;
  return blocks;
}

/** The content's whole text: the string itself, or its text blocks joined by line feeds. Null when it has none. */
export function contentText(content: unknown, texts: LineTexts): string | null {
  if (typeof content === 'string') {
    return texts.full(content);
  }
  const blocks = textBlocks(content);
  return blocks.length === 0 ? null : blocks.map((text) => texts.full(text)).join('\n');
}

/** Texts of the text blocks of a list of content, as the line holds them. */
export function textBlocks(content: unknown): string[] {
  if (!Array.isArray(content)) {
    return [];
  }
  return content
    .filter((block) => isObject(block) && block.type === 'text' && typeof block.text === 'string')
    .map((block: { text: string }) => block.text);
}
