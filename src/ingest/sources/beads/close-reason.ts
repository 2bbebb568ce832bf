/** Whether a closed bead was closed undone: the first words of its close reason, never the reason itself. */

/** What is kept, and how reasons begin that mean it; asked in this order. */
const UNDONE: readonly (readonly [word: string, begins: RegExp])[] = [
  ['duplicate', /^(?:(?:closed )?as )?(?:a )?(?:dup(?:licate)?|dupe)\b/],
  ['superseded', /^(?:superseded|replaced by|obsoleted by)\b/],
  [
    'obsolete',
    /^(?:obsolete|outdated|stale|no longer (?:needed|relevant|applicable)|not (?:needed|relevant|applicable)|moot)\b/,
  ],
  [
    'wont_do',
    /^(?:won['\u2019]?t[ -]?(?:do|fix)|wontfix|will not (?:do|fix)|not (?:planned|doing)|cancell?ed)\b/,
  ],
  ['wont_do', standingAlone('declined|rejected|abandoned|dropped')],
  ['invalid', standingAlone('invalid')],
  [
    'invalid',
    /^(?:noise|garbage|pollution|junk|not a bug|cannot reproduce|can['\u2019]?t reproduce|works as (?:intended|designed))\b/,
  ],
];

/** "Dropped as too slow" says why it was not done; "Dropped the unused column" says what was done. */
function standingAlone(words: string): RegExp {
  return new RegExp(
    `^(?:${words})(?=[.,:;!?/]|\\s*(?:$|[(\u2013\u2014]|-+\\s|(?:by|as|because|since|in favou?r)\\b))`,
  );
}

/** Characters of a reason that are looked at. */
const LOOKED_AT = 64;

/** null: nothing says that it was not done. */
export function closedAs(reason: unknown): string | null {
  if (typeof reason !== 'string') return null;
  const text = reason.slice(0, LOOKED_AT).trim().toLowerCase();
  return UNDONE.find(([, begins]) => begins.test(text))?.[0] ?? null;
}
