/** Names of log files, as the registry's adapters spell them. */

/** Lines of JSON, rotated files included: `x.jsonl`, `x.jsonl.1`, `x.jsonl-20260209`. */
export const JSON_LINES = /\.jsonl(?:[.-]\d[\w-]{0,31})?$/;
/** Lines or one document. */
export const JSON_FILES = /\.(?:json|jsonl(?:[.-]\d[\w-]{0,31})?)$/;

const COMPRESSED = /\.(?:gz|zst)$/;

/** A file's name or path without the ending of its compression. */
export function withoutCompression(name: string): string {
  return name.replace(COMPRESSED, '');
}

export function isCompressed(name: string): boolean {
  return COMPRESSED.test(name);
}
