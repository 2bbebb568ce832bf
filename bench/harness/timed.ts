/** How long an answer takes within this process, asked again and again. */

export interface Timed<Answer> {
  /** Of each round, in their order, ms. */
  readonly times: readonly number[];
  /** Processor time of each round, ms: other programs on the machine do not lengthen it as much. */
  readonly processor: readonly number[];
  /** Of the last round. */
  readonly answer: Answer;
}

export function timed<Answer>(ask: () => Answer, rounds: number): Timed<Answer> {
  const times: number[] = [];
  const processor: number[] = [];
  const once = (): Answer => {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const answer = ask();
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    processor.push((user + system) / 1_000);
    return answer;
  };
  for (let round = 1; round < rounds; round++) once();
  return { answer: once(), times, processor };
}
