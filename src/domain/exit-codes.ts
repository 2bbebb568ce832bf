/** Exit codes: one table for the command line, the README and the tests (REQUIREMENTS.md, RELIABILITY.md 2.0). */

/** Skipped lines alone do not change the code; a closed pipe (EPIPE) counts as fine. */
export const EXIT = {
  ok: 0,
  /** A failure that the user can read about. */
  failure: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  noReadableSource: 3,
  /** `--strict`, and a line was skipped. */
  strictSkipped: 4,
  /** Database busy past the time limit. */
  databaseBusy: 5,
  /** Database corrupt, not a database, of a newer schema, or of another build. */
  databaseUnusable: 6,
  /** No space left, or a write failed. */
  noSpace: 7,
  /** A bug. */
  internal: 70,
  /** 128 + the number of the signal. */
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;
