/** The whole help text, once: `--help` prints it, `COMMAND --help` prints its sections, the README repeats it (a test compares). */

import { COMMANDS, type CommandName } from './flags.ts';

/** Sections are divided by blank lines and named by their first line. */
export const HELP = `Usage
  agentperf [COMMAND] [options]

Commands
  tui                      the monitor; plain agentperf is the same
  export                   everything the views show, as one JSON document; one view as CSV or NDJSON
  ingest [DIR|FILE ...]    read what is new without a screen
  watch                    follow the logs and print alerts, for a server
  emit TYPE ...            append one record to the ledger: for hooks and orchestrators
  doctor                   what was found where, what could not be read, and why
  db path|check|rebuild    the database: where it is, is it sound, make it again from the logs

Options of tui
  --once                   print one plain snapshot and end (so it does without a terminal)
  --demo                   watch a simulated fleet; nothing of yours is read or changed
  --demo-if-empty          the same, when no agent has left a log on this machine
  --seed N                 which simulated fleet (a whole number)

Options of export
  --json                   one JSON document (so it is without any of these three)
  --csv                    one view as CSV, a row a line: --view names which; what is nested is JSON text in its cell
  --ndjson                 one view as JSON, a row a line
  --view NAME              only this part, repeatable: totals costs kpis sessions agents departments projects models
                           estimates trends alerts tasks work_log escalations errors sources events
                           (all but departments, projects and events when none is named)
  --out FILE               write to FILE (0600) when all is well; nothing half-written is ever left there
  --no-ingest              do not read what is new first

Options of ingest
  --once                   stop at the end of what is there (default) and print a summary
  --follow                 go on reading until a signal
  --rescan                 read every file again from its start; nothing is counted twice (beside a running
                           monitor it cannot: exit 5)
  --json                   the summary as one JSON object
  DIR|FILE ...             the same as --logs

Options of emit
  TYPE                     work_log escalation molecule_step convoy_participation agent_session quality_review
                           collaboration_rating task_completion agent_profile intervention session_status
                           rate_limit, or what a hook is given: claude-hook, statusline (JSON on stdin),
                           codex-notify (JSON as an argument)
  --FIELD VALUE            a field of the record; without any, the record is one JSON object on stdin
  --file FILE              append to FILE (AGENTPERF_LEDGER; else ledger.jsonl beside the database)
  --print                  print the line that was written
  --quiet                  exit 0 and say nothing whatever happens: a hook must never disturb its agent

Options of doctor
  --json                   the same as one JSON object, with every file and its lines
  --identities             what each rule of [[identities]] matched, and who nobody names

Common options
  --db FILE                database (AGENTPERF_DB)
  --config FILE            configuration (AGENTPERF_CONFIG)
  --logs DIR               read logs here (a folder or a file, repeatable); the format is seen from the content
  --source NAME[=DIR]      only this source, repeatable; DIR is read as that, whatever it looks like
  --since TIME             from here on: a date, an ISO time, or 7d, 24h before now; in tui the first of the
                           windows that key w goes through
  --until TIME             up to and with this: a date is its whole day
  --agent NAME             only this agent (repeatable, like the next five)
  --department NAME        only this department
  --project NAME           only this project
  --model NAME             only this model
  --harness NAME           only this harness: claude_code codex gemini_cli opencode ...
  --task-type NAME         only work of this type: implementation debugging testing ...
  --timezone ZONE          IANA name of the zone that days are cut in
  --strict                 exit 4 when a line was skipped (blank ones count, copies of known lines do not)
  --no-color               plain text (NO_COLOR)
  --debug                  show the stack of an error
  --help                   this text; after a command, its part
  --version                the version

Exit codes
  0    fine
  1    a failure you can read about
  2    wrong usage or configuration
  3    no readable source
  4    --strict, and a line was skipped
  5    database busy past the time limit
  6    database unusable: damaged, not a database, of a newer agentperf, or of another build
  7    no space, or a write failed
  70   internal error
  129  130  143   ended by SIGHUP, SIGINT, SIGTERM
`;

/** The part of HELP that is about one command, with the common options. */
export function commandHelp(command: CommandName): string {
  const sections = HELP.trimEnd().split('\n\n');
  const own = sections.find((section) => section.startsWith(`Options of ${command}\n`));
  const common = sections.find((section) => section.startsWith('Common options\n'));
  const line = sections[1]
    ?.split('\n')
    .find((entry) => entry.trimStart().split(' ')[0] === command)
    ?.trim();
  const usage = `Usage\n  agentperf ${command}${usageTail(command)}\n\n  ${line ?? ''}`;
  return `${[usage, own, common].filter((section) => section !== undefined).join('\n\n')}\n`;
}

function usageTail(command: CommandName): string {
  if (command === 'emit') return ' TYPE [--FIELD VALUE ...] [options]';
  const { words } = COMMANDS[command];
  if (words === 'none') return ' [options]';
  return words === 'paths' ? ' [options] [DIR|FILE ...]' : ` ${words.join('|')} [options]`;
}
