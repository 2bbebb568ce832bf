/** Who works where: what is looked at, what is named, and the user's rules in between (DESIGN.md 5). */

/** What a rule looks at. `cwd` is the whole path, the home folder not shortened. */
export interface IdentitySigns {
  readonly harness: string;
  readonly cwd: string | null;
  readonly branch: string | null;
}

export interface Identity {
  readonly agent: string | null;
  readonly department: string | null;
  readonly project: string | null;
}

/** Every pattern that is set must match. A result may take parts of the matches: `$1`, or `$<name>` of a named group. */
export interface IdentityRule {
  readonly cwd?: string | undefined;
  readonly branch?: string | undefined;
  readonly harness?: string | undefined;
  readonly agent?: string | undefined;
  readonly department?: string | undefined;
  readonly project?: string | undefined;
}

export const SIGNS = ['cwd', 'branch', 'harness'] as const;
export const RESULTS = ['agent', 'department', 'project'] as const;

export const NOBODY: Identity = { agent: null, department: null, project: null };

/** A stored path with the home folder in the place of its `~`. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
}
