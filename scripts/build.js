// Builds dist/: the command line as one bundle with lazily loaded parts, the library as modules with types, and the shipped packs made
// ready to run.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });

/** Options that both bundles share. */
const common = {
  cwd: root,
  platform: 'node',
  tsconfig: false,
  transform: { target: 'node20.19' },
  resolve: { mainFields: ['module', 'main'] },
  onLog: (level, log) => {
    throw new Error(`${level}: ${log.message}`);
  },
};
/**
 * Less to compile at every start. Names stay: they stand in the stack of a bug report. CommonJS, since that loads sooner: a module of Node's
 * that is imported is asked for all it has, and then loads what nobody uses.
 */
const output = { dir: `${root}dist/cli`, format: 'cjs', minify: { compress: true, mangle: false }, comments: false };

// A module and everything it imports, as one file: each file that is loaded costs more at the start than the code in it. What
// commands import must not stand in the file of run.ts, which starts when it is loaded.
const whole = (name, test, priority) => ({ name, test, priority, includeDependenciesRecursively: true });
// What --version needs is all that run.ts asks for before it knows what is wanted.
const groups = [
  whole('start', /src\/package-root\.ts$|src\/cli\/exit-code\.ts$/, 3),
  whole('base', /src\/cli\/(?:main|process-io)\.ts$/, 2),
  whole('scan', /src\/cli\/commands\/scan\.ts$/, 1),
];

/** How packages load at their start what a scan does not use: each a spelling in one of their files, and what stands there instead. */
const LATER = [
  {
    file: /commander\/lib\/command\.js$/,
    from: "const childProcess = require('node:child_process');",
    to: "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
  },
  // An import, though of Node's own, starts the loader for modules.
  {
    file: /stream-chain\/src\/utils\/fixUtf8Stream\.js$/,
    from: "? import('node:string_decoder').then(",
    to: "? Promise.resolve(process.getBuiltinModule('node:string_decoder')).then(",
  },
];
const applied = new Set();
const loadLater = {
  name: 'load-later',
  transform(code, id) {
    const change = LATER.find(({ file }) => file.test(id));
    if (change === undefined) return null;
    if (!code.includes(change.from)) throw new Error(`${id} no longer has ${change.from}`);
    applied.add(change);
    return { code: code.replace(change.from, change.to), map: null };
  },
  buildEnd() {
    if (applied.size < LATER.length) throw new Error('a package has its files elsewhere now: see LATER');
  },
};

/**
 * Spells what is not ASCII as escapes. One such character in a file, and V8 keeps all of it with two bytes for each: it takes twice as long to
 * read, and its compiled code longer to take up.
 */
const inAscii = {
  name: 'in-ascii',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      // There, an escape would not mean the character.
      if (/String\.raw`[^`]*[^\0-\x7f]/.test(chunk.code)) throw new Error(`${chunk.fileName} has String.raw with more than ASCII`);
      chunk.code = chunk.code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

const cli = await rolldown({ ...common, input: { run: 'src/cli/run.ts' }, plugins: [loadLater, inAscii] });
await cli.write({ ...output, chunkFileNames: '[name]-[hash].js', codeSplitting: { groups } });
// A thread shares nothing with the others, and loads no more than it needs.
const worker = await rolldown({ ...common, input: { scout: 'src/scout-worker.ts' }, plugins: [inAscii] });
await worker.write({ ...output, codeSplitting: false });
writeFileSync(
  new URL('../dist/cli/scout-worker.js', import.meta.url),
  "require('../../bin/code-cache.js').useCodeCache();require('./scout.js');\n",
);
writeFileSync(new URL('../dist/cli/package.json', import.meta.url), '{ "type": "commonjs" }\n');

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-b', 'src/core', 'src'], { cwd: root, stdio: 'inherit' });

const { parseRules } = await import('../dist/lib/core/rules/index.js');
const { BUILTIN_PACKS } = await import('../dist/lib/cli/packs.js');
const { readyPackPath, readyPackText } = await import('../dist/lib/cli/ready-packs.js');
mkdirSync(new URL('../dist/packs', import.meta.url));
for (const [pack, file] of Object.entries(BUILTIN_PACKS)) {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  writeFileSync(new URL(`../${readyPackPath(pack)}`, import.meta.url), readyPackText(text, parseRules(text, pack)));
}

/** What most users do; what is compiled on the way needs no compiling at a start. */
const COMMANDS = [
  'scout',
  'scan -q -f jsonl fixtures/sample',
  'scan -q -f text -r fixtures/rules/valid/single.yml fixtures/sample',
  'investigate i-0c0ffee0000000001 -q --audit fixtures/incident/audit --cloudtrail fixtures/incident/cloudtrail',
];
// What they say is of no interest here. Without the cache all works the same, and starts later.
for (const words of COMMANDS) {
  const maker = [`${root}scripts/make-code-cache.cjs`, ...words.split(' ')];
  spawnSync(process.execPath, maker, { cwd: root, stdio: 'ignore', timeout: 60_000 });
}
for (const name of ['scout', 'run']) {
  if (!existsSync(new URL(`../dist/cli/${name}.js.cache`, import.meta.url))) console.error(`there is no code cache of ${name}.js`);
}
