/**
 * S3 against a real server (`eval "$(.ci/s3-server start)"`): signatures, paging, spelling of keys, versions, uploads. Without one it says
 * what it leaves out.
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/partition.ts';
import { createFileSource } from '../../src/sources/file.ts';
import { openS3Store, type S3Store } from '../../src/sources/s3/client.ts';
import { createS3Source } from '../../src/sources/s3/source.ts';
import { realPace } from '../../src/sources/s3/pace.ts';
import { StoreFault, type Store } from '../../src/sources/s3/store.ts';
import { beginUpload, type PartStore } from '../../src/sources/s3/upload.ts';
import { alertIds, alertLines } from '../helpers/alert-lines.ts';
import { runSource, type Ran } from '../helpers/run-source.ts';

const endpoint = process.env['AUDITSIFT_S3_ENDPOINT'];
const accessKeyId = process.env['AUDITSIFT_S3_ACCESS_KEY'] ?? '';
const secretAccessKey = process.env['AUDITSIFT_S3_SECRET_KEY'] ?? '';
const launcher = fileURLToPath(new URL('../../bin/auditsift.js', import.meta.url));

// Of the SDK, about a version of Node that is supported here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

if (endpoint === undefined) {
  console.log(
    'S3 against a real server is left out (AUDITSIFT_S3_ENDPOINT is not set; .ci/s3-server start prints it): signatures, more than 1,000 ' +
      'keys, odd keys, Content-Encoding, versioned buckets, uploads. The fault server in test/sources/s3 covers the rest.',
  );
}

/** Keys that something on the way could spell otherwise. */
const ODD = [
  'a b',
  'a+b',
  ' lead',
  '100%',
  '%41',
  'ü',
  '日本',
  '💥',
  'a&b',
  "it's",
  '(1)',
  'q?x=1',
  'h#1',
  '~t',
  'a;b',
  'a,b',
  'a=b',
  '@',
  '!',
];

