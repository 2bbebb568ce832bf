/**
 * What of tasks a session was spent on, as `sessions.work` and places say it in one word: NULL = no task; else the type of its task, that
 * nobody knows the type, or that it is cut among tasks, so that each of its calls has to be asked.
 */

export const CUT = 'cut';
export const UNTYPED = 'untyped';
/** Before the name of a type, so that no name is one of the other words. */
export const TYPED = 'type:';

export function workOfType(type: string | null): string {
  return type === null ? UNTYPED : TYPED + type;
}

/** null: nobody knows the type; undefined: there is no task. Not of what is cut. */
export function typeOfWork(work: string | null): string | null | undefined {
  if (work === null) return undefined;
  return work === UNTYPED ? null : work.slice(TYPED.length);
}
