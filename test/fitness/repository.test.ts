/** The repository as others get it: lock file, paths, package contents. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly bin: Record<string, string>;
  readonly exports: Record<string, unknown>;
  readonly files: readonly string[];
  readonly scripts: Record<string, string>;
}
interface Lock {
  readonly packages: Record<
    string,
    Partial<PackageJson> & { readonly resolved?: string; readonly hasInstallScript?: boolean; readonly dev?: boolean }
  >;
}
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as PackageJson;
const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as Lock;

/** Tracked files, and those that would be; null outside a git checkout. */
function repositoryFiles(): string[] | null {
  if (!existsSync(`${ROOT}.git`)) return null;
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
    return listed.split('\0').filter((path) => path !== '' && existsSync(ROOT + path) && statSync(ROOT + path).isFile());
  } catch {
    return null;
  }
}

it('the lock file agrees with package.json', () => {
  const { name, version, dependencies, devDependencies } = manifest;
  expect(lock.packages['']).toMatchObject({ name, version, dependencies, devDependencies });
});

it('the lock file names no registry: whoever installs uses their own', () => {
  const resolved = Object.entries(lock.packages).filter(([, { resolved: url }]) => url !== undefined && /^https?:/.test(url));
  expect(resolved.map(([path]) => path)).toEqual([]);
});

it('no dependency of the product runs a script when it is installed', () => {
  const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true);
  expect(scripted.map(([path]) => path)).toEqual([]);
});

it('no file holds a path of somebody’s machine', (context) => {
  const files = repositoryFiles();
  if (files === null) {
    console.log('skipped: this is no git checkout');
    context.skip();
    return;
  }
  // Spelled in pieces, so that this file passes.
  const machine = new RegExp(`(?<![\\w.~@$*}-])/(?:${['work', 'root', 'home', 'Users'].join('|')})/(?:main|shared|[a-z]+/)`);
  const holding = files.filter((path) => !/\.(gz|zst|png)$/.test(path) && machine.test(readFileSync(ROOT + path, 'utf8')));
  expect(holding).toEqual([]);
});

it('what package.json points to exists, or is made by the build', () => {
  const targets = JSON.stringify(manifest.exports).matchAll(/:"\.\/([^"]+)"/g);
  const paths = [...Object.values(manifest.bin), ...Array.from(targets, (match) => match[1]!)];
  expect(paths.length).toBeGreaterThan(4);
  expect(paths.filter((path) => !path.startsWith('dist/') && !existsSync(ROOT + path))).toEqual([]);
  expect(manifest.files).toEqual(expect.arrayContaining(['bin/', 'dist/', 'rules.json', 'LICENSE']));
});

it('fixtures, tests and notes of the workshop are not shipped', () => {
  expect(manifest.files.filter((path) => /^(src|test|fixtures|bench|scripts|tmp)\b/.test(path))).toEqual([]);
});
