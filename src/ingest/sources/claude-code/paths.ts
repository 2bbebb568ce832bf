/** Where Claude Code writes transcripts, and what a transcript's path says of its session (claude-code.md 1). */

import path from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';

/** What kind of transcript a file is, by its place. */
export type FilePlace =
  /** `<session>.jsonl`. */
  | { readonly kind: 'main'; readonly stem: string }
  /** `<parent>/subagents/…/agent-<id>.jsonl`. */
  | { readonly kind: 'agent'; readonly parentId: string; readonly agentId: string }
  /** Old `agent-<id>.jsonl` beside the main file: its rows name the parent. */
  | { readonly kind: 'agent_beside'; readonly stem: string; readonly agentId: string }
  /** Any other file below `<parent>/subagents/`, such as a workflow's journal. */
  | { readonly kind: 'journal'; readonly parentId: string };

const ENDING = '.jsonl';
const AGENT_PREFIX = 'agent-';
const DESKTOP_SESSIONS = 'local-agent-mode-sessions';
/** Below a session's folder of Claude Desktop, but not in its `projects`: a record of the same work in other words. */
const DESKTOP_OTHER = /(?:^|\/)local_[^/]+\/(?!(?:.*\/)?projects\/)/;

/**
 * Transcript folders: each entry of CLAUDE_CONFIG_DIR (a comma-separated list; an entry may itself be the `projects` folder), else both
 * default places. Beside them the sessions that Claude Desktop runs: no setting moves those.
 */
export function transcriptRoots({ env, home, cwd, platform }: DiscoveryEnvironment): string[] {
  const configured = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const folders =
    configured.length > 0
      ? configured.map((entry) => path.resolve(cwd, expandHome(entry, home)))
      : [path.join(configHome(env.XDG_CONFIG_HOME, home), 'claude'), path.join(home, '.claude')];
  const desktop =
    platform === 'darwin'
      ? path.join(home, 'Library', 'Application Support')
      : configHome(env.XDG_CONFIG_HOME, home);
  return [...new Set([...folders.map(projectsOf), path.join(desktop, 'Claude', DESKTOP_SESSIONS)])];
}

/** The XDG rule: a value that is not absolute is ignored. */
function configHome(value: string | undefined, home: string): string {
  return value !== undefined && path.isAbsolute(value) ? value : path.join(home, '.config');
}

function expandHome(entry: string, home: string): string {
  return entry === '~' || entry.startsWith('~/') ? path.join(home, entry.slice(1)) : entry;
}

function projectsOf(folder: string): string {
  return path.basename(folder) === 'projects' ? folder : path.join(folder, 'projects');
}

/** Every `*.jsonl` under a transcript folder is a transcript, or a journal whose rows are kept. */
export function isTranscriptPath(relativePath: string): boolean {
  return relativePath.endsWith(ENDING) && !DESKTOP_OTHER.test(relativePath);
}

export function filePlace(filePath: string): FilePlace {
  const segments = filePath.split(/[\\/]/);
  const name = segments.pop() ?? '';
  const stem = name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;
  const agentId = stem.startsWith(AGENT_PREFIX) ? stem.slice(AGENT_PREFIX.length) : '';
  const parentId = segments[segments.lastIndexOf('subagents') - 1];
  if (parentId !== undefined && parentId !== '') {
    return agentId === '' ? { kind: 'journal', parentId } : { kind: 'agent', parentId, agentId };
  }
  return agentId === '' ? { kind: 'main', stem } : { kind: 'agent_beside', stem, agentId };
}
