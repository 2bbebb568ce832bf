/** Takes one configuration value from the file or the environment, or says exactly what is wrong with it, and where. */

import * as v from 'valibot';
import type { Budget } from '../domain/costs.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { IdentityRule } from '../domain/identity.ts';
import type { PriceSettings } from '../domain/prices.ts';
import { UserError } from '../domain/user-error.ts';
import { budgetsOf } from './config-budgets.ts';
import { identityRules } from './config-identities.ts';
import { CONFIG_KEY_NAMES, CONFIG_KEYS, type ConfigKey } from './config-keys.ts';
import type { ConfigValue } from './config-kinds.ts';
import { ownPrices, priceAliases } from './config-prices.ts';
import { isTable, shown, type Wrong } from './config-wrong.ts';
import { didYouMean } from './nearest.ts';
import { WEIGHT_SECTIONS } from './strategy-keys.ts';
import { placeOf } from './toml-place.ts';

/** A configuration file that parsed. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly document: object;
  /** Parses TOML; throws on broken syntax. */
  readonly parse: (toml: string) => unknown;
}

/** Sections and lists of tables whose names are the user's own: not keys of the table of keys. */
const IDENTITIES = 'identities';
const PRICES = 'prices';
const ALIASES = 'price_aliases';
const BUDGETS = 'budgets';
const OWN_SHAPES: ReadonlySet<string> = new Set([IDENTITIES, PRICES, ALIASES, BUDGETS]);

/** Values of the file by dotted key. Throws UserError (exit 2) with file, line, column and key for the first wrong one. */
export function fileValues(file: ConfigFile): Map<string, ConfigValue> {
  const values = new Map<string, ConfigValue>();
  collect(file, file.document, [], values);
  for (const section of WEIGHT_SECTIONS) checkWeights(file, section, values);
  return values;
}

function checkWeights(
  file: ConfigFile,
  section: readonly string[],
  values: ReadonlyMap<string, ConfigValue>,
): void {
  const weights = CONFIG_KEYS.filter(({ key }) => key.startsWith(`${section.join('.')}.`));
  if (weights.every(({ key, fallback }) => (values.get(key) ?? fallback) === 0))
    throw wrongInFile(file, section, 'all weights are 0', 'give at least one part a weight');
}

/** Rules of who works where. Throws UserError (exit 2) for the first that cannot be used. */
export function fileIdentities(file: ConfigFile): readonly IdentityRule[] {
  const value = (file.document as Record<string, unknown>)[IDENTITIES];
  return value === undefined
    ? []
    : identityRules(value, (path, why, todo) => wrongInFile(file, path, why, todo, IDENTITIES));
}

/** What the user says of prices but `free_models`. Throws UserError (exit 2) for the first that cannot be used. */
export function filePrices(file: ConfigFile): Pick<PriceSettings, 'own' | 'aliases'> {
  const { [PRICES]: prices, [ALIASES]: aliases } = file.document as Record<string, unknown>;
  const wrong: Wrong = (path, why, todo) => wrongInFile(file, path, why, todo);
  return {
    own: prices === undefined ? [] : ownPrices(prices, wrong),
    aliases: aliases === undefined ? [] : priceAliases(aliases, wrong),
  };
}

/** Throws UserError (exit 2) for the first budget that cannot be used. */
export function fileBudgets(file: ConfigFile): readonly Budget[] {
  const value = (file.document as Record<string, unknown>)[BUDGETS];
  return value === undefined ? [] : budgetsOf(value, (path, why, todo) => wrongInFile(file, path, why, todo));
}

function collect(
  file: ConfigFile,
  table: object,
  above: readonly string[],
  values: Map<string, ConfigValue>,
): void {
  for (const [name, value] of Object.entries(table)) {
    const path = [...above, name];
    const key = path.join('.');
    const entry = CONFIG_KEYS.find((known) => known.key === key);
    if (OWN_SHAPES.has(key)) continue;
    if (entry !== undefined)
      values.set(
        key,
        checked(entry, value, (why) => wrongInFile(file, path, why, null)),
      );
    else if (!isSection(key)) throw wrongInFile(file, path, 'unknown key', suggestion(key));
    else if (isTable(value)) collect(file, value, path, values);
    else throw wrongInFile(file, path, 'must be a section', `write [${key}]`);
  }
}

function suggestion(key: string): string {
  const sections = CONFIG_KEY_NAMES.flatMap((name) =>
    name.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')),
  );
  return didYouMean(key, [...new Set([...sections, ...OWN_SHAPES])], 'the keys are listed in the README');
}

function isSection(key: string): boolean {
  return CONFIG_KEY_NAMES.some((name) => name.startsWith(`${key}.`));
}

function checked(entry: ConfigKey, value: unknown, wrong: (why: string) => UserError): ConfigValue {
  const result = v.safeParse(entry.schema, value);
  if (!result.success) throw wrong(`must be ${entry.expected}, not ${shown(value)}`);
  return result.output;
}

function wrongInFile(
  file: ConfigFile,
  path: readonly string[],
  why: string,
  todo: string | null,
  name = path.join('.'),
): UserError {
  const place = placeOf(file.text, path, file.parse) ?? { line: 1, column: 1 };
  return configError(`${file.path}:${place.line}:${place.column}`, `${name}: ${why}`, todo);
}

export function configError(where: string, why: string, todo: string | null, cause?: unknown): UserError {
  return new UserError('config', where, why, todo, EXIT.usage, { cause });
}

const SWITCH_WORDS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Values of the environment by dotted key; an empty variable is not set. Throws UserError (exit 2) naming the variable. */
export function environmentValues(
  env: Readonly<Record<string, string | undefined>>,
): Map<string, ConfigValue> {
  const values = new Map<string, ConfigValue>();
  for (const entry of CONFIG_KEYS) {
    const text = entry.environment === null ? undefined : env[entry.environment]?.trim();
    if (text === undefined || text === '') continue;
    const value = typeof entry.fallback === 'number' ? numberOf(text) : (typedSwitch(entry, text) ?? text);
    values.set(
      entry.key,
      checked(entry, value, (why) => environmentError(entry.environment as string, why)),
    );
  }
  return values;
}

export function environmentError(name: string, why: string): UserError {
  return new UserError('environment', name, why, 'correct it or unset it', EXIT.usage);
}

function numberOf(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function typedSwitch(entry: ConfigKey, text: string): boolean | undefined {
  return typeof entry.fallback === 'boolean' ? SWITCH_WORDS.get(text.toLowerCase()) : undefined;
}
