import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { OutputError } from '../../src/sinks/output-error.ts';
import { createTimeSorter } from '../../src/sinks/time-sorter.ts';
import type { SpillOptions } from '../../src/sinks/line-spill.ts';
import type { TimeSorter } from '../../src/sinks/time-sorter.ts';
import { anyFinding, hostileFinding, sampleFinding } from './sample-findings.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'auditsift-test-'));
});
afterEach(() => rm(root, { recursive: true }));

async function collect(sorter: TimeSorter): Promise<Finding[]> {
  const all: Finding[] = [];
  for await (const batch of sorter.sorted()) all.push(...batch);
  return all;
}

async function sort(findings: readonly Finding[], options: SpillOptions): Promise<Finding[]> {
  const sorter = createTimeSorter({ temporaryRoot: root, ...options });
  try {
    for (let start = 0; start < findings.length; start += 3) await sorter.add(findings.slice(start, start + 3));
    return await collect(sorter);
  } finally {
    await sorter.dispose();
  }
}

/** Array.prototype.sort is stable, so arrival breaks ties. */
function oracle(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => {
    if (a.time === b.time) return 0;
    if (a.time === null || b.time === null) return a.time === null ? 1 : -1;
    return a.time < b.time ? -1 : 1;
  });
}

describe('sorted order', () => {
  test.each([
    ['in memory', {}],
    ['every finding its own run, merged at once', { maxCharacters: 0 }],
    ['every finding its own run, merged in levels', { maxCharacters: 0, fanIn: 2 }],
    ['runs of a few findings', { maxCharacters: 3000, fanIn: 3 }],
  ])('equals a plain sort: %s', async (_name, options) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFinding, { maxLength: 25 }), async (findings) => {
        expect(await sort(findings, options)).toEqual(oracle(findings));
        expect(await readdir(root)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('more runs than are merged at once, by the default bounds', async () => {
    const findings = Array.from({ length: 150 }, (_, index) =>
      sampleFinding({ id: String(index), time: index % 7 === 0 ? null : new Date((index * 37) % 11).toISOString() }),
    );
    expect(await sort(findings, { maxCharacters: 0 })).toEqual(oracle(findings));
  });

  test('findings longer than a chunk of a run survive', async () => {
    const findings = ['b', 'a'].map((text, index) =>
      sampleFinding({ time: new Date(9 - index).toISOString(), record: JSON.stringify({ text: `${text}中\u2028`.repeat(60_000) }) }),
    );
    expect(await sort([...findings, hostileFinding()], { maxCharacters: 0 })).toEqual(oracle([...findings, hostileFinding()]));
  });
});

test('the disk is touched only when memory does not suffice, and privately', async () => {
  const sorter = createTimeSorter({ temporaryRoot: root, maxCharacters: 4000 });
  await sorter.add([sampleFinding()]);
  expect(sorter.folder).toBeNull();
  await sorter.add(Array.from({ length: 10 }, () => sampleFinding()));
  expect((await stat(sorter.folder!)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(sorter.folder!)) expect((await stat(join(sorter.folder!, file))).mode & 0o777).toBe(0o600);
  await sorter.dispose();
  await sorter.dispose();
  expect(await readdir(root)).toEqual([]);
});

test('whoever stops half-way leaves no files', async () => {
  const sorter = createTimeSorter({ temporaryRoot: root, maxCharacters: 0 });
  await sorter.add(Array.from({ length: 300 }, () => sampleFinding()));
  for await (const batch of sorter.sorted()) {
    expect(batch).not.toHaveLength(0);
    break;
  }
  await sorter.dispose();
  expect(await readdir(root)).toEqual([]);
});

test('a spill that fails is an OutputError', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const sorter = createTimeSorter({ temporaryRoot: file, maxCharacters: 0 });
  await expect(sorter.add([sampleFinding()])).rejects.toThrow(OutputError);
  await sorter.dispose();
});
