/** Listing in tests: real folders, and what a source says about them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { EVERYTHING, type PartitionFilter } from '../../src/core/partition.ts';
import type { Artifact, Source } from '../../src/core/ports.ts';
import { createFileSource, type NamedPath } from '../../src/sources/file.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder with these files (folders end with '/'); removed after the test. */
export function folderOf(...paths: readonly (string | Buffer)[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'auditsift-')));
  made.push(root);
  for (const path of paths) addFile(root, path);
  return root;
}

export function addFile(root: string, path: string | Buffer): void {
  const full = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path)]);
  if (full.at(-1) === 0x2f) {
    mkdirSync(full, { recursive: true });
    return;
  }
  mkdirSync(Buffer.from(dirname(full.toString('latin1')), 'latin1'), { recursive: true });
  writeFileSync(full, 'x');
}

export async function artifactsOf(source: Source): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for await (const item of source.list(new AbortController().signal)) if (item.kind === 'artifact') artifacts.push(item.artifact);
  return artifacts;
}

/** One line per listed item: the uri, or what became of it. */
export async function listing(
  paths: readonly (string | NamedPath)[],
  cwd: string,
  filter: PartitionFilter = EVERYTHING,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const item of createFileSource(paths, { filter, cwd }).list(new AbortController().signal)) {
    if (item.kind === 'artifact') lines.push(item.artifact.uri);
    else if (item.kind === 'excluded') lines.push(`${item.uri} (${item.reason})`);
    else lines.push(`${item.problem.uri ?? ''} !${item.problem.code}: ${item.problem.detail}`);
  }
  return lines;
}
