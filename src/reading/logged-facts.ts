/** What the sources of a set of tasks write down: the orchestrator that told of them, and the harness whose figures were taken. */

import { FACTS, type Fact } from '../domain/parity.ts';
import { isTranscript, SOURCE_IDS, type SourceId } from '../domain/source.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import type { TaskList, TaskRows } from '../metrics/task-list.ts';

/** No word. */
const NEVER = -2;

/** `word`: name of a word. */
export function loggedFacts(
  word: (id: number) => string | null,
): (list: TaskList, rows: TaskRows) => ReadonlySet<Fact> {
  const bySource = new Map<number, readonly Fact[]>();
  const byHarness = new Map<number, readonly Fact[]>();
  const known = (facts: Map<number, readonly Fact[]>, id: number, find: () => SourceId | null) => {
    const found = facts.get(id);
    if (found !== undefined) return found;
    const source = find();
    const yields = source === null ? [] : adapterOf(source).yields;
    facts.set(id, yields);
    return yields;
  };
  return (list, rows) => {
    const logged = new Set<Fact>();
    const { source: sources, usageOfHarness, harness: harnesses } = list;
    let [lastSource, lastHarness] = [NEVER, NEVER];
    for (let n = 0; n < rows.length; n++) {
      const row = rows[n] as number;
      const source = sources[row] as number;
      const harness = usageOfHarness[row] === 1 ? (harnesses[row] as number) : NEVER;
      if (source === lastSource && harness === lastHarness) continue;
      [lastSource, lastHarness] = [source, harness];
      for (const fact of known(bySource, source, () => sourceNamed(word(source)))) logged.add(fact);
      if (harness !== NEVER)
        for (const fact of known(byHarness, harness, () => transcriptOf(word(harness)))) logged.add(fact);
      if (logged.size === FACTS.length) break;
    }
    return logged;
  };
}

function sourceNamed(name: string | null): SourceId | null {
  return SOURCE_IDS.find((id) => id === name) ?? null;
}

/** `claude_code` writes the source `claude-code`; a harness whose logs are not read writes none. */
function transcriptOf(harness: string | null): SourceId | null {
  const source = sourceNamed(harness?.replaceAll('_', '-') ?? null);
  return source !== null && isTranscript(source) ? source : null;
}
