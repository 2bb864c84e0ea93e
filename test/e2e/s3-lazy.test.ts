/** The bundle loads the AWS SDK only when a path asks for it: it would double the time a local scan takes to start. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadedChunks } from '../helpers/loaded.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Whether the SDK is among them: it alone spells this name. */
const holdsSdk = (chunks: readonly string[]): boolean =>
  chunks.some((name) => readFileSync(join(root, 'dist/cli', name), 'utf8').includes('ListObjectsV2Request'));

it('loads no AWS SDK for --version or a local scan, but for a bucket', () => {
  const version = loadedChunks(['--version']);
  const local = loadedChunks(['scan', '-q', '-f', 'none', 'fixtures/sample']);
  const remote = loadedChunks(['scan', '--endpoint-url', 'http://127.0.0.1:1', '--no-sign-request', 's3://bucket/x/']);
  expect(version).toContain('run.js');
  expect(local.length).toBeGreaterThan(version.length);
  expect([version, local, remote].map(holdsSdk)).toEqual([false, false, true]);
});
