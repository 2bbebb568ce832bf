/** Tells a process that runs a coding agent by its arguments, and which sessions they name. Nothing else of them is kept. */

/** A running process of a harness. */
export interface HarnessProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Harness id (`claude_code`, ...). */
  readonly harness: string;
  /** When it started as the system itself puts it: with the pid, the identity of the process. Clock ticks since boot, or a date. */
  readonly startMark: string;
  /** The same, epoch ms. */
  readonly startedAt: number;
  /** Sessions that its arguments say it goes on with. */
  readonly sessionIds: readonly string[];
  /** False for a server, an updater and the like, whose folder says nothing of a session. */
  readonly runsSession: boolean;
  readonly cwd: string | null;
  /** Logs that it holds open: absolute paths. */
  readonly openLogs: readonly string[];
}

/** What arguments tell. */
export type ArgumentFacts = Pick<HarnessProcess, 'harness' | 'sessionIds' | 'runsSession'>;

interface HarnessProgram {
  readonly harness: string;
  /** Base name of its own binary. */
  readonly binary: RegExp;
  /** Path of its script, where an interpreter runs it. */
  readonly script: RegExp;
  /** Options whose value is the id of the session that is gone on with. */
  readonly idOptions: readonly string[];
  /** Subcommands that are followed by that id. */
  readonly idCommands: readonly string[];
  /** Options that give what is gone on with an id of its own. */
  readonly forkOptions: readonly string[];
  /** Subcommands that run no session in their folder. */
  readonly otherCommands: readonly string[];
}

const PROGRAMS: readonly HarnessProgram[] = [
  {
    harness: 'claude_code',
    binary: /^claude$/,
    script: /\/claude$|\/@anthropic-ai\/claude-code\//,
    idOptions: ['--resume', '-r', '--session-id'],
    idCommands: [],
    forkOptions: ['--fork-session'],
    otherCommands: [
      'mcp',
      'config',
      'doctor',
      'update',
      'install',
      'plugin',
      'daemon',
      'agents',
      'setup-token',
    ],
  },
  {
    harness: 'codex',
    binary: /^codex(-(x86_64|aarch64|arm64|linux|darwin)[\w-]*)?$/,
    script: /\/codex(\.m?js)?$|\/@openai\/codex\//,
    idOptions: [],
    idCommands: ['resume'],
    forkOptions: [],
    otherCommands: ['mcp', 'mcp-server', 'app-server', 'login', 'logout', 'completion', 'sandbox', 'apply'],
  },
  {
    harness: 'gemini_cli',
    binary: /^gemini$/,
    script: /\/gemini$|\/@google\/gemini-cli\//,
    idOptions: ['--resume', '-r'],
    idCommands: [],
    forkOptions: [],
    otherCommands: ['mcp', 'extensions'],
  },
  {
    harness: 'opencode',
    binary: /^opencode$/,
    script: /\/opencode$|\/opencode-ai\//,
    idOptions: ['--session', '-s'],
    idCommands: [],
    forkOptions: ['--fork'],
    otherCommands: ['serve', 'web', 'auth', 'models', 'upgrade', 'stats', 'export', 'mcp', 'github'],
  },
];

const INTERPRETER = /^(node|nodejs|bun|deno)(\d+)?$/;
/** Ids are made of these; what is shorter is an ordinal or a word. */
const SESSION_ID = /^[\w-]{8,128}$/;

/** null: not a harness. Never throws. */
export function argumentFacts(argv: readonly string[]): ArgumentFacts | null {
  const found = programOf(argv);
  if (found === null) return null;
  const { program, rest } = found;
  const commands = rest.filter((argument) => !argument.startsWith('-'));
  const isFork = rest.some((argument) => program.forkOptions.includes(argument));
  return {
    harness: program.harness,
    sessionIds: isFork ? [] : idsIn(rest, program),
    runsSession: !program.otherCommands.includes(commands[0] ?? ''),
  };
}

function programOf(argv: readonly string[]): { program: HarnessProgram; rest: readonly string[] } | null {
  const first = baseName(argv[0] ?? '');
  const direct = PROGRAMS.find(({ binary }) => binary.test(first));
  if (direct !== undefined) return { program: direct, rest: argv.slice(1) };
  if (!INTERPRETER.test(first)) return null;
  const at = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  const script = argv[at];
  const program = script === undefined ? undefined : PROGRAMS.find((one) => one.script.test(script));
  return program === undefined ? null : { program, rest: argv.slice(at + 1) };
}

/** Values of the options and subcommands that name a session; at most eight. */
function idsIn(rest: readonly string[], { idOptions, idCommands }: HarnessProgram): string[] {
  const ids = rest.flatMap((argument, index) => {
    const [name = '', value] = argument.split('=', 2);
    if (idOptions.includes(name)) return [value ?? rest[index + 1] ?? ''];
    return idCommands.includes(argument)
      ? [rest.slice(index + 1).find((one) => !one.startsWith('-')) ?? '']
      : [];
  });
  return [...new Set(ids)].filter((id) => SESSION_ID.test(id)).slice(0, 8);
}

/** `-claude` is how a login shell would start it. */
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');

/** A log by its name: sessions are found by these, and nothing else that a process holds open is looked at. */
export const isLogName = (path: string): boolean => path.startsWith('/') && path.endsWith('.jsonl');
