/** The options about buckets, from the command line to what a server on loopback is asked. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alertLines } from '../helpers/alert-lines.ts';
import { FakeBucket } from '../helpers/fake-bucket.ts';
import { runMain, type MainResult } from '../helpers/run-main.ts';
import { startFaultServer, type FaultServer, type FaultServerOptions } from '../helpers/s3-fault-server.ts';

let server: FaultServer | null = null;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = null;
});

async function scan(options: readonly string[], faults: FaultServerOptions = {}): Promise<MainResult> {
  const bucket = new FakeBucket();
  bucket.put('logs/a.json', alertLines('a', 0, 3));
  await server?.close();
  server = await startFaultServer(bucket, faults);
  return runMain(['scan', '-q', '--endpoint-url', server.endpoint, ...options, 's3://bucket/logs/']);
}

it('--request-payer is said with each request, and without it such a bucket is denied', async () => {
  expect(await scan(['--request-payer'], { requesterPays: true })).toMatchObject({ code: 0, stderr: '' });
  expect(await scan([], { requesterPays: true })).toEqual({
    code: 2,
    stdout: '',
    stderr: 'auditsift: s3://bucket/logs/: access denied: s3:ListBucket on the bucket bucket\n',
  });
});

it('--no-sign-request signs nothing, whatever the environment holds', async () => {
  expect((await scan([])).code).toBe(0);
  expect(new Set(server?.signers)).toEqual(new Set(['AKIAENV']));
  expect((await scan(['--no-sign-request'])).code).toBe(0);
  expect(new Set(server?.signers)).toEqual(new Set(['']));
});

it('--region is what requests are signed for', async () => {
  expect(await scan(['--region', 'eu-west-1'], { region: 'eu-west-1' })).toMatchObject({ code: 0, stderr: '' });
  expect(await scan(['--region', 'us-east-1'], { region: 'eu-west-1' })).toMatchObject({
    code: 2,
    stderr: 'auditsift: s3://bucket/logs/: the bucket bucket is in region eu-west-1, not us-east-1 (--region eu-west-1)\n',
  });
});

it.each(['--concurrency=0', '--concurrency=65', '--endpoint-url=http://ana:hunter2@localhost'])(
  '%s is refused, and no secret quoted',
  async (option) => {
    const { code, stderr } = await scan([option]);
    expect(code).toBe(2);
    expect(stderr).not.toContain('hunter2');
    expect(server?.requests).toEqual([]);
  },
);
