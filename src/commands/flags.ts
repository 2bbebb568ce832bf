/** Every command and flag there is: cli.ts parses by this table, and a test holds the help text against it. */

/** `text`: one value; `list`: repeatable, one value each; `switch`: on; `off-switch`: on unless `--no-NAME`. */
export type FlagKind = 'text' | 'list' | 'switch' | 'off-switch';

/** Flags that every command takes. */
export const COMMON_FLAGS = {
  db: 'text',
  config: 'text',
  logs: 'list',
  source: 'list',
  since: 'text',
  until: 'text',
  agent: 'list',
  department: 'list',
  project: 'list',
  model: 'list',
  harness: 'list',
  taskType: 'list',
  timezone: 'text',
  strict: 'switch',
  color: 'off-switch',
  debug: 'switch',
  help: 'switch',
  version: 'switch',
} as const satisfies Readonly<Record<string, FlagKind>>;

export interface CommandSpec {
  readonly flags: Readonly<Record<string, FlagKind>>;
  /** Words that may follow the command: none, any paths, or exactly one of these. */
  readonly words: 'none' | 'paths' | readonly string[];
}

/** Commands in the order of the help text. */
export const COMMANDS = {
  tui: { flags: { once: 'switch', demo: 'switch', demoIfEmpty: 'switch', seed: 'text' }, words: 'none' },
  export: {
    flags: {
      json: 'switch',
      csv: 'switch',
      ndjson: 'switch',
      view: 'list',
      out: 'text',
      ingest: 'off-switch',
    },
    words: 'none',
  },
  ingest: {
    flags: { once: 'switch', follow: 'switch', rescan: 'switch', json: 'switch' },
    words: 'paths',
  },
  watch: { flags: {}, words: 'none' },
  /** Fields are flags, too: emit/arguments.ts parses its own command line. */
  emit: { flags: { file: 'text', print: 'switch', quiet: 'switch' }, words: 'paths' },
  doctor: { flags: { json: 'switch', identities: 'switch' }, words: 'none' },
  db: { flags: {}, words: ['path', 'check', 'rebuild'] },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** Values as given; a flag that was not given is absent. Off-switches are true unless switched off. */
export interface Flags {
  readonly db?: string;
  readonly config?: string;
  readonly logs: readonly string[];
  readonly source: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly agent: readonly string[];
  readonly department: readonly string[];
  readonly project: readonly string[];
  readonly model: readonly string[];
  readonly harness: readonly string[];
  readonly taskType: readonly string[];
  readonly timezone?: string;
  readonly strict: boolean;
  readonly color: boolean;
  readonly debug: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly once: boolean;
  readonly demo: boolean;
  readonly demoIfEmpty: boolean;
  readonly seed?: string;
  readonly json: boolean;
  readonly csv: boolean;
  readonly ndjson: boolean;
  readonly view: readonly string[];
  readonly out?: string;
  readonly ingest: boolean;
  readonly follow: boolean;
  readonly rescan: boolean;
  readonly file?: string;
  readonly print: boolean;
  readonly quiet: boolean;
  readonly identities: boolean;
}

/** A command line that was understood. */
export interface Arguments {
  readonly command: CommandName;
  /** True when no command was written. */
  readonly implied: boolean;
  readonly words: readonly string[];
  readonly flags: Flags;
}

/** What a command module exports: runs to the end and answers with the exit code; throws UserError. */
export interface CommandModule {
  run(call: Arguments): Promise<number>;
}

/** `demoIfEmpty` as it is typed: `--demo-if-empty`; an off-switch as `--no-color`. */
export function flagText(key: string, kind?: FlagKind): string {
  const dashed = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return kind === 'off-switch' ? `--no-${dashed}` : `--${dashed}`;
}
