/** What the bundle does differently from the packages it is made of. Each change must still find what it changes, or the build fails. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = path.dirname(fileURLToPath(import.meta.url));
const inkFolder = path.dirname(fileURLToPath(import.meta.resolve('ink')));

/** See quick-string-width.mjs. */
const quickStringWidth = {
  name: 'quick-string-width',
  setup(builder) {
    const real = fileURLToPath(import.meta.resolve('string-width'));
    builder.onResolve({ filter: /^string-width$/ }, () => ({
      path: path.join(scripts, 'quick-string-width.mjs'),
    }));
    builder.onResolve({ filter: /^string-width-itself$/ }, () => ({ path: real }));
  },
};

/** See quick-ink-output.mjs. */
const quickInkOutput = {
  name: 'quick-ink-output',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/output\.js$/ }, ({ resolveDir }) =>
      resolveDir === inkFolder ? { path: path.join(scripts, 'quick-ink-output.mjs') } : undefined,
    );
    builder.onResolve({ filter: /^ink-output-itself$/ }, () => ({ path: path.join(inkFolder, 'output.js') }));
  },
};

/** Changes the text of one file of a package. */
function changed(name, filter, change) {
  return {
    name,
    setup(builder) {
      builder.onLoad({ filter }, ({ path: file }) => {
        const before = fs.readFileSync(file, 'utf8');
        const after = change(before);
        if (after === before) throw new Error(`${name}: nothing to change in ${file}`);
        return { contents: after };
      });
    },
  };
}

/** Ink asks for React's developer tools while it is loaded, by an import that the whole program would wait for. */
const withoutDevtools = changed('without-react-devtools', /\/ink\/build\/reconciler\.js$/, (text) =>
  text.replaceAll('isDev()', 'false'),
);

