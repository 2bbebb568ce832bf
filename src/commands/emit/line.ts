/** Makes the one line of a record: every field checked, id and time filled in, the required ones there. */

import {
  COMMON_LINE_FIELDS,
  fieldsOf,
  LEDGER_LINE_TYPES,
  type LedgerFields,
  type LedgerLineType,
  REQUIRED_FIELDS,
} from '../../domain/ledger-schema.ts';
import { usageError } from '../check-arguments.ts';
import { didYouMean } from '../nearest.ts';
import { checkedField, typedValue } from './field-text.ts';
import type { Draft } from './hooks.ts';

/** Throws UserError (exit 2) with the nearest type. */
export function knownType(word: string, hooks: Iterable<string>): LedgerLineType {
  const name = word.toLowerCase().replaceAll('-', '_');
  const type = LEDGER_LINE_TYPES.find((known) => known === name);
  if (type !== undefined) return type;
  const known = [...LEDGER_LINE_TYPES, ...hooks];
  throw usageError(`unknown type ${word}`, didYouMean(word, known, `one of ${known.join(', ')}`));
}

/** Fields as flags: one that the type does not have is a mistake. */
export function draftOfFlags(type: LedgerLineType, typed: ReadonlyMap<string, string | true>): Draft {
  const kinds = kindsOf(type);
  const fields = [...typed].map(([name, value]) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw usageError(
        `${type} has no field ${name}`,
        didYouMean(name, Object.keys(kinds), `it has ${Object.keys(kinds).join(', ')}`),
      );
    return [name, typedValue(kind, value)] as const;
  });
  return { type, fields: Object.fromEntries(fields) };
}

export interface Stamp {
  /** Epoch ms. */
  readonly now: number;
  readonly randomId: () => string;
}

/** With its newline, below 64 KiB by the limits of its fields. Fields that the type does not have are left out, null means "not known". Throws UserError (exit 2) naming the field. */
export function ledgerLine({ type, fields }: Draft, { now, randomId }: Stamp): string {
  const line: Record<string, unknown> = { type };
  for (const [name, kind] of Object.entries(kindsOf(type))) {
    const value = Object.hasOwn(fields, name) ? fields[name] : null;
    if (value === null) continue;
    const checked = checkedField(kind, value);
    if ('expected' in checked) throw usageError(`${type}: ${name} must be ${checked.expected}`, null);
    line[name] = checked.value;
  }
  for (const required of REQUIRED_FIELDS[type]) {
    const names = required.split('|');
    if (!names.some((name) => name in line)) throw usageError(`${type} needs ${names.join(' or ')}`, null);
  }
  const idName = type === 'task_completion' ? 'event_id' : 'id';
  // A profile is known by its agent.
  if (!(idName in line) && !('id' in line) && type !== 'agent_profile') line[idName] = randomId();
  line.at ??= new Date(now).toISOString();
  return `${JSON.stringify(line)}
`;
}

function kindsOf(type: LedgerLineType): LedgerFields {
  return { ...COMMON_LINE_FIELDS, ...fieldsOf(type) };
}
