/** What must hold for every source: the same bytes, in the same order, and an end when told to stop. */
import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/partition.ts';
import type { Listed, Source } from '../../src/core/ports.ts';
import { createFileSource } from '../../src/sources/file.ts';
import { createS3Source } from '../../src/sources/s3/source.ts';
import { createStdinSource } from '../../src/sources/stdin.ts';
import { FakeBucket } from '../helpers/fake-bucket.ts';
import { FakeStore } from '../helpers/fake-store.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));

const SOURCES: readonly { readonly name: string; readonly create: () => Source }[] = [
  {
    name: 'file',
    create: () => {
      const folder = temporaryFolder();
      writeFileSync(`${folder}/a.json`, BYTES);
      return createFileSource([folder], { filter: EVERYTHING });
    },
  },
  { name: 'stdin', create: () => createStdinSource(Readable.from([BYTES.subarray(0, 1000), BYTES.subarray(1000)])) },
  {
    name: 's3',
    create: () => {
      const bucket = new FakeBucket();
      bucket.put('a.json', BYTES);
      return createS3Source(['s3://b/'], new FakeStore(bucket), { filter: EVERYTHING });
    },
  },
];

async function list(source: Source, signal: AbortSignal): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const item of source.list(signal)) listed.push(item);
  return listed;
}

describe.each(SOURCES)('$name', ({ create }) => {
  it('lists an artifact that gives its bytes, whole and unchanged', async () => {
    const { signal } = new AbortController();
    const [item, ...others] = await list(create(), signal);
    expect(others).toEqual([]);
    if (item?.kind !== 'artifact') throw new Error('expected an artifact');
    expect(item.artifact.uri).not.toBe('');
    const chunks: Uint8Array[] = [];
    for await (const chunk of item.artifact.open(signal, () => undefined)) chunks.push(Uint8Array.from(chunk));
    expect(Buffer.concat(chunks).equals(BYTES)).toBe(true);
    expect(item.artifact.size === null || item.artifact.size === BYTES.length).toBe(true);
  });

  it('ends without an error once told to stop', async () => {
    const stop = new AbortController();
    const [item] = await list(create(), stop.signal);
    if (item?.kind !== 'artifact') throw new Error('expected an artifact');
    stop.abort();
    let read = 0;
    for await (const chunk of item.artifact.open(stop.signal, () => undefined)) read += chunk.length;
    expect(read).toBeLessThan(BYTES.length);
  });

  it('may be let go of in the middle', async () => {
    const [item] = await list(create(), new AbortController().signal);
    if (item?.kind !== 'artifact') throw new Error('expected an artifact');
    for await (const chunk of item.artifact.open(new AbortController().signal, () => undefined)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
