/** Runs of a scanner's lines: hours apart are two, close to each other one, in whatever order they come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAUSE, SensorOutput } from '../../../src/core/investigate/sensor-output.ts';
import type { EvidenceRef } from '../../../src/core/investigate/model.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const CLAMAV = 'clamAVScanService-dataplane';

function evidenceAt(offset: number): EvidenceRef {
  return { input: 'audit', uri: 'a.json', line: 1, index: null, offset };
}

function runsOf(times: readonly (number | null)[], service = CLAMAV): readonly (readonly [number | null, number | null, number])[] {
  const output = new SensorOutput();
  times.forEach((time, i) => output.add({ service, time, workspaceId: '1', evidence: evidenceAt(i) }));
  return output.runs().map(({ time, end, count }) => [time, end, count]);
}

describe('lines of a scanner', () => {
  it('hours apart are moments', () => {
    expect(runsOf([NOON, NOON + 10 * PAUSE])).toEqual([
      [NOON, null, 1],
      [NOON + 10 * PAUSE, null, 1],
    ]);
  });

  it('within a scan are one run, across a full hour too', () => {
    expect(runsOf([NOON - 60_000, NOON + 120_000, NOON])).toEqual([[NOON - 60_000, NOON + 120_000, 3]]);
  });

  it('of which the time is not known stand apart', () => {
    expect(runsOf([null, NOON, null])).toEqual([
      [null, null, 2],
      [NOON, null, 1],
    ]);
  });

  it('are counted where there is no room for them', () => {
    const output = new SensorOutput();
    for (let i = 0; i < 5_003; i++) output.add({ service: CLAMAV, time: NOON + 2 * i * PAUSE, workspaceId: null, evidence: evidenceAt(i) });
    expect([output.runs().length, output.omitted]).toEqual([5_000, 3]);
  });

  it('are the runs that sorting all of them gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 * PAUSE }), { minLength: 1, maxLength: 40 }), (times) => {
        const sorted = [...times].sort((a, b) => a - b);
        const runs: number[][] = [];
        for (const time of sorted) {
          const last = runs.at(-1);
          if (last !== undefined && time - (last.at(-1) ?? time) <= PAUSE) last.push(time);
          else runs.push([time]);
        }
        const expected = runs.map((run) => [run[0], run.at(-1) === run[0] ? null : run.at(-1), run.length]);
        expect(runsOf(times)).toEqual(expected);
      }),
    );
  });
});
