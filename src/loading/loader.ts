/**
 * Runs the chunks that scripts/build.mjs makes, with the code that V8 compiled of them in an earlier run (docs/decisions/0007). A unit is
 * what one dynamic import loads, all that it needs included; its compiled code is one file of the cache folder. A file that is missing,
 * damaged or of another build or Node is as good as none: the chunks are compiled then, and the file is written at the end.
 */

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { CodeCache } from './code-cache.ts';

type Exports = Record<string, unknown>;
type Require = (name: string) => unknown;
/** What a chunk is the text of (scripts/build.mjs). */
type ChunkFunction = (
  exports: Exports,
  require: Require,
  module: { exports: Exports },
  importMeta: { readonly url: string },
  builtin: (module: object) => object,
  later: (name: string) => object,
) => void;

interface Unit {
  readonly name: string;
  readonly known: ReadonlyMap<string, Buffer>;
  readonly scripts: Map<string, vm.Script>;
}

export interface Loader {
  /** Runs a chunk, and what it requires, unless it ran before. */
  load(chunk: string): Exports;
  /** Keeps the compiled code of what was loaded and was not in the cache. Never throws. */
  keep(): void;
}

/** `started`: the file that was started, beside the chunks; `cache` null = none; `requirePackage` takes what is not a chunk. */
export function createLoader(started: string, cache: CodeCache | null, requirePackage: Require): Loader {
  const folder = path.dirname(started);
  const importMeta = { url: pathToFileURL(started).href };
  const modules = new Map<string, { exports: Exports }>();
  const toKeep = new Set<Unit>();
  let unit: Unit | null = null;

  /** A package or built-in that is loaded once one of its names is asked for. */
  const later = (name: string): object =>
    new Proxy({}, { get: (_, key) => Reflect.get(requirePackage(name) as object, key) });

  const run = (chunk: string, own: Unit): Exports => {
    const module = { exports: {} };
    modules.set(chunk, module);
    const file = path.join(folder, chunk);
    // Chunks are ASCII (scripts/build.mjs sees to it): read as one byte a character, they stay so in memory.
    const source = fs.readFileSync(file, 'latin1');
    const cachedData = own.known.get(chunk);
    const script = new vm.Script(source, { filename: file, ...(cachedData && { cachedData }) });
    own.scripts.set(chunk, script);
    if (cachedData === undefined || script.cachedDataRejected === true) toKeep.add(own);
    const body = script.runInThisContext() as ChunkFunction;
    body(module.exports, require, module, importMeta, withDefault, later);
    return module.exports;
  };

  const load = (chunk: string): Exports => {
    const module = modules.get(chunk);
    if (module !== undefined) return module.exports;
    if (unit !== null) return run(chunk, unit);
    unit = { name: chunk, known: cache?.read(chunk) ?? new Map(), scripts: new Map() };
    try {
      return run(chunk, unit);
    } finally {
      unit = null;
    }
  };

  const require: Require = (name) => (name.startsWith('./') ? load(name.slice(2)) : requirePackage(name));

  return {
    load,
    keep: () => {
      for (const { name, scripts } of toKeep) cache?.write(name, compiled(scripts));
      toKeep.clear();
    },
  };
}

function compiled(scripts: ReadonlyMap<string, vm.Script>): Map<string, Buffer> {
  return new Map([...scripts].map(([chunk, script]) => [chunk, script.createCachedData()]));
}

/** A CommonJS module as an import sees it: its names, and itself as `default`. */
function withDefault(module: object): object {
  return Object.create(module, { default: { value: module } });
}
