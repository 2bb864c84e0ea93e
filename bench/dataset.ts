// Opens a generated data folder for measuring: reads its facts, makes sure the files are those that were generated, and sets up a place
// for temporary files.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { readFacts, type Facts } from './facts.ts';
import { silentRules } from './silent-rules.ts';
import type { Toolchain } from './toolchain.ts';
import type { Context } from './tools.ts';
import { wantedActions } from './wanted.ts';

export interface Scratch {
  folder: string;
  names: string;
  summary: string;
  output: string;
  silentRules: string;
}

export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-bench-'));
  const names = join(folder, 'names');
  writeFileSync(names, `${wantedActions.join('\n')}\n`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const rules = join(folder, 'silent-rules.json');
  writeFileSync(rules, silentRules('routed', 300));
  return { folder, names, summary: join(folder, 'summary.json'), output: join(folder, 'findings.jsonl'), silentRules: rules };
}

export function openData(folder: string, toolchain: Toolchain, scratch: Scratch): Context {
  const facts = readFacts(folder);
  const logs = resolve(folder, 'logs');
  for (const file of facts.files) {
    if (statSync(join(logs, file.path)).size !== file.storedBytes)
      throw new Error(`${folder}: ${file.path} has changed since it was generated`);
  }
  const { names, summary, output, silentRules: rules } = scratch;
  return { toolchain, facts, logs, files: facts.files.map((file) => file.path), names, summary, output, silentRules: rules };
}

/** "lines: 20 files, 1.00 GiB, 997,000 records of 1,077 bytes on average, 100 flagged, 12 decoys". */
export function describeData(facts: Facts): string {
  const { totals, expected } = facts;
  const stored = facts.gzip ? ` (${gib(totals.storedBytes)} compressed)` : '';
  const count = (value: number): string => value.toLocaleString('en-US');
  return (
    `${facts.shape}${facts.gzip ? ', gzip' : ''}: ${count(totals.files)} files, ${gib(totals.decodedBytes)}${stored}, ${count(totals.records)} records ` +
    `of ${count(totals.meanRecordBytes)} bytes on average, ${count(expected.flagged)} flagged, ${count(expected.decoys)} decoys, seed ${facts.seed}`
  );
}

function gib(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export const dataName = (folder: string): string => basename(resolve(folder));
