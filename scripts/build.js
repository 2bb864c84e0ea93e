// Builds dist/: the command line as one bundle with lazily loaded parts, the library as modules with types, and the shipped packs made
// ready to run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: { run: 'src/cli/run.ts', 'scout-worker': 'src/scout-worker.ts' },
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // Less to compile at every start. Names stay: they stand in the stack of a bug report.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS packages call require for Node's own modules.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});

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
