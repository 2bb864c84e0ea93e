/** Hundreds of schedules of faults over real sockets: the SDK against the fault server on loopback loses no finding and doubles none. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/core/partition.ts';
import { openS3Store } from '../../../src/sources/s3/client.ts';
import { createS3Source } from '../../../src/sources/s3/source.ts';
import { alertIds, alertLines } from '../../helpers/alert-lines.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { fastPace } from '../../helpers/fast-pace.ts';
import { runSource, type Ran } from '../../helpers/run-source.ts';
import { startFaultServer } from '../../helpers/s3-fault-server.ts';
import { anyListFault, anySchedule } from '../../helpers/s3-faults.ts';

const KEYS = ['logs/a.json', 'logs/b.json', 'logs/c.json.gz'];
const LINES = 12;

const anyTrouble = fc.record({
  faults: anySchedule,
  listFaults: fc.array(fc.option(anyListFault), { maxLength: 4 }),
  versioned: fc.boolean(),
});

type Trouble = typeof anyTrouble extends fc.Arbitrary<infer T> ? T : never;

const spell = (key: string, text: string): Uint8Array => (key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text));

async function scan({ faults, listFaults, versioned }: Trouble): Promise<Ran> {
  const bucket = new FakeBucket({ versioned, pageSize: 2 });
  for (const key of KEYS) bucket.put(key, spell(key, alertLines(key, 0, LINES)));
  const overwrite = (key: string): void => {
    const { bytes } = bucket.get(key)!;
    bucket.put(key, Buffer.concat([bytes, spell(key, alertLines(`${key}+${bytes.length}`, 0, 4))]));
  };
  const server = await startFaultServer(bucket, { faults, listFaults, overwrite });
  const store = await openS3Store({ endpointUrl: server.endpoint, region: 'us-east-1', signRequest: false });
  try {
    return await runSource(createS3Source(['s3://bucket/logs/'], store, { filter: EVERYTHING, pace: fastPace, concurrency: 3 }));
  } finally {
    store.close();
    await server.close();
  }
}

// Most of the time goes into stores that are silent, so several seeds wait together.
describe.concurrent('the SDK on sockets that fail', () => {
  it.each([3, 4, 5, 6])(
    'loses and doubles no finding: 50 schedules from seed %i',
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(anyTrouble, async (trouble) => {
          const { findings, problems } = await scan(trouble);
          expect(problems.filter(({ code }) => code !== 'overwritten')).toEqual([]);
          const ids = findings.map(({ requestId }) => requestId!);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => !id.includes('+'))).toEqual(KEYS.flatMap((key) => alertIds(key, 0, LINES)));
        }),
        { numRuns: 50, seed },
      );
    },
    90_000,
  );
});
