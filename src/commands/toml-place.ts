/** Finds where in a TOML text a key is set: parsers report the place of broken syntax, not of a wrong value. */

/** 1-based. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Place of the statement that sets `path`. A prefix of whole lines that ends between two statements is a document of its own,
 * so the statement is the one whose lines make `path` appear: the real parser decides, and no TOML syntax is guessed at.
 * `parse` throws on a prefix that ends inside a statement. Null when `path` never appears.
 */
export function placeOf(
  text: string,
  path: readonly string[],
  parse: (toml: string) => unknown,
): TextPlace | null {
  const lines = text.split('\n');
  let start = 0;
  for (let end = 1; end <= lines.length; end++) {
    const document = parsed(`${lines.slice(0, end).join('\n')}\n`, parse);
    if (document === undefined) continue;
    if (isSet(document, path)) return placeWithin(lines.slice(start, end), start, path.at(-1) ?? '');
    start = end;
  }
  return null;
}

function parsed(toml: string, parse: (toml: string) => unknown): unknown {
  try {
    return parse(toml);
  } catch {
    return undefined;
  }
}

function isSet(document: unknown, path: readonly string[]): boolean {
  let node = document;
  for (const segment of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, segment)) return false;
    node = (node as Record<string, unknown>)[segment];
  }
  return true;
}

/** The key inside an inline table when it stands in one, else the start of the statement. */
function placeWithin(statement: readonly string[], firstLine: number, key: string): TextPlace {
  const inline = new RegExp(`[{,]\\s*(?:"|')?(${escaped(key)})(?:"|')?\\s*[.=]`);
  for (const [index, line] of statement.entries()) {
    const match = inline.exec(line);
    if (match !== null)
      return { line: firstLine + index + 1, column: match.index + match[0].indexOf(key) + 1 };
  }
  const blank = statement.findIndex((line) => line.trim() !== '');
  const index = Math.max(0, blank);
  return { line: firstLine + index + 1, column: (statement[index] ?? '').search(/\S|$/) + 1 };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
