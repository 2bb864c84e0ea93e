/** The rules of the source tree (docs/architecture.md), each with a sentence for whoever breaks one. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface SourceFile {
  /** Below src/, e.g. `core/rules/parse.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports: a path below src/, or a package or node: module. */
  readonly imports: readonly { readonly to: string; readonly local: boolean }[];
}

const sources: readonly SourceFile[] = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(`${ROOT}src/${path}`, 'utf8');
    const specifiers = [
      ...text.matchAll(/^(?:import\s+|(?:import|export)\s[^;'"=]*?\bfrom\s+)['"]([^'"]+)['"];/gm),
      ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
    ].map((match) => match[1]!);
    // AssemblyScript's compiler adds the ending itself.
    const ending = path.startsWith('scanner/assembly/') ? '.ts' : '';
    const imports = specifiers.map((to) =>
      to.startsWith('.') ? { to: normalize(join(dirname(path), to)) + ending, local: true } : { to, local: false },
    );
    return { path, text, imports };
  });

/** The first folder of a path below src/; '' for the files at the top, which put the parts together. */
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const isNode = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier);

/** The packages that core/rules may import. */
const RULE_PACKAGES: ReadonlySet<string> = new Set(['yaml', 'zod', 're2js']);

it('finds the sources and their imports', () => {
  expect(sources.length).toBeGreaterThan(80);
  expect(sources.find(({ path }) => path === 'cli/run.ts')?.imports.map(({ to }) => to)).toEqual([
    'node:fs',
    'package-root.ts',
    'cli/exit-code.ts',
    'cli/main.ts',
    'cli/process-io.ts',
  ]);
});

it('every local import names a file that exists', () => {
  const paths = new Set(sources.map(({ path }) => path));
  const broken = sources.flatMap(({ path, imports }) =>
    imports.filter(({ to, local }) => local && !paths.has(to)).map(({ to }) => `src/${path} imports ${to}`),
  );
  expect(broken).toEqual([]);
});

it('dependencies point inwards', () => {
  const offences = sources.flatMap(({ path, imports }) =>
    imports.map((imported) => offence(path, imported)).filter((found) => found !== null),
  );
  expect(offences).toEqual([]);
});

function offence(path: string, { to, local }: SourceFile['imports'][number]): string | null {
  const from = folderOf(path);
  if (from === 'cli') return null;
  if (from === '')
    return local && folderOf(to) === 'cli' ? `src/${path} imports ${to}: the library must work without the command line` : null;
  if (from === 'core') {
    if (local)
      return folderOf(to) === 'core'
        ? null
        : `src/${path} imports ${to}: the core knows the world through core/ports.ts only; take it as a parameter`;
    if (path.startsWith('core/rules/') && RULE_PACKAGES.has(packageOf(to))) return null;
    return `src/${path} imports ${to}: the core is pure; it takes what the machine can do from a port, and packages only in core/rules (${[...RULE_PACKAGES].join(', ')})`;
  }
  if (!local || folderOf(to) === from || folderOf(to) === 'core') return null;
  return `src/${path} imports ${to}: ${from}/ may import core/, node: and its own package; put what it shares with ${folderOf(to) || 'others'} into core/, or let cli/ join them`;
}

it('each package is imported in one folder, those of the rules in one file each', () => {
  const homes = new Map<string, Set<string>>();
  for (const { path, imports } of sources) {
    for (const { to } of imports.filter(({ to, local }) => !local && !isNode(to))) {
      const home = path.startsWith('core/') ? path : folderOf(path);
      homes.set(packageOf(to), (homes.get(packageOf(to)) ?? new Set()).add(home));
    }
  }
  const spread = [...homes]
    .filter(([, places]) => places.size > 1)
    .map(([name, places]) => `${name} is imported in ${[...places].join(' and ')}: give it one home and import that`);
  expect(spread).toEqual([]);
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { dependencies: Record<string, string> };
  expect([...homes.keys()].sort(), 'what is imported is what package.json names').toEqual(Object.keys(dependencies).sort());
});

it('only cli/theme.ts knows chalk, only cli/process-io.ts and cli/run.ts the process, its streams and its end', () => {
  const users = (pattern: RegExp): string[] => sources.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);
  expect(users(/['"]chalk['"]/)).toEqual(['cli/theme.ts']);
  expect(users(/process\.exit\(/), 'main() returns a number; only process-io.ts may leave').toEqual(['cli/process-io.ts']);
  expect(users(/\bconsole\./), 'what is said goes through Io, so that stdout holds findings only').toEqual([]);
  // The AWS SDK takes a profile's endpoint, the place of its files and its silence about old versions of Node from the environment only.
  const sdkSettings = ['cli/stores.ts', 'sources/s3/client.ts', 'sources/s3/profile.ts'];
  expect(users(/process\.(stdout|stderr|stdin|argv|env|exitCode|on)\b/), 'streams and arguments come with Io').toEqual(
    ['cli/process-io.ts', 'cli/run.ts', ...sdkSettings].sort(),
  );
});

it('the launcher loads the built command line, its compiled code, and nothing else', () => {
  for (const file of readdirSync(`${ROOT}bin`)) {
    const text = readFileSync(`${ROOT}bin/${file}`, 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import|require)[\s(]+['"]([^'"]+)['"]/g)].map((match) => match[1]!);
    expect(specifiers.filter((to) => !isNode(to) && to !== './code-cache.js')).toEqual([]);
    expect(text.split('\n').length).toBeLessThan(60);
  }
});

it('a file over 400 lines says why in its first lines', () => {
  const long = sources.filter(
    ({ text }) => text.split('\n').length > 400 && !/long|lines|size|table|large/i.test(text.split('\n').slice(0, 12).join('\n')),
  );
  expect(long.map(({ path }) => `src/${path} has more than 400 lines: split it, or say in its header why not`)).toEqual([]);
});

it('files are kebab-case nouns that say what they own', () => {
  expect(
    sources
      .filter(({ path }) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(path))
      .map(({ path }) => path),
  ).toEqual([]);
  const vague = sources.filter(({ path }) => /(?:^|[/-])(?:utils?|helpers?|managers?|misc|common)(?:[/.-]|$)/.test(path));
  expect(vague.map(({ path }) => `src/${path}: name it after what it owns`)).toEqual([]);
});

it('every file opens with what it is for', () => {
  expect(
    sources.filter(({ text }) => !text.startsWith('/**')).map(({ path }) => `src/${path} needs a header comment (/** … */) first`),
  ).toEqual([]);
});

it('re-exports are named, so that a public name is never an accident', () => {
  expect(sources.filter(({ text }) => /^export \*/m.test(text)).map(({ path }) => path)).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
