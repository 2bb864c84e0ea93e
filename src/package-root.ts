/** Where this package lives on disk, from the sources, the library build and the bundle alike. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The URL of the package's own folder, ending with '/'. */
export function packageRoot(from: string = import.meta.url): URL {
  let folder = new URL('.', from);
  while (!existsSync(new URL('rules.json', folder)) || !existsSync(new URL('package.json', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error(`the package's own files are missing above ${fileURLToPath(from)}`);
    folder = parent;
  }
  return folder;
}

/** The version in package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as { version: string };
  return version;
}
