/** Kinds of values that more than one table of configuration keys has. */

import * as v from 'valibot';

export type ConfigValue = string | number | boolean | readonly string[] | readonly number[];

export interface Kind {
  readonly schema: v.GenericSchema<unknown, ConfigValue>;
  /** Completes "must be …". */
  readonly expected: string;
}

export function oneOf(words: readonly string[]): Kind {
  return { schema: v.picklist(words), expected: `one of ${words.join(', ')}` };
}

export function between(low: number, high: number): Kind {
  return {
    schema: v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high)),
    expected: `a number from ${low} to ${high}`,
  };
}

export function whole(low: number, high: number): Kind {
  return {
    schema: v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high)),
    expected: `a whole number from ${low} to ${high}`,
  };
}
