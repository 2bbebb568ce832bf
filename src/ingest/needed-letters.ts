/**
 * Which regular expressions can match a text at all, told by the runs of three characters that they cannot do without. A text is looked over
 * once for all expressions; most errors then need none of them.
 */

/** Characters count by their low five bits: two that fall together only make an expression seem possible. */
const BITS = 5;
const MASK = (1 << BITS) - 1;
const RUNS = 1 << (3 * BITS);
const LEAST_RUN = 3;
/** Zero-width, or an escaped character that stands for itself. */
const EDGES = new Set('bB');
const CLASSES = /[dDsSwWnrtvf0-9xukpP]/;

/** For each alternative of an expression, the runs that a text must hold; an alternative without any is always possible. */
export type Needs = readonly (readonly number[])[];

/** The needs of an expression: of what stands in groups and classes, nothing is needed. */
export function needsOf(pattern: RegExp): Needs {
  return alternativesOf(pattern.source).map((alternative) => literalsOf(alternative).flatMap(runsOf));
}

/** The runs of a text, for `isPossible`; valid until the next call. */
export class TextRuns {
  /** The number of the text that held each run last. */
  readonly #seen = new Uint32Array(RUNS);
  #text = 0;

  look(text: string): void {
    this.#text++;
    let run = 0;
    for (let i = 0; i < text.length; i++) {
      run = ((run << BITS) | (text.charCodeAt(i) & MASK)) & (RUNS - 1);
      this.#seen[run] = this.#text;
    }
  }

  /** False: the expression matches nowhere in the text. */
  isPossible(needs: Needs): boolean {
    return needs.some((runs) => runs.every((run) => this.#seen[run] === this.#text));
  }
}

function runsOf(literal: string): number[] {
  const runs: number[] = [];
  for (let i = 0; i + LEAST_RUN <= literal.length; i++) {
    const [a, b, c] = [0, 1, 2].map((offset) => literal.charCodeAt(i + offset) & MASK) as [
      number,
      number,
      number,
    ];
    runs.push((a << (2 * BITS)) | (b << BITS) | c);
  }
  return runs;
}

/** What stands between the bars that are in no group and no class: an expression matches where one of them does. */
export function alternativesOf(source: string): string[] {
  const alternatives: string[] = [];
  let from = 0;
  for (let i = 0; i < source.length; i = behindUnit(source, i)) {
    if (source[i] === '|') {
      alternatives.push(source.slice(from, i));
      from = i + 1;
    }
  }
  return [...alternatives, source.slice(from)];
}

/** The texts that every match of an alternative holds. */
function literalsOf(alternative: string): string[] {
  const literals: string[] = [];
  let literal = '';
  for (let i = 0; i < alternative.length; ) {
    const next = behindUnit(alternative, i);
    const character = characterAt(alternative, i);
    const quantifier = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(alternative.slice(next))?.[0] ?? '';
    i = next + quantifier.length;
    if (character === '' && quantifier === '') {
      continue;
    }
    if (character !== null && quantifier === '') {
      literal += character;
      continue;
    }
    literals.push(literal);
    literal = '';
  }
  return [...literals, literal];
}

/** The character that the unit at `at` stands for; '' for one without width, null for a group, a class or any character. */
function characterAt(source: string, at: number): string | null {
  const character = source[at] as string;
  if (character === '\\') {
    const escaped = source[at + 1] as string;
    return EDGES.has(escaped) ? '' : CLASSES.test(escaped) ? null : escaped;
  }
  if (character === '^' || character === '$') {
    return '';
  }
  return '([.'.includes(character) ? null : character;
}

/** Index behind the unit at `at`: an escape, a class, a group, or one character. */
function behindUnit(source: string, at: number): number {
  const character = source[at];
  if (character === '\\') {
    return at + 2;
  }
  if (character === '[') {
    let i = at + 1;
    while (source[i] !== ']') {
      i += source[i] === '\\' ? 2 : 1;
    }
    return i + 1;
  }
  if (character === '(') {
    let i = at + 1;
    while (source[i] !== ')') {
      i = behindUnit(source, i);
    }
    return i + 1;
  }
  return at + 1;
}