describe.skipIf(endpoint === undefined)('a real S3 server', () => {
  const bucket = `auditsift-${randomBytes(4).toString('hex')}`;
  const versioned = `${bucket}-versioned`;
  const locked = `${bucket}-locked`;
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-s3-'));
  const client = new S3Client({
    endpoint: endpoint ?? 'http://127.0.0.1:1',
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  let store: S3Store;

  async function put(key: string, body: string | Uint8Array, more: { ContentEncoding?: string; Bucket?: string } = {}): Promise<void> {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
  }

  /** The same bytes in the bucket and on disk. */
  async function putBoth(key: string, body: string | Uint8Array, more: { ContentEncoding?: string } = {}): Promise<void> {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    await put(key, body, more);
  }

  function run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    where: readonly string[] = ['--endpoint-url', endpoint ?? ''],
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return new Promise((resolve, reject) => {
      const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...env };
      const child = spawn(process.execPath, [launcher, 'scan', ...where, ...args], {
        cwd: folder,
        env: { ...process.env, ...credentials },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
    store = await openS3Store({ endpointUrl: endpoint ?? '', region: 'us-east-1' });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await client.send(new CreateBucketCommand({ Bucket: versioned }));
    await client.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: 'Enabled' } }));
    await client.send(new CreateBucketCommand({ Bucket: locked, ObjectLockEnabledForBucket: true }));
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } as const;
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const;
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: locked, ObjectLockConfiguration }));
    const keys = Array.from({ length: 1100 }, (_, i) => `many/workspaceId=${i % 3}/date=2026-03-0${1 + (i % 9)}/auditlogs_${i}.json`);
    for (let from = 0; from < keys.length; from += 20) {
      await Promise.all(keys.slice(from, from + 20).map((key) => putBoth(key, alertLines(key, 0, 3))));
    }
    for (const name of ODD) await putBoth(`odd/${name}/${name}.json`, alertLines(name, 0, 4));
    for (const name of ['a-b/x', 'a/x', 'a.b', 'a0', 'a!/x']) await putBoth(`order/${name}.json`, alertLines(name, 0, 4));
    const zipped = gzipSync(alertLines('zipped', 0, 30));
    await putBoth('gzip/plain.json.gz', zipped);
    await putBoth('gzip/encoded.json', zipped, { ContentEncoding: 'gzip' });
    await putBoth('gzip/said-but-not-so.json', alertLines('plain', 0, 30), { ContentEncoding: 'gzip' });
    await put('gzip/marker/', '');
  });

  afterAll(() => {
    store.close();
    client.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const source = (path: string, through: Store = store): ReturnType<typeof createS3Source> =>
    createS3Source([path], through, { filter: EVERYTHING });

  function comparable({ findings }: Ran, prefix: string): unknown[] {
    return findings.map(({ source: { uri, line, offset }, ...finding }) => ({
      ...finding,
      source: { uri: uri.replace(prefix, ''), line, offset },
    }));
  }

  it.each(['many', 'odd', 'order', 'gzip'])(
    'gives the findings of the same files on disk, in the same order, with the same ids: %s',
    async (part) => {
      const remote = await runSource(source(`s3://${bucket}/${part}/`));
      const local = await runSource(createFileSource([part], { filter: EVERYTHING, cwd: folder }));
      expect(remote.problems).toEqual([]);
      expect(remote.findings.length).toBeGreaterThan(5);
      expect(comparable(remote, `s3://${bucket}/`)).toEqual(comparable(local, ''));
      expect(remote.summary.records).toEqual(local.summary.records);
    },
  );

  it('cites what was read so that it can be fetched again', async () => {
    await put('a.json', alertLines('a', 0, 3), { Bucket: versioned });
    const { findings } = await runSource(source(`s3://${versioned}/a.json`));
    await put('a.json', 'something else', { Bucket: versioned });
    const { bucket: Bucket, key: Key, versionId: VersionId, etag } = findings[0]!.source;
    const again = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    expect(await again.Body?.transformToString()).toBe(alertLines('a', 0, 3));
    expect(again.ETag).toBe(`"${etag!}"`);
  });

  /** A store whose first body breaks off after some bytes, when something happens to the object. */
  function breaking(after: number, meanwhile: () => Promise<void>): Store {
    let broken = false;
    return {
      list: (request, signal) => store.list(request, signal),
      async get(request, signal) {
        const opened = await store.get(request, signal);
        if (broken) return opened;
        broken = true;
        return { ...opened, body: cut(opened.body) };
      },
    };
    async function* cut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      let left = after;
      for await (const chunk of body) {
        yield chunk.subarray(0, left);
        left -= chunk.length;
        if (left <= 0) break;
      }
      await meanwhile();
      throw new Error('the connection broke');
    }
  }

  it.each([
    ['with versions', versioned],
    ['without', bucket],
  ])('reads an object on that is overwritten with lines added, in a bucket %s', async (_, Bucket) => {
    const key = 'grows.json';
    await put(key, alertLines('x', 0, 3000), { Bucket });
    const through = breaking(100_000, () => put(key, alertLines('x', 0, 4000), { Bucket }));
    const { findings, problems } = await runSource(source(`s3://${Bucket}/${key}`, through));
    expect(problems.map(({ code }) => code)).toEqual(['overwritten']);
    expect(findings.map(({ requestId }) => requestId)).toEqual(alertIds('x', 0, Bucket === versioned ? 3000 : 4000));
  });

  it('fails an object that is replaced by another, and keeps what was found', async () => {
    await put('other.json', alertLines('x', 0, 3000));
    const through = breaking(100_000, () => put('other.json', alertLines('y', 0, 3000)));
    const { findings, problems } = await runSource(source(`s3://${bucket}/other.json`, through));
    // The record that the change cut in two is counted as not read, too.
    expect(problems.map(({ code }) => code)).toEqual(['overwritten', 'malformed-json', 'changed-while-read']);
    const ids = findings.map(({ requestId }) => requestId);
    expect(ids.length).toBeGreaterThan(50);
    expect(ids).toEqual(alertIds('x', 0, 3000).slice(0, ids.length));
  });

  it('resumes a broken body', async () => {
    await put('breaks.json', alertLines('x', 0, 3000));
    const { findings, problems } = await runSource(
      source(
        `s3://${bucket}/breaks.json`,
        breaking(123_457, () => Promise.resolve()),
      ),
    );
    expect(problems).toEqual([]);
    expect(findings.map(({ requestId }) => requestId)).toEqual(alertIds('x', 0, 3000));
  });

  it('refuses a wrong secret, an unknown bucket and an anonymous request with exit 2 and one sentence, and prints no secret', async () => {
    const wrong = await run([`s3://${bucket}/odd/`], { AWS_SECRET_ACCESS_KEY: 'wrong-SECRET-value' });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toBe(
      `auditsift: s3://${bucket}/odd/: the signature does not match: the secret key is wrong for this access key\n`,
    );
    const stranger = await run([`s3://${bucket}/odd/`], { AWS_ACCESS_KEY_ID: 'AKIASTRANGER' });
    expect(stranger).toMatchObject({ code: 2, stdout: '' });
    expect(stranger.stderr).toBe(
      `auditsift: s3://${bucket}/odd/: the access key is not known to the store; check the credentials or choose a --profile\n`,
    );
    const unknown = await run(['s3://no-such-bucket-here/x/']);
    expect(unknown).toMatchObject({ code: 2, stderr: 'auditsift: s3://no-such-bucket-here/x/: there is no bucket no-such-bucket-here\n' });
    const anonymous = await run(['--no-sign-request', `s3://${bucket}/odd/`]);
    expect(anonymous.code).toBe(2);
    expect(anonymous.stderr).toMatch(/access denied: s3:ListBucket on the bucket/);
  });

  it('names the one object that may not be read, reads the others and exits 3', async () => {
    const open = `${bucket}-open`;
    await client.send(new CreateBucketCommand({ Bucket: open }));
    for (const name of ['a', 'b', 'c']) await put(`logs/${name}.json`, alertLines(name, 0, 3), { Bucket: open });
    const arn = `arn:aws:s3:::${open}`;
    const statement = (Effect: string, Action: string, Resource: string): object => ({ Effect, Principal: '*', Action, Resource });
    const Statement = [
      statement('Allow', 's3:ListBucket', arn),
      statement('Allow', 's3:GetObject', `${arn}/logs/*`),
      statement('Deny', 's3:GetObject', `${arn}/logs/b.json`),
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await client.send(new PutBucketPolicyCommand({ Bucket: open, Policy }));
    const ran = await run(['-f', 'jsonl', '--no-sign-request', `s3://${open}/logs/`], { AWS_SECRET_ACCESS_KEY: 'wrong-SECRET-value' });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`s3://${open}/logs/b.json: access-denied: access denied: s3:GetObject on this object`);
    const ids = ran.stdout.trimEnd().split('\n');
    expect(ids.map((line) => (JSON.parse(line) as { requestId: string }).requestId)).toEqual([
      ...alertIds('a', 0, 3),
      ...alertIds('c', 0, 3),
    ]);
  });

  it('takes credentials, region and endpoint from the environment or from a profile', async () => {
    const config = join(folder, 'config');
    const credentials = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    writeFileSync(config, `[profile lab]\n${credentials}endpoint_url = ${endpoint ?? ''}\n`);
    const expected = await run(['-q', `s3://${bucket}/order/`]);
    expect(expected.stdout.length).toBeGreaterThan(1000);
    const noCredentials = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_CONFIG_FILE: config, AWS_REGION: '', AWS_PROFILE: '' };
    expect(await run(['-q', '--profile', 'lab', `s3://${bucket}/order/`], noCredentials, [])).toEqual(expected);
    expect(await run(['-q', `s3://${bucket}/order/`], { AWS_ENDPOINT_URL_S3: endpoint ?? '' }, [])).toEqual(expected);
  });

  it('mixes buckets and files in one order', async () => {
    writeFileSync(join(folder, 'zz.json'), alertLines('zz', 0, 1));
    const { code, stdout } = await run(['-q', 'zz.json', `s3://${bucket}/order/`, 'order/a0.json']);
    expect(code).toBe(0);
    const uris = stdout.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { source: { uri: string } }).source.uri]));
    expect(uris[0]).toBe('order/a0.json');
    expect(uris.at(-1)).toBe('zz.json');
    expect(uris).toEqual(uris.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  const exists = async (key: string): Promise<boolean> =>
    ((await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key }))).Contents ?? []).some(({ Key }) => Key === key);
  const uploads = async (): Promise<number> =>
    ((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).length;

  it.each([
    ['at once when small', 'odd', 'out/small.jsonl'],
    ['in parts when large', 'large', 'out/large.jsonl'],
  ])('writes an output %s, the same bytes as to a file', async (_, part, key) => {
    if (part === 'large') await put('large/a.json', alertLines('large', 0, 60_000));
    const scanned = ['-q', '-f', 'none', `s3://${bucket}/${part}/`, '-o', 'jsonl=out.jsonl', '-o', `jsonl=s3://${bucket}/${key}`];
    expect(await run(scanned)).toMatchObject({ code: 0, stderr: '' });
    const written = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    expect(Buffer.from((await written.Body?.transformToByteArray()) ?? []).equals(readFileSync(join(folder, 'out.jsonl')))).toBe(true);
    if (part === 'large') expect(written.ETag).toMatch(/-\d+"$/);
    expect(await uploads()).toBe(0);
  });

  it.each([
    ['at once', 0],
    ['in parts', 5 * 1024 * 1024],
  ])('knows an object that it sent %s to be in place, though the answer was lost', async (_, partBytes) => {
    const place = { bucket, key: `out/lost-answer-${partBytes}` };
    let lost = 0;
    const losing = async (sent: Promise<void>): Promise<void> => {
      await sent;
      if (lost++ < 1) throw new StoreFault('transient', 'the connection broke');
    };
    const through: PartStore = {
      begin: (...request) => store.begin(...request),
      putPart: (...request) => store.putPart(...request),
      cancel: (...request) => store.cancel(...request),
      look: (...request) => store.look(...request),
      complete: (...request) => losing(store.complete(...request)),
      putWhole: (...request) => losing(store.putWhole(...request)),
    };
    const upload = await beginUpload(place, through, realPace);
    if (partBytes > 0) await upload.put(new Uint8Array(partBytes).fill(1));
    await upload.complete(Buffer.from('the rest'));
    const { ContentLength, ETag, Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: place.key }));
    expect(ContentLength).toBe(partBytes + 8);
    const standing = await store.look(place, new AbortController().signal);
    expect(standing).toEqual({ etag: ETag?.slice(1, -1), size: partBytes + 8, mark: Metadata?.['auditsift-upload'] });
    expect(await store.look({ bucket, key: 'out/never' }, new AbortController().signal)).toBe(null);
    expect(lost).toBeGreaterThan(0);
    expect(await uploads()).toBe(0);
  });

  it.each([
    ['at once', 0],
    ['in parts', 5 * 1024 * 1024],
  ])('writes into a bucket that retains what is written: %s', async (_, partBytes) => {
    const upload = await beginUpload({ bucket: locked, key: `retained-${partBytes}` }, store, realPace);
    if (partBytes > 0) await upload.put(new Uint8Array(partBytes).fill(1));
    await upload.complete(Buffer.from('the rest'));
    const head = await client.send(new HeadObjectCommand({ Bucket: locked, Key: `retained-${partBytes}` }));
    expect(head.ContentLength).toBe(partBytes + 8);
  });

  it('leaves nothing under the name when the run does not finish or cannot start', async () => {
    const nothing = await run(['-f', 'none', '-o', `jsonl=s3://${bucket}/out/none.jsonl`, `s3://${bucket}/gzip/marker/`]);
    expect(nothing.code).toBe(2);
    expect(await exists('out/none.jsonl')).toBe(false);
    expect(await uploads()).toBe(0);
  });

  it('writes an empty output as an empty object, and says nothing', async () => {
    await put('quiet/a.json', alertLines('quiet', 1, 3));
    const scanned = ['-q', '-f', 'none', `s3://${bucket}/quiet/`, '-o', `jsonl=s3://${bucket}/out/empty.jsonl`];
    expect(await run(scanned)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await exists('out/empty.jsonl')).toBe(true);
    expect(await uploads()).toBe(0);
  });

  it('leaves nothing under the name after Ctrl-C, and ends at once', async () => {
    await put('interrupted/a.json', alertLines('i', 0, 60_000));
    const args = [
      'scan',
      '--endpoint-url',
      endpoint ?? '',
      '-o',
      `jsonl=s3://${bucket}/out/interrupted.jsonl`,
      '--rejects',
      `s3://${bucket}/out/interrupted-rejects`,
      '--summary',
      `s3://${bucket}/out/interrupted-summary.json`,
      `s3://${bucket}/interrupted/`,
    ];
    const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    // The first finding shows that it is reading.
    child.stdout.once('data', () => child.kill('SIGINT')).resume();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
    expect(await exists('out/interrupted.jsonl')).toBe(false);
    expect(await exists('out/interrupted-rejects')).toBe(false);
    const summary = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'out/interrupted-summary.json' }));
    expect(JSON.parse((await summary.Body?.transformToString()) ?? '')).toMatchObject({ complete: false, interrupted: true });
    expect(await uploads()).toBe(0);
  });

  it('puts the summary and nothing else in place when an output fails, and says so', async () => {
    const at = `s3://${bucket}/out/${randomBytes(4).toString('hex')}`;
    await put('rejected/a.json', `${alertLines('r', 0, 3)}not a record\n`);
    const outputs = ['-o', `csv=${at}/findings.csv`, '--rejects', `${at}/rejects`, '--summary', `${at}/summary.json`];
    const ran = await run(['-f', 'none', '-o', 'jsonl=/dev/full', ...outputs, `s3://${bucket}/rejected/`]);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain(`nothing was written to ${at}/findings.csv: its upload was called off`);
    expect(ran.stderr).toContain(`nothing was written to ${at}/rejects: its upload was called off`);
    expect(
      await Promise.all(['findings.csv', 'rejects', 'summary.json'].map((file) => exists(`${at}/${file}`.slice(6 + bucket.length)))),
    ).toEqual([false, false, true]);
    expect(await uploads()).toBe(0);
  });

  it('refuses an output it may not write before anything is read', async () => {
    const refused = await run(['-f', 'none', '-o', 'jsonl=s3://no-such-bucket-here/x', `s3://${bucket}/odd/`]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: 'auditsift: cannot write s3://no-such-bucket-here/x: there is no bucket no-such-bucket-here\n',
    });
  });
});
