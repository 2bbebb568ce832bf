/** Token figures of `usage` lines, whoever's names they have, as disjoint classes (DATA.md 3, bosun.md 2). */

import { noUsage, type TokenUsage } from '../../../domain/usage.ts';
import { type Clamps, isObject, tokenCount } from '../fields.ts';

/** Names of one figure in the dialects: the first that is there counts. `a.b` is a field of an object. */
const NAMES = {
  input: ['input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens', 'promptTokenCount', 'input'],
  output: [
    'output_tokens',
    'completion_tokens',
    'outputTokens',
    'completionTokens',
    'candidatesTokenCount',
    'output',
  ],
  /** Cached tokens that `input` contains (OpenAI, Gemini). */
  cachedInside: [
    'cached_input_tokens',
    'input_tokens_details.cached_tokens',
    'prompt_tokens_details.cached_tokens',
    'cachedInputTokens',
    'cached_tokens',
    'cachedTokens',
    'inputTokensDetails.cachedTokens',
    'promptTokensDetails.cachedTokens',
    'cachedContentTokenCount',
  ],
  /** Cached tokens beside `input` (Anthropic, Copilot, OpenCode). */
  cacheRead: [
    'cache_read_input_tokens',
    'cacheReadInputTokens',
    'cache_read_tokens',
    'cacheReadTokens',
    'cache.read',
  ],
  cacheCreation: [
    'cache_creation_input_tokens',
    'cacheCreationInputTokens',
    'cache_creation_tokens',
    'cacheWriteTokens',
    'cache.write',
  ],
  cacheCreation5m: ['cache_creation.ephemeral_5m_input_tokens'],
  cacheCreation1h: ['cache_creation.ephemeral_1h_input_tokens'],
  /** Reasoning tokens that `output` contains. */
  reasoningInside: [
    'reasoning_output_tokens',
    'output_tokens_details.reasoning_tokens',
    'completion_tokens_details.reasoning_tokens',
    'reasoning_tokens',
    'reasoningTokens',
  ],
  /** Reasoning tokens beside `output` (Gemini, OpenCode). */
  reasoningOutside: ['thoughtsTokenCount', 'reasoning'],
  total: ['total_tokens', 'totalTokens', 'totalTokenCount', 'tokenCount'],
} as const satisfies Record<string, readonly string[]>;

/** Fields that the object of figures may stand in. */
const WRAPPERS = ['usage', 'token_usage', 'tokenUsage', 'usageMetadata', 'usage_metadata', 'tokens'] as const;

/** Usage of one `usage` line; null when it holds no figure at all. */
export function streamUsage(data: Record<string, unknown>, clamps: Clamps): TokenUsage | null {
  const figures = WRAPPERS.map((name) => data[name]).find(isObject) ?? data;
  const read = (name: keyof typeof NAMES): number | null => firstCount(figures, NAMES[name], clamps);
  const output = sum(read('output'), read('reasoningOutside'));
  const usage: TokenUsage = {
    ...noUsage(),
    ...inputClasses(read('input'), read('cachedInside'), read('cacheRead'), clamps),
    ...creationClasses(read('cacheCreation'), read('cacheCreation5m'), read('cacheCreation1h')),
    output,
    reasoning: partOf(output, read('reasoningInside') ?? read('reasoningOutside'), clamps),
  };
  if (Object.values(usage).some((count) => count !== null)) {
    return usage;
  }
  const total = read('total');
  return total === null ? null : { ...usage, unclassified: total };
}

/** `total_tokens`, else the sum of what an aggregate says of input and output; null when it says nothing. */
export function totalTokens(figures: Record<string, unknown>, clamps: Clamps): number | null {
  return (
    firstCount(figures, NAMES.total, clamps) ??
    sum(firstCount(figures, NAMES.input, clamps), firstCount(figures, NAMES.output, clamps))
  );
}

type InputClasses = Pick<TokenUsage, 'input' | 'cacheRead'>;

/** Cached tokens inside the input are taken out of it, so that the classes do not overlap. */
function inputClasses(
  input: number | null,
  cachedInside: number | null,
  cacheRead: number | null,
  clamps: Clamps,
): InputClasses {
  if (cacheRead !== null || cachedInside === null) {
    return { input, cacheRead };
  }
  const cached = partOf(input, cachedInside, clamps) as number;
  return { input: input === null ? null : input - cached, cacheRead: cached };
}

type CreationClasses = Pick<TokenUsage, 'cacheCreation5m' | 'cacheCreation1h' | 'cacheCreationUnsplit'>;

function creationClasses(
  all: number | null,
  fiveMinutes: number | null,
  oneHour: number | null,
): CreationClasses {
  const split = sum(fiveMinutes, oneHour);
  const rest = all === null || split === null ? all : Math.max(0, all - split);
  return {
    cacheCreation5m: fiveMinutes,
    cacheCreation1h: oneHour,
    cacheCreationUnsplit: split !== null && rest === 0 ? null : rest,
  };
}

/** A part that its whole contains: never larger than it. */
function partOf(whole: number | null, part: number | null, clamps: Clamps): number | null {
  if (whole === null || part === null || part <= whole) {
    return part;
  }
  clamps.count++;
  return whole;
}

function firstCount(
  figures: Record<string, unknown>,
  names: readonly string[],
  clamps: Clamps,
): number | null {
  for (const name of names) {
    const value = fieldOf(figures, name);
    if (value !== undefined) {
      return tokenCount(value, clamps);
    }
  }
  return null;
}

/** Names that mean a text as often as a count. */
const BARE_NAMES: ReadonlySet<string> = new Set(['input', 'output', 'reasoning']);

function fieldOf(figures: Record<string, unknown>, name: string): unknown {
  const [outer, inner] = name.split('.') as [string, string | undefined];
  const value = figures[outer];
  if (inner === undefined) {
    return typeof value !== 'number' && BARE_NAMES.has(outer) ? undefined : value;
  }
  return isObject(value) ? value[inner] : undefined;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}
