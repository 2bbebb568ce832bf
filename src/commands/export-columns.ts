/** Columns of each view as a table: its names are those of docs/export.schema.json, so that a table of nothing has them, too. */

import schema from '../../docs/export.schema.json' with { type: 'json' };
import type { ViewName } from './export-document.ts';

/** What is read of a part of the schema: every field that a row has is required there. */
interface Shape {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly [other: string]: unknown;
}

const SHAPES: Readonly<Record<string, Shape>> = schema.properties;
const DEFINITIONS: Readonly<Record<string, Shape>> = schema.$defs;

/** Lists whose rows have, together, all fields of a row of the costs; a day and a model are names there, too. */
const COST_LISTS = ['namedCost', 'taskTypeCost', 'unpricedCalls', 'budget', 'costLimit'];

/** In the order of the schema; of a card, the name of its group first. */
export function columnsOf(view: ViewName): readonly string[] {
  return view === 'costs'
    ? distinct(['part', ...COST_LISTS.flatMap((name) => fieldsOf(DEFINITIONS[name]))]).filter(
        (name) => name !== 'task_type',
      )
    : fieldsOf(SHAPES[view]?.items);
}

function fieldsOf(shape: Shape | undefined): string[] {
  if (shape === undefined) return [];
  const { $ref, required = [] } = shape;
  return distinct([...required, ...fieldsOf(DEFINITIONS[$ref?.replace('#/$defs/', '') ?? ''])]);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
