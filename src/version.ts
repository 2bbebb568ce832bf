/** The version that is shown and exported: set by scripts/build.mjs from package.json. */

declare const __AGENTPERF_VERSION__: string | undefined;

/** `0.0.0-source` when run from the sources, without a build (tests). */
export const VERSION = typeof __AGENTPERF_VERSION__ === 'string' ? __AGENTPERF_VERSION__ : '0.0.0-source';
