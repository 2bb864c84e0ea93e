/** The real SDK against the fault server on loopback: what the interfaces promise holds on real sockets. */
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../../../src/core/partition.ts';
import { openS3Store, type S3Options, type S3Store } from '../../../src/sources/s3/client.ts';
import { createS3Source, resolveLocations } from '../../../src/sources/s3/source.ts';
import { alertIds, alertLines } from '../../helpers/alert-lines.ts';
import { FakeBucket } from '../../helpers/fake-bucket.ts';
import { runSource } from '../../helpers/run-source.ts';
import { fastPace } from '../../helpers/fast-pace.ts';
import { startFaultServer, type FaultServer, type FaultServerOptions } from '../../helpers/s3-fault-server.ts';
import { FOREIGN } from '../../helpers/s3-faults.ts';

let server: FaultServer | null = null;
let store: S3Store | null = null;

afterEach(async () => {
  vi.unstubAllEnvs();
  store?.close();
  await server?.close();
  server = null;
  store = null;
});

async function open(bucket: FakeBucket, faults: FaultServerOptions = {}, options: S3Options = {}): Promise<S3Store> {
  store?.close();
  await server?.close();
  server = await startFaultServer(bucket, faults);
  store = await openS3Store({ endpointUrl: server.endpoint, region: 'us-east-1', signRequest: false, ...options });
  return store;
}

const KEYS = ['logs/a.json', 'logs/b.json', 'logs/c.json.gz'];

function fill(bucket: FakeBucket): void {
  for (const key of KEYS) bucket.put(key, key.endsWith('.gz') ? gzipSync(alertLines(key, 0, 12)) : alertLines(key, 0, 12));
}