/** meow brings a reader of package.json along, half of its size; it is given ours. */
const withoutPackageReader = [
  changed('meow-without-package-reader', /\/meow\/build\/options\.js$/, (text) =>
    text.replace(
      /^import \{ a as readPackageUpSync, n as normalizePackageData \} from .*$/m,
      'const readPackageUpSync = () => undefined;\nconst normalizePackageData = () => undefined;',
    ),
  ),
  changed('meow-dependencies-on-demand', /\/meow\/build\/dependencies\.js$/, (text) =>
    text
      .replace(
        /^(var|const) (.*) = (require\w+(?:\$\d+)?\(\)|getDefaultExportFromCjs\()/gm,
        '$1 $2 = /* @__PURE__ */ $3',
      )
      .replace(/^promisify\(/m, '/* @__PURE__ */ $&'),
  ),
];

const SEGMENTER = /^const (\w+) = (new Intl\.Segmenter\(.*\));$/m;

/** See segmenter-on-demand.mjs. */
function segmentersOnDemand(text) {
  const helper = JSON.stringify(path.join(scripts, 'segmenter-on-demand.mjs'));
  const import_ = `import { segmenterOnDemand } from ${helper};\n`;
  return text.replace(SEGMENTER, `${import_}const $1 = segmenterOnDemand(() => $2);`);
}

/** Reading this pattern takes V8 20 ms, and only text that is not simple is held against it. */
function emojiPatternOnDemand(text) {
  return text.replace(
    /^const rgiEmojiRegex = (.*);$/m,
    'let rgiEmojiMade;\nconst rgiEmojiRegex = { test: (text) => (rgiEmojiMade ??= $1).test(text) };',
  );
}

const onDemand = [
  changed('string-width-on-demand', /\/string-width\/index\.js$/, (text) =>
    emojiPatternOnDemand(segmentersOnDemand(text)),
  ),
  changed(
    'segmenters-on-demand',
    /\/(slice-ansi\/tokenize-ansi|ansi-tokenize\/build\/tokenize)\.js$/,
    segmentersOnDemand,
  ),
];

/** Ink looks through each text for sequences that would disturb it, three times a frame. See coloured-text.mjs. */
const colouredText = changed('coloured-text', /\/ink\/build\/sanitize-ansi\.js$/, (text) => {
  const helper = JSON.stringify(path.join(scripts, 'coloured-text.mjs'));
  return text.replace(
    'const sanitizeAnsi = (text) => {',
    `import { COLOURED } from ${helper};\n$& if (COLOURED.test(text)) return text;`,
  );
});

/** See kept-text.mjs. */
const keptText = changed('kept-text', /\/ink\/build\/squash-text-nodes\.js$/, (text) => {
  const helper = JSON.stringify(path.join(scripts, 'kept-text.mjs'));
  return text.replace(
    'export default squashTextNodes;',
    `import { keptText } from ${helper};\nexport default keptText(squashTextNodes);`,
  );
});

/** Node's assert takes milliseconds to load, and is asked for one comparison. */
const withoutAssert = changed('signal-exit-without-assert', /\/signal-exit\/index\.js$/, (text) =>
  text.replace(
    "require('assert')",
    '{ equal: (one, other, message) => { if (one !== other) throw new TypeError(message); } }',
  ),
);

/** What of better-sqlite3 cannot be bundled. */
export const NATIVE_SQLITE = 'better-sqlite3/build/Release/better_sqlite3.node';

/** better-sqlite3 looks for it in a dozen places, by a package of its own; npm puts it into one. */
const sqliteInPlace = changed('sqlite-in-place', /\/better-sqlite3\/lib\/database\.js$/, (text) =>
  text.replace("require('bindings')('better_sqlite3.node')", `require('${NATIVE_SQLITE}')`),
);

/** A package that is loaded when the one function that is asked of it is first called; `name` is its export. */
function onCall(packageName, name) {
  const namespace = `on-call-${name}`;
  return {
    name: namespace,
    setup(builder) {
      const real = fileURLToPath(import.meta.resolve(packageName));
      const filter = new RegExp(`^${packageName}$`);
      builder.onResolve({ filter }, () => ({ path: packageName, namespace }));
      builder.onLoad({ filter: /.*/, namespace }, () => ({
        resolveDir: scripts,
        contents: `
          let found = null;
          const call = (...given) => {
            found ??= require(${JSON.stringify(real)});
            return found.${name}(...given);
          };
          export { call as ${name} };`,
      }));
    },
  };
}

/** The list of prices is half a megabyte that a run without a new model call never asks for. */
const pricesOnDemand = onCall('@pydantic/genai-prices', 'calcPrice');

/** Asked only about a command line that has flags. */
const meowOnDemand = onCall('meow', 'default');

const WASM_URL = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;

/** Yoga's bytes beside its code, and compiled at once: nothing waits for a promise, and the code can be kept compiled. */
const yogaAtOnce = {
  name: 'yoga-at-once',
  setup(builder) {
    const index = fileURLToPath(import.meta.resolve('yoga-layout'));
    const binaries = path.resolve(path.dirname(index), '../binaries/yoga-wasm-base64-esm.js');
    const code = fs.readFileSync(binaries, 'utf8');
    const bytes = Buffer.from(WASM_URL.exec(code)[1], 'base64');
    builder.onLoad({ filter: /\/yoga-layout\/dist\/src\/index\.js$/ }, () => ({
      resolveDir: path.dirname(index),
      contents: `
        import loadYoga from '../binaries/yoga-wasm-base64-esm.js';
        import bytes from 'yoga-bytes';
        import wrapAssembly from './wrapAssembly.js';
        const yoga = {
          instantiateWasm(imports, done) {
            const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
            done(instance);
            return instance.exports;
          },
        };
        loadYoga(yoga);
        export default wrapAssembly(yoga);
        export * from './generated/YGEnums.js';`,
    }));
    builder.onLoad({ filter: /\/yoga-wasm-base64-esm\.js$/ }, () => ({
      contents: code.replace(WASM_URL, ''),
    }));
    builder.onResolve({ filter: /^yoga-bytes$/ }, () => ({ path: 'yoga-bytes', namespace: 'yoga-bytes' }));
    builder.onLoad({ filter: /.*/, namespace: 'yoga-bytes' }, () => ({ loader: 'binary', contents: bytes }));
  },
};

/** A module of Node's own that is imported and not used (packages are bundled whole) is not loaded for nothing. */
const usedBuiltins = {
  name: 'used-builtins',
  setup(builder) {
    builder.onResolve({ filter: /^node:/ }, ({ path: name }) => ({
      path: name,
      external: true,
      sideEffects: false,
    }));
  },
};

export const PLUGINS = [
  usedBuiltins,
  quickStringWidth,
  quickInkOutput,
  withoutDevtools,
  ...withoutPackageReader,
  meowOnDemand,
  ...onDemand,
  colouredText,
  keptText,
  withoutAssert,
  sqliteInPlace,
  pricesOnDemand,
  yogaAtOnce,
];
