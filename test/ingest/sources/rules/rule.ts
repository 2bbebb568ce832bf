/** What a table of rules is: each rule of a format document, and the test that proves it or the reason why it is not done. */

import type { SourceId } from '../../../../src/domain/source.ts';

interface ProvenRule {
  /** Chapter of the document, such as `§4.2`; of DATA.md, `DATA 3`. */
  readonly section: string;
  readonly rule: string;
  /** Path of a test file, below `test/`. */
  readonly proof: string;
  /** Title of a test of that file as it stands there, its template when it has one, or the first cell of a row of its table. */
  readonly test: string;
}

interface OpenRule {
  readonly section: string;
  readonly rule: string;
  readonly notDone: string;
}

export type Rule = ProvenRule | OpenRule;

export interface RuleTable {
  /** Name of the format document. */
  readonly document: string;
  /** Chapters of the document that have rules. */
  readonly chapters: number;
  readonly source: SourceId;
  readonly rules: readonly Rule[];
}

/** Rules of one chapter that one test file proves: what the rule says, and the title of its test. */
export function proven(section: string, proof: string, tests: Readonly<Record<string, string>>): Rule[] {
  return Object.entries(tests).map(([rule, test]) => ({ section, rule, proof, test }));
}

export function notDone(section: string, reasons: Readonly<Record<string, string>>): Rule[] {
  return Object.entries(reasons).map(([rule, reason]) => ({ section, rule, notDone: reason }));
}
