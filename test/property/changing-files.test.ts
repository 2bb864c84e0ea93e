/**
 * A file that is cut while scouts go through it: what is behind the cut is told to be lost, and what is found stands where it is said to.
 * One that grows is read as it was.
 */
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/partition.ts';
import type { ScoutedPart, Scouts } from '../../src/core/scouting.ts';
import { createRecordSkipper } from '../../src/scanner/record-skipper.ts';
import { createFileSource } from '../../src/sources/file.ts';
import { alertLines } from '../helpers/alert-lines.ts';
import { scanSource, type Scanned } from '../helpers/scan.ts';
import { playScouts } from '../helpers/scout-threads.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auditsift-cut-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAME = 'log';
const half = alertLines(NAME, 0, 8000);
const text = half + alertLines(NAME, 8000, 16_000);
const IN_RANGES = { rangedFrom: 1, range: 300_000 };
const WHOLE = { rangedFrom: 1e9, range: 1e9 };
const zipped = gzipSync(half, { level: 0 });

type Change = (parts: AsyncIterable<ScoutedPart>, cut: () => void) => AsyncIterable<ScoutedPart>;

/** Scans a file whose parts come by way of `change`, which may cut it at some byte. */
function scanChanging(stored: Buffer, sizes: typeof WHOLE, cutAt: number, change: Change): Promise<Scanned> {
  const path = join(folder, 'log.json');
  writeFileSync(path, stored);
  const make = playScouts({ threads: 0, sizes: { startAt: 0, smallest: 0, ...sizes } });
  const createScouts: typeof make = (skipper, limits) => {
    const scouts = make(skipper, limits);
    const partsOf: Scouts['partsOf'] = (artifact) => {
      const parts = scouts.partsOf(artifact);
      return parts === null ? null : change(parts, () => truncateSync(path, cutAt));
    };
    return { hasEnough: false, announce: (artifact) => scouts.announce(artifact), partsOf, dispose: () => scouts.dispose() };
  };
  return scanSource(createFileSource([folder], { filter: EVERYTHING }), { createSkipper: createRecordSkipper, createScouts });
}

/** Cuts the file when the second part is there. */
async function* cutBehindTwo(parts: AsyncIterable<ScoutedPart>, cut: () => void): AsyncGenerator<ScoutedPart> {
  let seen = 0;
  for await (const part of parts) {
    if (++seen === 2) cut();
    yield part;
  }
}

/** As threads may: all but one range were gone through before the file was cut in that one. */
function cutBehindAllBut(at: number): Change {
  return async function* (parts, cut) {
    const all: ScoutedPart[] = [];
    for await (const part of parts) all.push(part);
    cut();
    yield* all.filter(({ offset, end }) => !(offset <= at && end > at));
  };
}

function expectRightLines(findings: Scanned['findings']): void {
  for (const finding of findings) {
    if (finding.kind !== 'record') continue;
    const number = Number(finding.requestId?.split('#')[1]);
    expect('line' in finding.source ? ((finding.source.line ?? 0) - 1 - number) % 8000 : NaN).toBe(0);
  }
}

const lineEnd = text.lastIndexOf('\n', text.length * 0.6) + 1;
const cases: readonly (readonly [string, Buffer, typeof WHOLE, number, Change])[] = [
  ['in ranges, at the end of a line', Buffer.from(text), IN_RANGES, lineEnd, cutBehindTwo],
  ['in ranges, within a line', Buffer.from(text), IN_RANGES, lineEnd + 50, cutBehindTwo],
  ['in ranges, some of which came before', Buffer.from(text), IN_RANGES, lineEnd, cutBehindAllBut(lineEnd)],
  ['in ranges, some of which came before, within a line', Buffer.from(text), IN_RANGES, lineEnd + 50, cutBehindAllBut(lineEnd)],
  ['as a whole, at the end of a line', Buffer.from(text), WHOLE, lineEnd, cutBehindTwo],
  ['as a whole, compressed, between two members', Buffer.concat([zipped, zipped]), WHOLE, zipped.length, cutBehindTwo],
];

describe('a file that is cut while scouts go through it', () => {
  it.each(cases)('%s: is told to have shrunk', async (_, stored, sizes, cutAt, change) => {
    const { summary, problems, findings } = await scanChanging(stored, sizes, cutAt, change);
    expect(summary.complete).toBe(false);
    expect(problems.map(({ code }) => code)).toContain('shrunk');
    expect(findings.length).toBeGreaterThan(1000);
    expectRightLines(findings);
  });

  it('or replaced: is told to have changed', async () => {
    const other = join(folder, 'other');
    const replace: Change = async function* (parts) {
      let seen = 0;
      for await (const part of parts) {
        if (++seen === 2) {
          writeFileSync(other, text.replaceAll('capsule8-alerts-dataplane', 'capsule8-alerts-dataplanf'));
          renameSync(other, join(folder, 'log.json'));
        }
        // What is left out is read in the plain way.
        if (seen !== 4) yield part;
      }
    };
    const { summary, problems, findings } = await scanChanging(Buffer.from(text), IN_RANGES, 0, replace);
    expect(summary.complete).toBe(false);
    expect(problems.map(({ code }) => code)).toEqual(['changed-while-read']);
    expectRightLines(findings);
  });

  // Of the one the last line begins in the last range but one and goes on in the last; the other ends with a line in the last.
  const within = Buffer.from(text.slice(0, 600_030));
  const wholeLines = Buffer.from(text.slice(0, text.lastIndexOf('\n', 1_300_000) + 1));
  it.each([
    ['every part', within, []],
    ['the last part left out', within, [1]],
    ['every part, up to a line end', wholeLines, []],
    ['a part in its midst left out', wholeLines, [2]],
    ['the last parts left out', wholeLines, [3, 4]],
  ] as const)('or that grows: is read as it was when it was opened, %s', async (_, begun, left) => {
    expect(text.lastIndexOf('\n', 600_030)).toBeLessThan(600_000);
    const dropped: number[] = [];
    const grow: Change = async function* (parts) {
      const all: ScoutedPart[] = [];
      let seen = 0;
      for await (const part of parts) {
        if (++seen === 1) appendFileSync(join(folder, 'log.json'), text.slice(begun.length));
        all.push(part);
      }
      for (const [i, part] of all.entries()) {
        if (left.some((one) => one === i)) dropped.push(i);
        else yield part;
      }
    };
    const still = await scanChanging(begun, IN_RANGES, 0, (parts) => parts);
    const growing = await scanChanging(begun, IN_RANGES, 0, grow);
    expect(dropped).toEqual(left);
    expect(growing.findings).toEqual(still.findings);
    expect(growing.summary.records).toEqual(still.summary.records);
    expect(growing.problems.map(({ code }) => code).sort()).toEqual([...still.problems.map(({ code }) => code), 'grew'].sort());
  });
});
