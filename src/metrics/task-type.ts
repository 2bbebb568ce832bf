/** What kind of work a task is, where no orchestrator says so: by its branch, else by the first verb of its title, else by the tools that were used. */

import type { ToolKind } from '../domain/event.ts';

const TASK_TYPES = [
  'implementation',
  'debugging',
  'refactoring',
  'testing',
  'documentation',
  'review',
  'research',
  'planning',
  'chore',
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** First words of branches (`fix/…`, `fix-…`, `anna/fix-…`) and of conventional commits (`fix: …`). */
const PREFIXES: Readonly<Record<TaskType, readonly string[]>> = {
  implementation: ['feat', 'feature', 'features', 'perf', 'enhancement'],
  debugging: ['fix', 'fixes', 'bugfix', 'hotfix', 'bug', 'debug'],
  refactoring: ['refactor', 'refactoring', 'cleanup', 'rework'],
  testing: ['test', 'tests', 'testing'],
  documentation: ['docs', 'doc', 'documentation'],
  review: ['review'],
  research: ['research', 'spike', 'investigate', 'explore', 'experiment'],
  planning: ['plan', 'planning', 'design', 'rfc'],
  chore: ['chore', 'ci', 'build', 'deps', 'release', 'style', 'revert', 'dependabot', 'renovate'],
};

/** First verbs of titles, in the forms that people and harnesses write. */
const VERBS: Readonly<Record<TaskType, readonly string[]>> = {
  implementation: [
    ...[
      'add',
      'adding',
      'build',
      'building',
      'create',
      'creating',
      'develop',
      'enable',
      'extend',
      'generate',
    ],
    ...[
      'implement',
      'implementing',
      'improve',
      'integrate',
      'introduce',
      'make',
      'optimize',
      'support',
      'wire',
      'write',
    ],
  ],
  debugging: [
    'bug',
    'debug',
    'debugging',
    'diagnose',
    'fix',
    'fixes',
    'fixing',
    'repair',
    'resolve',
    'solve',
    'troubleshoot',
  ],
  refactoring: [
    ...['clean', 'cleanup', 'deduplicate', 'extract', 'migrate', 'move', 'refactor', 'refactoring', 'rename'],
    ...['reorganize', 'replace', 'restructure', 'rewrite', 'simplify', 'split'],
  ],
  testing: ['test', 'testing', 'tests', 'cover', 'verify', 'validate'],
  documentation: ['document', 'documenting', 'docs', 'readme', 'translate', 'describe'],
  review: ['audit', 'check', 'critique', 'inspect', 'review', 'reviewing'],
  research: [
    ...[
      'analyze',
      'analyse',
      'compare',
      'evaluate',
      'explain',
      'explore',
      'exploring',
      'find',
      'how',
      'investigate',
    ],
    ...[
      'look',
      'read',
      'research',
      'search',
      'show',
      'summarize',
      'understand',
      'what',
      'where',
      'which',
      'why',
    ],
  ],
  planning: ['architect', 'brainstorm', 'design', 'outline', 'plan', 'planning', 'propose'],
  chore: [
    'bump',
    'commit',
    'configure',
    'deploy',
    'install',
    'merge',
    'push',
    'rebase',
    'release',
    'remove',
    'run',
    'set',
    'setup',
    'update',
    'upgrade',
  ],
};

/** Words before the verb that say nothing of the work. */
const FILLERS = new Set([
  ...[
    'a',
    'also',
    'and',
    'can',
    'could',
    'hello',
    'help',
    'hey',
    'hi',
    'i',
    'just',
    'let',
    "let's",
    'lets',
    'me',
    'need',
  ],
  ...[
    'now',
    'ok',
    'okay',
    'please',
    'should',
    'so',
    'to',
    'us',
    'want',
    'we',
    'would',
    'you',
    'like',
    "i'd",
    'the',
    'will',
  ],
]);
const FILLER_LIMIT = 6;

/** Types of beads, and other words of orchestrators, that mean one of ours; another word stands for itself. */
const SAID: ReadonlyMap<string, TaskType> = new Map<string, TaskType>([
  ['bug', 'debugging'],
  ['bugfix', 'debugging'],
  ['feature', 'implementation'],
  ['story', 'implementation'],
  ['docs', 'documentation'],
  ['refactor', 'refactoring'],
  ['test', 'testing'],
  ['spike', 'research'],
  ['decision', 'planning'],
]);

/**
 * By the tools of a session, asked in this order: whoever edits implements, whoever only plans plans, whoever only reads and searches
 * looks something up. Commands alone say nothing.
 */
const BY_TOOLS: readonly {
  readonly used: readonly ToolKind[];
  readonly not: readonly ToolKind[];
  readonly type: TaskType;
}[] = [
  { used: ['edit'], not: [], type: 'implementation' },
  { used: ['read', 'search', 'web'], not: ['shell', 'mcp', 'other'], type: 'research' },
  { used: ['plan'], not: ['shell', 'mcp', 'other'], type: 'planning' },
];

const byWord = (table: Readonly<Record<TaskType, readonly string[]>>): ReadonlyMap<string, TaskType> =>
  new Map(TASK_TYPES.flatMap((type) => table[type].map((word) => [word, type] as const)));
const OF_PREFIX = byWord(PREFIXES);
const OF_VERB = byWord(VERBS);

/** What the type of work is known by. */
export interface TypeSigns {
  readonly branch: string | null;
  readonly title: string | null;
  readonly usedTool: (...kinds: ToolKind[]) => boolean;
}

/** null: nothing tells. */
export function inferTaskType({ branch, title, usedTool }: TypeSigns): TaskType | null {
  return ofBranch(branch) ?? ofTitle(title) ?? ofTools(usedTool);
}

/** An orchestrator's own word in our terms. */
export function saidTaskType(word: string): string {
  const lower = word.toLowerCase();
  return SAID.get(lower) ?? lower;
}

function ofBranch(branch: string | null): TaskType | null {
  const parts = branch?.toLowerCase().split('/') ?? [];
  for (const [index, part] of parts.entries()) {
    const whole = index < parts.length - 1 ? OF_PREFIX.get(part) : undefined;
    const first = /^[a-z]+(?=[-_])/.exec(part)?.[0];
    const type = whole ?? (first === undefined ? undefined : OF_PREFIX.get(first));
    if (type !== undefined) return type;
  }
  return null;
}

function ofTitle(title: string | null): TaskType | null {
  const text = title?.toLowerCase() ?? '';
  const commit = /^\s*([a-z]+)(?:\([^)]*\))?!?:/.exec(text)?.[1];
  const named = commit === undefined ? undefined : OF_PREFIX.get(commit);
  if (named !== undefined) return named;
  const words = text.match(/[a-z']+/g) ?? [];
  const start = words.findIndex((word) => !FILLERS.has(word));
  const verb = start === -1 || start > FILLER_LIMIT ? undefined : words[start];
  return verb === undefined ? null : (OF_VERB.get(verb) ?? null);
}

function ofTools(usedTool: TypeSigns['usedTool']): TaskType | null {
  return (
    BY_TOOLS.find(({ used, not }) => usedTool(...used) && (not.length === 0 || !usedTool(...not)))?.type ??
    null
  );
}
