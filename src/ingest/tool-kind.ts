/** One taxonomy of tools for all harnesses: a tool's name as logged gives its kind. */

import type { ToolKind } from '../domain/event.ts';
import { remembered } from '../domain/remembered.ts';

/** Names of each kind, folded (lower case, letters and digits only). */
const NAMES: Readonly<Record<Exclude<ToolKind, 'mcp' | 'other'>, string>> = {
  shell:
    'bash shell exec execcommand commandexecution localshell localshellcall shellcommand runshellcommand runterminalcmd ' +
    'runterminalcommand runinterminal executecommand runcommand bashoutput killshell killbash writestdin unifiedexec terminal powershell',
  edit:
    'edit write multiedit multistrreplace applypatch applydiff patch strreplace strreplaceeditor strreplacebasededittool ' +
    'searchreplace replace replaceinfile replacestringinfile insert insertcontent inserteditintofile editfile editfiles writefile ' +
    'writetofile createfile deletefile filechange notebookedit editnotebook',
  read: 'read readfile readfiles readmanyfiles view viewfile viewimage openfile notebookread readnotebook cat',
  search:
    'grep grepsearch glob globfilesearch ls list listdir listdirectory listfiles find findfiles filesearch searchfiles searchtext ' +
    'searchfilecontent codesearch codebasesearch semanticsearch toolsearch',
  web: 'webfetch websearch websearchcall googlewebsearch fetch fetchurl fetchwebpage urlfetch browser browseraction',
  agent:
    'task agent subagent runsubagent spawnagent dispatchagent delegate newtask sendinput sendmessage waitagent closeagent ' +
    'resumeagent taskoutput taskstop',
  plan:
    'todowrite todoread updateplan exitplanmode enterplanmode plan planexit writetodos managetodolist updatetodolist taskcreate ' +
    'taskupdate tasklist taskget',
  ask: 'askuserquestion askuser askfollowupquestion requestuserinput question',
};

const KIND_BY_NAME: ReadonlyMap<string, ToolKind> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind as ToolKind])),
);

/** Calls that a person must answer before the turn goes on (DATA.md 4: positive evidence of waiting). */
const ASKS_HUMAN: ReadonlySet<string> = new Set([...NAMES.ask.split(' '), 'exitplanmode', 'planexit']);

/** Longest name that is looked up; longer ones are nobody's tool. */
const NAME_LIMIT = 128;

interface Known {
  readonly kind: ToolKind;
  readonly asksHuman: boolean;
}

/** Names that were looked up before: a log names the same few again and again. */
const known = new Map<string, Known>();
const KNOWN_LIMIT = 1024;
const NOBODY: Known = { kind: 'other', asksHuman: false };

/** Kind of a tool by its logged name (`Bash`, `functions.exec_command`, `mcp__github__create_issue`); `other` when unknown or null. */
export function toolKind(name: string | null): ToolKind {
  return lookUp(name).kind;
}

/** Does a call of this tool wait for a person? */
export function asksHuman(name: string | null): boolean {
  return lookUp(name).asksHuman;
}

function lookUp(name: string | null): Known {
  return name === null || name.length > NAME_LIMIT
    ? NOBODY
    : remembered(known, name, KNOWN_LIMIT, () => judge(name));
}

function judge(name: string): Known {
  const short = folded(name);
  const kind = name.startsWith('mcp__') ? 'mcp' : (KIND_BY_NAME.get(short) ?? 'other');
  return { kind, asksHuman: ASKS_HUMAN.has(short) };
}

/** `functions.exec_command` and `Exec-Command` are one name: the part behind the last dot, letters and digits only. */
function folded(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
