// The folder of one run, `bench/runs/<date>-<label>/`, and the removal of this machine's paths from whatever is kept there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

export interface RunFolder {
  name: string;
  write(file: string, content: unknown): void;
}

export function openRunFolder(label: string): RunFolder {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(label)) throw new Error(`--label: use lower-case letters, digits, dots and dashes, not "${label}"`);
  const name = `${new Date().toISOString().slice(0, 10)}-${label}`;
  const folder = join(import.meta.dirname, 'runs', name);
  mkdirSync(folder, { recursive: true });
  return {
    name,
    write: (file, content) =>
      writeFileSync(join(folder, file), typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`),
  };
}

/** Replaces paths of this machine by what they stand for. */
export function redact(text: string, temp: string): string {
  return text
    .replaceAll(temp, '<temp>')
    .replaceAll(process.execPath, 'node')
    .replaceAll(root, '<repo>')
    .replaceAll(homedir() === '/' ? '\0' : homedir(), '<home>')
    .replace(/(^|[\s'"(=])\/(?!dev\/)[^\s'"()]*\/([^\s'"()/]+)/g, '$1<path>/$2');
}

/** A command line as it is kept: without this machine's paths, and without the full list of files. */
export function showCommand(argv: readonly string[], files: readonly string[], temp: string): string {
  const shown = argv.filter((word) => !files.includes(word)).map((word) => redact(word, temp));
  return shown.length < argv.length ? [...shown, '<files>'].join(' ') : shown.join(' ');
}
