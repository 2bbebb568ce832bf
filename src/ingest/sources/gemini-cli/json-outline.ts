/** The top level of a JSON object of which only the beginning is at hand. */

export interface JsonOutline {
  has(key: string): boolean;
  /** A short text without escapes under this key; null for every other value. */
  text(key: string): string | null;
  /** The first object of the list under this key; null when there is none. */
  firstOf(key: string): JsonOutline | null;
}

/** Where the values of the top level begin, by key; null when `json` is no object. Looks no deeper than it must and never throws. */
export function outlineOf(json: string): JsonOutline | null {
  const start = json.search(/[^\s\ufeff]/);
  if (start === -1 || json[start] !== '{') return null;
  const places = placesOf(json, start);
  const valueAt = (key: string): string | null => {
    const place = places.get(key);
    return place === undefined ? null : json.slice(place);
  };
  return {
    has: (key) => places.has(key),
    text: (key) => /^"([^"\\]{0,256})"/.exec(valueAt(key) ?? '')?.[1] ?? null,
    firstOf: (key) => {
      const list = valueAt(key);
      return list?.startsWith('[') ? outlineOf(list.slice(1)) : null;
    },
  };
}

/** A string (a key when a colon follows), a bracket, or the quote of a string that is cut off. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:\s*)?|[{}[\]"]/gs;

/** Keys of the object at `start` and where the value of each begins. */
function placesOf(json: string, start: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let depth = 0;
  const tokens = new RegExp(TOKEN);
  tokens.lastIndex = start;
  for (let token = tokens.exec(json); token !== null; token = tokens.exec(json)) {
    const [text, name, colon] = token;
    if (text === '"') break;
    if (text === '{' || text === '[') depth++;
    else if (text === '}' || text === ']') {
      depth--;
      if (depth === 0) break;
    } else if (depth === 1 && name !== undefined && colon !== undefined && !places.has(name))
      places.set(name, tokens.lastIndex);
  }
  return places;
}
