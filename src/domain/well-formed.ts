/// <reference lib="es2024.string" />
/** Strings that SQLite, JSON and terminals all take. */

/** `text` with every surrogate that has no partner replaced by U+FFFD (RELIABILITY.md 2.3). */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
