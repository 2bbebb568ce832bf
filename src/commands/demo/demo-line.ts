/** What the simulated fleet is made of: lines with the moment and the file they are written to. */

/** One log line of the fleet. */
export interface DemoLine {
  /** When it is written, ms after the start; negative = history that is there already. */
  readonly atOffsetMs: number;
  /** Path relative to the demo's folder. */
  readonly file: string;
  /** JSON, without a newline. */
  readonly line: string;
}

/** Lines of one agent in the order of time; agents that work on never end. */
export type DemoLines = Generator<DemoLine, void, void>;

/** ISO time of an offset. */
export function timestampAt(startMs: number, offsetMs: number): string {
  return new Date(startMs + offsetMs).toISOString();
}
