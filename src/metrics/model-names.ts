/** Reads the forms a model's name is logged in (dated, Bedrock, Vertex, OpenRouter, `[1m]`, `-fast`) into names to look up. */

/** A name to look up: `provider` null leaves the choice of provider to the price library's own matching. */
export interface NameCandidate {
  readonly provider: string | null;
  readonly name: string;
}

/** A logged model name taken apart. All names are lower case. */
export interface ModelName {
  /** As logged, trimmed, without a context suffix (`[1m]`) and without `-fast` of a Claude model. */
  readonly logged: string;
  /** The vendor's own name: without route, region, vendor prefix and revision; a Vertex `@date` as `-date`. */
  readonly bare: string;
  /** Context window that the name itself states, tokens; null when it states none. */
  readonly statedContext: number | null;
  /** The name itself says fast mode (`claude-opus-4-6-fast`): by prefix matching it would get the standard price. */
  readonly fast: boolean;
}

const ONE_MILLION_CONTEXT = /\[1m\]$/;
const CLAUDE_FAST = /(claude.*)-fast$/;
/** `arn:aws:bedrock:REGION:ACCOUNT:inference-profile/NAME`. */
const BEDROCK_ARN = /^arn:[^/]*\//;
/** `us.anthropic.NAME`, `anthropic.NAME`, `global.amazon.NAME`. */
const BEDROCK_VENDOR =
  /^(?:[a-z]{2,6}(?:-gov)?\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|moonshotai?|nvidia|openai|qwen|writer|zai)\./;
const BEDROCK_REVISION = /-v\d+(?::\d+)?$/;
const VERTEX_DATE = /@(\d{8})$/;
const VERTEX_ALIAS = /@(?:latest|default)$/;
/** OpenRouter variants: `:beta`, `:thinking`, `:free`, ... */
const ROUTE_VARIANT = /:[a-z]+$/;

/** Takes a logged name apart; any text is allowed. */
export function readModelName(model: string): ModelName {
  const trimmed = model.trim().toLowerCase();
  const withoutContext = trimmed.replace(ONE_MILLION_CONTEXT, '');
  const fast = CLAUDE_FAST.test(withoutContext);
  const logged = fast ? withoutContext.replace(/-fast$/, '') : withoutContext;
  return {
    logged,
    bare: bareName(logged),
    statedContext: withoutContext === trimmed ? null : 1_000_000,
    fast,
  };
}

function bareName(logged: string): string {
  return logged
    .replace(BEDROCK_ARN, '')
    .replace(/^.*\//, '')
    .replace(BEDROCK_VENDOR, '')
    .replace(BEDROCK_REVISION, '')
    .replace(VERTEX_DATE, '-$1')
    .replace(VERTEX_ALIAS, '')
    .replace(ROUTE_VARIANT, '');
}

/**
 * Where to look a price up, in order: the provider that the log names, the provider that the form of the name tells
 * (their prices differ: a regional Bedrock profile costs 10 % more), then the name alone.
 */
export function priceCandidates(name: ModelName, provider: string | null): NameCandidate[] {
  const candidates: NameCandidate[] = [];
  if (provider !== null) {
    candidates.push({ provider, name: name.logged }, { provider, name: name.bare });
  }
  candidates.push(...routedCandidates(name.logged, MAX_ROUTES));
  candidates.push({ provider: null, name: name.logged }, { provider: null, name: name.bare });
  return candidates;
}

/** `openrouter/anthropic/NAME` has two; a name made of slashes is not followed to its end. */
const MAX_ROUTES = 3;

function routedCandidates(logged: string, routesLeft: number): NameCandidate[] {
  if (BEDROCK_ARN.test(logged) || BEDROCK_VENDOR.test(logged)) {
    return [{ provider: 'aws', name: logged.replace(BEDROCK_ARN, '') }];
  }
  const slash = logged.indexOf('/');
  if (slash > 0 && routesLeft > 0) {
    const route = logged.slice(0, slash);
    const rest = logged.slice(slash + 1);
    return [
      { provider: 'openrouter', name: logged },
      { provider: route, name: rest },
      ...routedCandidates(rest, routesLeft - 1),
    ];
  }
  return VERTEX_DATE.test(logged) || VERTEX_ALIAS.test(logged) ? [{ provider: 'google', name: logged }] : [];
}

/** Where to find a model's canonical name: the vendor's own name first, so that every route to a model joins. */
export function canonicalCandidates(name: ModelName, provider: string | null): NameCandidate[] {
  return [{ provider: null, name: name.bare }, ...priceCandidates(name, provider)];
}

/** Names under which the library lists the fast mode of a model, where it does (`anthropic/claude-opus-4.6-fast`). */
export function fastCandidates(vendor: string, canonical: string): NameCandidate[] {
  const dotted = canonical.replace(/-(\d{1,2})-(\d{1,2})$/, '-$1.$2');
  return [{ provider: 'openrouter', name: `${vendor}/${dotted}-fast` }];
}
