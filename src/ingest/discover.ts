/** Finds the log files under the given roots and says which adapter reads each. */

import { existsSync, type Stats } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Adapter } from '../domain/adapter.ts';
import type { ObservedFile, SourceProblem, SourceRoot } from '../domain/source.ts';
import { statLog } from './log-stats.ts';
import { isInside } from './open-file.ts';
import type { Recogniser } from './recognise.ts';
import { isCompressed, withoutCompression } from './sources/names.ts';
import { type IsLogName, walk } from './walk.ts';

export type Discovery =
  /** `rootPath` is what `openTail` asks for. */
  | { readonly kind: 'file'; readonly file: ObservedFile; readonly rootPath: string }
  /** Too little content to tell its format: look again when it changes. */
  | { readonly kind: 'undecided'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: SourceProblem };

/**
 * Every log file under `roots`, each once, in no order. A file that has two names is seen under one of them. Under a root that the
 * user named, content decides the adapter; under the others, the path does. A missing root is a problem only when it was named.
 */
export function* discover(
  roots: readonly SourceRoot[],
  adapters: readonly Adapter[],
  recogniser: Recogniser,
): Generator<Discovery> {
  const seenInodes = new Set<string>();
  const resolved = roots.map((root) => ({ ...root, path: resolve(root.path) }));
  const claimants = claimantsOf(resolved, adapters);
  for (const root of resolved.toSorted((a, b) => rankOf(b) - rankOf(a))) {
    if (root.explicit && !existsSync(root.path)) {
      yield problem(root.path, null, 'no such file or folder');
      continue;
    }
    const mayRead = adapters.filter(({ id }) => isByContent(root) || id === root.source);
    for (const walked of walk(root.path, logNames(mayRead))) {
      const { path } = walked;
      if ('reason' in walked) {
        yield problem(path, root.explicit ? null : root.source, walked.reason);
        continue;
      }
      const inode = `${walked.stats.dev}:${walked.stats.ino}`;
      if (seenInodes.has(inode)) continue;
      const seen = observe(path, walked.stats);
      const found = isByContent(root)
        ? byContent(seen, root.path, adapters, recogniser)
        : byPath(seen, root.path, root.explicit ? mayRead : claimants(path));
      if (found === null) continue;
      seenInodes.add(inode);
      yield found;
    }
  }
}

/** What the user says a folder holds comes first, then what the user names, then what is found. */
const rankOf = (root: SourceRoot): number => (root.forced === true ? 2 : root.explicit ? 1 : 0);
const isByContent = (root: SourceRoot): boolean => root.explicit && root.forced !== true;

/** Names that one of these adapters may read. */
export function logNames(adapters: readonly Adapter[]): IsLogName {
  return (name) => {
    const plain = withoutCompression(name);
    return adapters.some(({ names }) => names.test(plain));
  };
}

type Seen = Omit<ObservedFile, 'source' | 'adapterVersion'>;

function observe(path: string, stats: Stats): Seen {
  return { path, gz: isCompressed(path), ...statLog(path, stats) };
}

function byContent(
  seen: Seen,
  rootPath: string,
  adapters: readonly Adapter[],
  recogniser: Recogniser,
): Discovery {
  const verdict = recogniser.verdict(seen, rootPath);
  if (verdict === 'undecided') return { kind: 'undecided', path: seen.path };
  if (typeof verdict === 'object') return { kind: 'problem', problem: verdict };
  const adapter = adapters.find(({ id }) => id === verdict) as Adapter;
  return asFile(seen, adapter, rootPath);
}

/** null: nobody's file. */
function byPath(seen: Seen, rootPath: string, claiming: readonly Adapter[]): Discovery | null {
  const [first, second] = claiming;
  if (first === undefined) return null;
  if (second === undefined) return asFile(seen, first, rootPath);
  return problem(
    seen.path,
    null,
    `claimed by ${claiming.map(({ displayName }) => displayName).join(' and ')}`,
  );
}

function asFile(seen: Seen, adapter: Adapter, rootPath: string): Discovery {
  return {
    kind: 'file',
    file: { ...seen, source: adapter.id, adapterVersion: adapter.version },
    rootPath,
  };
}

/** Adapters that accept a path under one of their own roots: more than one when roots lie within each other. */
function claimantsOf(roots: readonly SourceRoot[], adapters: readonly Adapter[]) {
  const own = roots
    .filter((root) => !root.explicit)
    .flatMap((root) =>
      adapters.filter(({ id }) => id === root.source).map((adapter) => ({ path: root.path, adapter })),
    );
  return (path: string): Adapter[] => {
    const claiming = own.filter(
      (root) => isInside(path, root.path) && root.adapter.acceptsPath(relativeName(root.path, path)),
    );
    return [...new Set(claiming.map(({ adapter }) => adapter))];
  };
}

/** Path below a root, with `/` on every platform and without `.gz`: what `acceptsPath` is asked. */
function relativeName(rootPath: string, path: string): string {
  const below = withoutCompression(path.slice(rootPath.length));
  return (below.startsWith(sep) ? below.slice(1) : below).replaceAll(sep, '/');
}

function problem(path: string, source: SourceProblem['source'], reason: string): Discovery {
  return { kind: 'problem', problem: { path, source, reason } };
}
