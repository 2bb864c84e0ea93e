/** Where requests go on AWS itself: the SDK's transport is replaced, so nothing leaves the machine. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openS3Store, type S3Options } from '../../../src/sources/s3/client.ts';

interface Behaviour {
  /** So many HeadBucket requests break. */
  readonly failingHeads?: number;
  /** HeadBucket does not say where the bucket is, as from behind some proxies. */
  readonly silentHeads?: boolean;
  /** No region is ever right. */
  readonly nowhere?: boolean;
}

/** The bucket is in eu-west-1; every other region redirects. */
async function ask(
  options: S3Options,
  { failingHeads = 0, silentHeads = false, nowhere = false }: Behaviour = {},
): Promise<{ requests: string[]; outcome: string }> {
  const requests: string[] = [];
  const repeats = failingHeads > 0;
  const transport = {
    handle({ method, hostname, path }: { method: string; hostname: string; path: string }) {
      requests.push(`${method} ${hostname}${path}`);
      if (method === 'HEAD' && failingHeads-- > 0) return Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
      const right = hostname.includes('eu-west-1') && !nowhere;
      const named = hostname.includes('eu-west-1') ? 'eu-central-1' : 'eu-west-1';
      const xml = right
        ? '<ListBucketResult><Name>logs</Name><IsTruncated>false</IsTruncated></ListBucketResult>'
        : '<Error><Code>PermanentRedirect</Code></Error>';
      const body = Readable.from(method === 'HEAD' ? [] : [Buffer.from(xml)]);
      const silent = silentHeads && method === 'HEAD';
      const headers = { 'content-type': 'application/xml', ...(silent ? {} : { 'x-amz-bucket-region': right ? 'eu-west-1' : named }) };
      if (silent) return Promise.resolve({ response: { statusCode: 403, headers, body } });
      return Promise.resolve({ response: { statusCode: right ? 200 : 301, headers, body } });
    },
  };
  const store = await openS3Store({
    signRequest: false,
    ...options,
    transport: transport as unknown as NonNullable<S3Options['transport']>,
  });
  const list = (): Promise<unknown> =>
    store.list({ bucket: 'logs', prefix: '', delimited: false, next: null }, new AbortController().signal);
  // Whoever lists repeats what failed in a passing way (pace.ts).
  const first = (): Promise<unknown> => (repeats ? list().catch(list) : list());
  const outcome = await first().then(
    async () => {
      await list();
      return 'listed';
    },
    (error: unknown) => String(error),
  );
  store.close();
  return { requests, outcome };
}

describe('the region of a bucket', () => {
  it('is found from the bucket, once', async () => {
    const { requests, outcome } = await ask({});
    expect(outcome).toBe('listed');
    expect(requests.map((request) => request.replace(/\?.*/, ''))).toEqual([
      expect.stringMatching(/^HEAD logs\.s3\.(us-east-1\.)?amazonaws\.com\/$/),
      'GET logs.s3.eu-west-1.amazonaws.com/',
      'GET logs.s3.eu-west-1.amazonaws.com/',
    ]);
  });

  it('is asked for again after a bad moment, and no wrong one is kept', async () => {
    const { requests, outcome } = await ask({}, { failingHeads: 1 });
    expect(outcome).toBe('listed');
    expect(requests.filter((request) => request.startsWith('HEAD'))).toHaveLength(2);
    expect(requests.at(-1)).toContain('GET logs.s3.eu-west-1.amazonaws.com/');
  });

  it('is taken from the answer that says it is another, for this and all further requests', async () => {
    const { requests, outcome } = await ask({}, { silentHeads: true });
    expect(outcome).toBe('listed');
    expect(requests.map((request) => request.replace(/\?.*/, ''))).toEqual([
      expect.stringMatching(/^HEAD logs\.s3\.(us-east-1\.)?amazonaws\.com\/$/),
      expect.stringMatching(/^GET logs\.s3\.(us-east-1\.)?amazonaws\.com\/$/),
      'GET logs.s3.eu-west-1.amazonaws.com/',
      'GET logs.s3.eu-west-1.amazonaws.com/',
    ]);
  });

  it('is not followed from one answer to the next without end', async () => {
    const { requests, outcome } = await ask({}, { silentHeads: true, nowhere: true });
    expect(requests).toHaveLength(3);
    expect(outcome).toBe('StoreFault: the bucket logs is in region eu-central-1, not eu-west-1 (--region eu-central-1)');
  });

  it('is taken from --region without asking, and named when that is wrong', async () => {
    const { requests, outcome } = await ask({ region: 'us-west-2' });
    expect(requests).toHaveLength(1);
    expect(outcome).toBe('StoreFault: the bucket logs is in region eu-west-1, not us-west-2 (--region eu-west-1)');
  });
});
