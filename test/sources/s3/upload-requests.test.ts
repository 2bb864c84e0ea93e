/** The requests of an upload as they leave the SDK: their headers, and what errors mean. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openS3Store, type S3Options, type S3Store } from '../../../src/sources/s3/client.ts';

interface SentRequest {
  readonly method: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A store behind which every request is answered the same, and kept. */
async function recording(
  statusCode: number,
  body: string,
  signRequest = false,
  headers: Readonly<Record<string, string>> = { etag: '"e"' },
): Promise<{ readonly store: S3Store; readonly sent: SentRequest[] }> {
  const sent: SentRequest[] = [];
  const transport = {
    handle: (request: SentRequest) => {
      sent.push(request);
      return Promise.resolve({ response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } });
    },
  };
  const options = { transport, signRequest, region: 'us-east-1' } as unknown as S3Options;
  return { store: await openS3Store(options), sent };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

const signal = new AbortController().signal;
const bytes = Buffer.from('what was found');
const md5 = createHash('md5').update(bytes).digest('base64');

describe('the requests of an upload', () => {
  it('carry Content-MD5, without which buckets with a default retention take nothing', async () => {
    const { store, sent } = await recording(200, '');
    await store.putWhole({ bucket: 'b', key: 'k' }, 'mark', bytes, signal);
    await store.putPart({ bucket: 'b', key: 'k' }, 'u', 1, bytes, signal);
    expect(sent.map(({ headers }) => headers['content-md5'])).toEqual([md5, md5]);
    expect(sent[0]?.headers['x-amz-meta-auditsift-upload']).toBe('mark');
    expect(sent.flatMap(({ headers }) => Object.keys(headers).filter((name) => /checksum|trailer/.test(name)))).toEqual([]);
  });

  it('carry none to directory buckets, which do not know it', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    const keys = '<SessionToken>t</SessionToken><SecretAccessKey>s</SecretAccessKey><AccessKeyId>a</AccessKeyId>';
    const session = `<Credentials>${keys}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
    const { store, sent } = await recording(200, `<CreateSessionResult>${session}</CreateSessionResult>`, true);
    await store.putPart({ bucket: 'b--use1-az4--x-s3', key: 'k' }, 'u', 1, bytes, signal);
    expect(sent.map(({ method }) => method)).toContain('PUT');
    expect(sent.flatMap(({ headers }) => Object.keys(headers))).not.toContain('content-md5');
  });

  it.each([
    [400, 'BadDigest', 'transient'],
    [404, 'NoSuchUpload', 'no-such-upload'],
    [500, 'InternalError', 'transient'],
    // An answer that begins before the store knows how it ends.
    [200, 'InternalError', 'transient'],
    [403, 'AccessDenied', 'denied'],
  ])('answered with %i %s are %s', async (status, code, kind) => {
    const { store } = await recording(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`);
    await expect(store.complete({ bucket: 'b', key: 'k' }, 'u', ['"e"'], signal)).rejects.toMatchObject({ name: 'StoreFault', kind });
  });

  it('answered by something else than a store, such as a page to sign in, are not done', async () => {
    const { store } = await recording(200, '<html><body>Sign in</body></html>', false, {});
    const refusal = { name: 'StoreFault', kind: 'transient' };
    await expect(store.putWhole({ bucket: 'b', key: 'k' }, 'mark', bytes, signal)).rejects.toMatchObject(refusal);
    await expect(store.putPart({ bucket: 'b', key: 'k' }, 'u', 1, bytes, signal)).rejects.toMatchObject(refusal);
    await expect(store.complete({ bucket: 'b', key: 'k' }, 'u', ['"e"'], signal)).rejects.toMatchObject(refusal);
  });
});
