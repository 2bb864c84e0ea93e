/** However many threads go ahead of the reading, and however small their shares: a scan says what it says on one thread. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/partition.ts';
import type { ScanPlan } from '../../src/core/scan/engine.ts';
import type { Artifact, Source } from '../../src/core/ports.ts';
import { createRecordSkipper } from '../../src/scanner/record-skipper.ts';
import { createFileSource } from '../../src/sources/file.ts';
import { heartbeat, START } from '../../fixtures/records.ts';
import { alertLines } from '../helpers/alert-lines.ts';
import { scanSource, type Scanned } from '../helpers/scan.ts';
import { playScouts, type PlayedThreads } from '../helpers/scout-threads.ts';
import { deception, goesOn } from '../scanner/deceptions.ts';
import { line } from '../scanner/lines.ts';
import { packed } from './packing.ts';
import { anyLog, garbage } from './records.ts';

const harmless = fc.nat(3).map((n) => JSON.stringify(heartbeat(`i-${n}`, START + n * 60_000, 1)));
const lines = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: harmless },
      { weight: 2, arbitrary: line },
      { weight: 1, arbitrary: deception },
      { weight: 1, arbitrary: fc.tuple(goesOn, fc.constantFrom('\n', '\n\n')).map(([[first, behind], end]) => first + end + behind) },
    ),
    { maxLength: 30 },
  )
  .chain((all) => fc.constantFrom('\n', '').map((end) => Buffer.from(all.join('\n') + end)));
const logs = fc.oneof({ weight: 4, arbitrary: lines }, { weight: 2, arbitrary: anyLog }, { weight: 1, arbitrary: garbage });
const files = fc.array(packed(logs), { minLength: 1, maxLength: 4 });
const played: fc.Arbitrary<PlayedThreads> = fc.record({
  threads: fc.constantFrom(0, 1, 2),
  sizes: fc.record({
    startAt: fc.constant(0),
    smallest: fc.constant(0),
    rangedFrom: fc.constantFrom(1, 500, 1_000_000),
    range: fc.integer({ min: 100, max: 900 }),
    order: fc.constantFrom(1, 100_000),
    ahead: fc.constantFrom(1, 100_000, 10_000_000),
    held: fc.constantFrom(0, 1_000_000),
  }),
  endAfter: fc.constantFrom(Infinity, Infinity, 2),
});

/** Scans these files twice: without scouts and with them. */
async function scanTwice(
  contents: readonly Buffer[],
  plan: Partial<ScanPlan>,
  threads: PlayedThreads,
): Promise<[plain: Scanned, scouted: Scanned]> {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-scouts-'));
  try {
    for (const [i, bytes] of contents.entries()) writeFileSync(join(folder, `log-${i}.json`), bytes);
    const scan = (more: Partial<ScanPlan>): Promise<Scanned> =>
      scanSource(createFileSource([folder], { filter: EVERYTHING }), { createSkipper: createRecordSkipper, ...plan, ...more });
    return [await scan({}), await scan({ createScouts: playScouts(threads) })];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder whose files tell how many of their bytes are read on the reading thread. */
function counting(folder: string, read: { bytes: number }): Source {
  const source = createFileSource([folder], { filter: EVERYTHING });
  return {
    async *list(signal) {
      for await (const listed of source.list(signal)) {
        if (listed.kind !== 'artifact') continue;
        const { artifact } = listed;
        const openDirect: Artifact['openDirect'] = (...options) => {
          const direct = artifact.openDirect?.(...options) ?? null;
          return (
            direct && {
              read(target) {
                const bytes = direct.read(target);
                read.bytes += bytes;
                return bytes;
              },
              skip: (bytes) => direct.skip(bytes),
              close: () => direct.close(),
            }
          );
        };
        yield { ...listed, artifact: { ...artifact, openDirect } };
      }
    },
  };
}

it('what is read again is not taken again, and nothing else is left out', async () => {
  const [flagged = '', harmless = '', , other = ''] = alertLines('x', 0, 4).split('\n');
  const few = Array.from({ length: 20 }, () => harmless);
  for (let count = 1020; count < 1030; count++) {
    const small = Array.from({ length: count }, () => '{"a":1}');
    const again = flagged.replace(',', ',\n');
    const log = [...small.slice(34), harmless, `[${small.join(',')},${harmless}]`, again, harmless, ...few, other, harmless, ''].join('\n');
    const [plain, scouted] = await scanTwice([Buffer.from(log)], {}, { threads: 0, sizes: { startAt: 0, smallest: 0 } });
    expect(plain.findings).toHaveLength(2);
    expect(scouted).toEqual(plain);
  }
});

it('a stop is heard among many small records', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-scouts-'));
  try {
    writeFileSync(join(folder, 'log.json'), '{}\n'.repeat(400_000));
    const abort = new AbortController();
    let asked = 0;
    const source = createFileSource([folder], { filter: EVERYTHING });
    const createScouts = playScouts({ threads: 0, sizes: { startAt: 0, smallest: 0 } });
    const signal = {
      get aborted() {
        // Asked after each batch: a turn for others is due by then.
        if (asked++ === 3) setImmediate(() => abort.abort());
        return abort.signal.aborted;
      },
      addEventListener: abort.signal.addEventListener.bind(abort.signal),
      removeEventListener: abort.signal.removeEventListener.bind(abort.signal),
    };
    const { summary } = await scanSource(source, { createSkipper: createRecordSkipper, createScouts }, signal);
    expect(summary.interrupted).toBe(true);
    expect(summary.records.read).toBeLessThan(20_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('one record that goes on over two lines has the reading thread read its surroundings, and not all that follows', async () => {
  const line = JSON.stringify(heartbeat('i-1', START, 1));
  const log = `${line}\n`.repeat(100) + '{"a":\n1}\n' + `${line}\n`.repeat(20_000);
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-scouts-'));
  try {
    writeFileSync(join(folder, 'log.json'), log);
    for (const rangedFrom of [1, 1e9]) {
      const read = { bytes: 0 };
      const createScouts = playScouts({ threads: 1, sizes: { startAt: 0, smallest: 0, range: 500_000, rangedFrom } });
      const { summary } = await scanSource(counting(folder, read), { createSkipper: createRecordSkipper, createScouts });
      expect(summary.records.read).toBe(20_101);
      expect(read.bytes).toBeLessThan(rangedFrom === 1 ? log.length / 10 : log.length * 1.1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('with scouts', () => {
  it.each([
    ['', {}],
    [' and repeats dropped', { dedupe: true }],
  ] satisfies [string, Partial<ScanPlan>][])(
    'a scan says what it says without%s',
    async (_, plan) => {
      await fc.assert(
        fc.asyncProperty(files, played, async (contents, threads) => {
          const [plain, scouted] = await scanTwice(contents, plan, threads);
          expect(scouted).toEqual(plain);
        }),
        { numRuns: 100 },
      );
    },
    120_000,
  );
});