describe('the SDK as a store', () => {
  it.each(FOREIGN)('takes no foreign answer with status 200 for a listing or for an object: %s', async (kind) => {
    const bucket = new FakeBucket({ pageSize: 2 });
    fill(bucket);
    // At each of the listing's requests (one resolves the path) and at each of the objects', one after the other.
    for (let at = 0; at < 6; at++) {
      const quiet = Array<null>(at % 3).fill(null);
      const faults: FaultServerOptions = at < 3 ? { listFaults: [...quiet, kind] } : { faults: [...quiet, { kind }] };
      const source = createS3Source(['s3://bucket/logs/'], await open(bucket, faults), { filter: EVERYTHING, pace: fastPace });
      const { findings, problems, summary } = await runSource(source);
      expect(problems).toEqual([]);
      expect(summary.artifacts).toMatchObject({ read: KEYS.length, failed: 0 });
      expect(findings.map(({ requestId }) => requestId)).toEqual(KEYS.flatMap((key) => alertIds(key, 0, 12)));
    }
  });

  it.each(FOREIGN)('says so when nothing else is answered: %s', async (kind) => {
    const bucket = new FakeBucket();
    fill(bucket);
    const always = Array<typeof kind>(60).fill(kind);
    const listed = await open(bucket, { listFaults: [null, ...always] });
    const nothing = await runSource(createS3Source(['s3://bucket/logs/'], listed, { filter: EVERYTHING, pace: fastPace }));
    expect(nothing.problems).toMatchObject([{ code: 'unreadable', uri: 's3://bucket/logs/' }]);
    expect(nothing.summary.complete).toBe(false);
    const opened = await open(bucket, { faults: always.map((foreign) => ({ kind: foreign })) });
    const none = await runSource(createS3Source(['s3://bucket/logs/'], opened, { filter: EVERYTHING, pace: fastPace }));
    expect(none.problems.map(({ code, uri }) => [code, uri])).toEqual(KEYS.map((key) => ['unreadable', `s3://bucket/${key}`]));
    expect(none.summary.records.read).toBe(0);
  });

  it('reads an object that is empty, and one that says it is a page', async () => {
    const bucket = new FakeBucket();
    bucket.put('logs/empty.json', '');
    bucket.put('logs/a.json', alertLines('a', 0, 3));
    const source = createS3Source(['s3://bucket/logs/'], await open(bucket, { contentType: 'text/html' }), { filter: EVERYTHING });
    const { findings, problems } = await runSource(source);
    expect(problems).toEqual([]);
    expect(findings).toHaveLength(1);
  });

  it('leaves no connection behind when a scan is interrupted', async () => {
    const bucket = new FakeBucket();
    for (let n = 0; n < 20; n++) bucket.put(`logs/${n}.json`, alertLines('big', 0, 5000));
    const opened = await open(bucket, { chunkBytes: 1000 });
    const abort = new AbortController();
    const source = createS3Source(['s3://bucket/logs/'], opened, { filter: EVERYTHING, readAheadBytes: 50_000 });
    for await (const listed of source.list(abort.signal)) {
      if (listed.kind !== 'artifact') continue;
      for await (const chunk of listed.artifact.open(abort.signal, () => undefined)) {
        expect(chunk.length).toBeGreaterThan(0);
        abort.abort();
      }
    }
    opened.close();
    await expect.poll(() => server!.connections()).toBe(0);
  });

  it('asks for every key as it is spelled', async () => {
    const keys = [
      'logs/ a +b.json',
      'logs/100%.json',
      'logs/%2F.json',
      'logs/ü💥.json',
      'logs/a&b<c>.json',
      'logs/"q".json',
      'logs//double.json',
      "logs/it's(1)!.json",
      'logs/?x=1#y.json',
    ];
    const bucket = new FakeBucket({ pageSize: 2 });
    for (const key of keys) bucket.put(key, alertLines(key, 0, 1));
    const { findings } = await runSource(createS3Source(['s3://bucket/logs/'], await open(bucket), { filter: EVERYTHING }));
    const expected = keys.map((key) => `s3://bucket/${key}`).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(findings.map(({ source }) => source.uri)).toEqual(expected);
    expect(findings.map(({ source }) => source.key)).toEqual(expected.map((uri) => uri.slice('s3://bucket/'.length)));
  });

  it('signs for the region another store says it is in, unless one was given', async () => {
    const bucket = new FakeBucket();
    bucket.put('logs/a.json', alertLines('a', 0, 3));
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };
    for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
    server = await startFaultServer(bucket, { region: 'garage' });
    const ask = async (options: S3Options): Promise<unknown> => {
      store?.close();
      store = await openS3Store({ endpointUrl: server!.endpoint, ...options });
      const { findings, problems } = await runSource(createS3Source(['s3://bucket/logs/'], store, { filter: EVERYTHING, pace: fastPace }));
      return problems[0]?.detail ?? findings.length;
    };
    expect(await ask({})).toBe(alertIds('a', 0, 3).length);
    // The first answer named it; listing, then reading need no further answers.
    expect(server.requests).toHaveLength(4);
    expect(await ask({ region: 'eu-west-1' })).toBe('the bucket bucket is in region garage, not eu-west-1 (--region garage)');
  });

  const ARN = 'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::bucket"';
  it.each([
    [403, 'AccessDenied', 'Access Denied', '', 'access denied: s3:ListBucket on the bucket bucket'],
    [403, 'AccessDenied', ARN, '', `access denied: s3:ListBucket on the bucket bucket (${ARN})`],
    [404, 'NoSuchBucket', '', '', 'there is no bucket bucket'],
    [404, 'NoSuchTenant', 'who?', '', 'the store answered 404 NoSuchTenant: who?'],
    [404, 'XAdminUserNotFound', '', '', 'the access key is not known to the store; check the credentials or choose a --profile'],
    [403, 'InvalidAccessKeyId', '', '', 'the access key is not known to the store; check the credentials or choose a --profile'],
    [403, 'SignatureDoesNotMatch', '', '', 'the signature does not match: the secret key is wrong for this access key'],
    [400, 'ExpiredToken', '', '', 'the credentials have expired; renew them (aws sso login, or a new session) and scan again'],
    [
      403,
      'RequestTimeTooSkewed',
      '',
      '',
      "this machine's clock differs from the store's by more than it accepts (15 minutes); set the clock",
    ],
    [
      400,
      'AuthorizationHeaderMalformed',
      '',
      '<Region>eu-west-1</Region>',
      'the bucket bucket is in region eu-west-1, not us-east-1 (--region eu-west-1)',
    ],
    [301, 'PermanentRedirect', '', '', 'the bucket bucket is in another region, not us-east-1 (--region <region>)'],
    [503, 'SlowDown', '', '', 'the store asked to slow down (503 SlowDown)'],
    [418, 'Teapot', 'short and stout', '', 'the store answered 418 Teapot: short and stout'],
  ])('explains %s %s in one clause', async (status, code, message, more, expected) => {
    const opened = await open(new FakeBucket(), { error: { status, code, message, more } });
    const context = { lister: opened, pace: fastPace, signal: new AbortController().signal, filter: EVERYTHING };
    const { missing } = await resolveLocations(['s3://bucket/logs/'], context);
    expect(missing).toEqual([{ path: 's3://bucket/logs/', detail: expected }]);
  });

  it('names an archived object and one that may not be read', async () => {
    const get = async (error: FaultServerOptions['error']): Promise<string> => {
      const opened = await open(new FakeBucket(), error === undefined ? {} : { error });
      return opened.get({ bucket: 'bucket', key: 'k', from: 0 }, new AbortController().signal).then(
        () => 'read',
        (fault: unknown) => String(fault),
      );
    };
    expect(await get({ status: 403, code: 'InvalidObjectState', more: '<StorageClass>DEEP_ARCHIVE</StorageClass>' })).toBe(
      'StoreFault: it is archived in storage class DEEP_ARCHIVE and must be restored before it can be read',
    );
    expect(await get({ status: 403, code: 'AccessDenied' })).toBe('StoreFault: access denied: s3:GetObject on this object');
    expect(await get(undefined)).toBe('StoreFault: there is no such object');
  });

  it.each([
    ['InvalidObjectState', 'archived', 'it is archived in storage class GLACIER and must be restored before it can be read'],
    ['AccessDenied', 'access-denied', 'access denied: s3:GetObject on this object'],
  ])('reads on around objects that answer %s, each a problem of its own', async (code, problem, detail) => {
    const bucket = new FakeBucket();
    fill(bucket);
    const refused = { status: 403, code, more: '<StorageClass>GLACIER</StorageClass>' };
    const opened = await open(bucket, { errors: { 'logs/b.json': refused } });
    const { findings, problems, summary } = await runSource(createS3Source(['s3://bucket/logs/'], opened, { filter: EVERYTHING }));
    expect(problems).toMatchObject([{ code: problem, uri: 's3://bucket/logs/b.json', detail }]);
    expect(summary).toMatchObject({ complete: false, artifacts: { read: KEYS.length - 1, failed: 1 } });
    expect(findings.map(({ requestId }) => requestId)).toEqual(
      KEYS.filter((key) => key !== 'logs/b.json').flatMap((key) => alertIds(key, 0, 12)),
    );
  });

  it('never quotes a secret', async () => {
    const opened = await open(
      new FakeBucket(),
      {
        error: { status: 403, code: 'SignatureDoesNotMatch', message: 'AKIAEXAMPLE', more: '<AWSAccessKeyId>AKIAEXAMPLE</AWSAccessKeyId>' },
      },
      {},
    );
    const context = { lister: opened, pace: fastPace, signal: new AbortController().signal, filter: EVERYTHING };
    expect(JSON.stringify(await resolveLocations(['s3://bucket/'], context))).not.toContain('AKIAEXAMPLE');
  });
});
