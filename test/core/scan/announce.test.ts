/** Listing ahead for scouts: local files only. */
import { expect, it } from 'vitest';
import type { Artifact, Listed } from '../../../src/core/ports.ts';
import { announced } from '../../../src/core/scan/announce.ts';
import type { Scouts } from '../../../src/core/scouting.ts';

async function* streamOf(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array());
}

it('hands on what is no local file before the next is listed, since a bucket reads ahead by itself', async () => {
  const steps: string[] = [];
  const artifact = (uri: string, isLocal: boolean): Listed => {
    const remote: Artifact = { uri, size: 1, open: () => streamOf() };
    return { kind: 'artifact', artifact: isLocal ? { ...remote, path: Buffer.from(uri) } : remote };
  };
  async function* list(): AsyncGenerator<Listed> {
    for (const [uri, isLocal] of [
      ['a', true],
      ['b', true],
      ['s3://b/c', false],
      ['s3://b/d', false],
    ] as const) {
      steps.push(`list ${uri}`);
      yield artifact(uri, isLocal);
    }
  }
  const scouts: Scouts = { announce: () => undefined, hasEnough: false, partsOf: () => null, dispose: () => Promise.resolve() };
  for await (const listed of announced(list(), scouts)) if (listed.kind === 'artifact') steps.push(`read ${listed.artifact.uri}`);
  expect(steps).toEqual(['list a', 'list b', 'list s3://b/c', 'read a', 'read b', 'read s3://b/c', 'list s3://b/d', 'read s3://b/d']);
});
