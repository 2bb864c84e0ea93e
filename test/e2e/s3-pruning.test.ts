/**
 * What a bounded scan asks a real S3 server for (`eval "$(.ci/s3-server start)"`): every request is counted on its way, and the findings are
 * those of the same tree on disk.
 */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCountingProxy, type CountingProxy } from '../helpers/counting-proxy.ts';

const server = process.env['AUDITSIFT_S3_ENDPOINT'];
const credentials = {
  accessKeyId: process.env['AUDITSIFT_S3_ACCESS_KEY'] ?? '',
  secretAccessKey: process.env['AUDITSIFT_S3_SECRET_KEY'] ?? '',
};
const launcher = fileURLToPath(new URL('../../bin/auditsift.js', import.meta.url));

// Of the SDK, about a version of Node that is supported here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

if (server === undefined)
  console.log('counting the requests of bounded scans is left out (AUDITSIFT_S3_ENDPOINT is not set; .ci/s3-server start prints it)');

const DATES = Array.from({ length: 10 }, (_, i) => `2026-03-${String(i + 1).padStart(2, '0')}`);
const folderOf = (workspace: string, date: string): string => `delivery/workspaceId=${workspace}/date=${date}/`;
const KEYS = ['0', '111', '222'].flatMap((workspace) =>
  DATES.flatMap((date) => [1, 2].map((n) => `${folderOf(workspace, date)}auditlogs_${n}.json`)),
);

/** One alert at noon of the partition's day; those of the account name workspace 111. */
function recordOf(key: string): string {
  const [, workspace = '', date = ''] = /workspaceId=(\d+)\/date=([\d-]+)/.exec(key) ?? [];
  return `${JSON.stringify({
    version: '2.0',
    auditLevel: workspace === '0' ? 'ACCOUNT_LEVEL' : 'WORKSPACE_LEVEL',
    timestamp: Date.parse(`${date}T12:00:00Z`),
    workspaceId: Number(workspace),
    serviceName: 'capsule8-alerts-dataplane',
    actionName: 'Userland Container Escape',
    requestId: key,
    requestParams: { instanceId: 'i-0a1b2c3d4e5f60001', ...(workspace === '0' ? { workspace_id: '111' } : {}) },
    response: { statusCode: 200, errorMessage: null, result: null },
  })}\n`;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(server === undefined)('a bounded scan of a real S3 server', () => {
  const bucket = `auditsift-pruning-${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-pruning-'));
  let proxy: CountingProxy;

  function run(...args: readonly string[]): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };
      const child = spawn(process.execPath, [launcher, 'scan', '-q', ...args], { cwd: folder, env: { ...process.env, ...keys } });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  const scanBucket = (...args: readonly string[]): Promise<Ran> => run('--endpoint-url', proxy.endpoint, ...args);

  /** Findings, with places as they are on disk. */
  function findingsOf({ stdout }: Ran): unknown[] {
    return stdout.split('\n').flatMap((line) => {
      if (line === '') return [];
      const finding = JSON.parse(line) as { source: { uri: string; line: number; offset: number } };
      const { uri, line: number, offset } = finding.source;
      return [{ ...finding, source: { uri: uri.replace(`s3://${bucket}/`, ''), line: number, offset } }];
    });
  }

  const listings = (): string[] =>
    proxy.seen.flatMap(({ prefix, delimited }) => (prefix === null ? [] : [`${delimited ? 'folder' : 'all'} ${prefix}`]));
  const reads = (): string[] => proxy.seen.flatMap(({ method, key, prefix }) => (method === 'GET' && prefix === null ? [key] : [])).sort();

  beforeAll(async () => {
    const client = new S3Client({ endpoint: server ?? 'http://127.0.0.1:1', region: 'us-east-1', forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const key of KEYS) {
      mkdirSync(join(folder, dirname(key)), { recursive: true });
      writeFileSync(join(folder, key), recordOf(key));
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: recordOf(key) }));
    }
    client.destroy();
  });

  /** Puts the proxy in between; it refuses to list what `isDenied`. */
  async function through(isDenied: (prefix: string) => boolean = () => false): Promise<void> {
    proxy = await startCountingProxy(server ?? '', ({ prefix }, response) => {
      if (prefix === null || !isDenied(prefix)) return false;
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
      return true;
    });
  }

  afterEach(() => proxy.close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** With a day of slack on both sides of 4 to 6 March. */
  const NEAR = DATES.slice(2, 7);
  const BOUNDS = ['--since', '2026-03-04', '--until', '2026-03-06'];

  it.each([
    ['nothing left out', [], ['0', '111', '222'], DATES, ['all delivery/']],
    [
      '--since and --until',
      BOUNDS,
      ['0', '111', '222'],
      NEAR,
      [
        'folder delivery/',
        ...['0', '111', '222'].flatMap((workspace) => [
          `folder delivery/workspaceId=${workspace}/`,
          ...NEAR.map((date) => `all ${folderOf(workspace, date)}`),
        ]),
      ],
    ],
    [
      '--workspace',
      ['--workspace', '111'],
      ['0', '111'],
      DATES,
      ['folder delivery/', 'all delivery/workspaceId=0/', 'all delivery/workspaceId=111/'],
    ],
    [
      'all three',
      [...BOUNDS, '--workspace', '111'],
      ['0', '111'],
      NEAR,
      [
        'folder delivery/',
        ...['0', '111'].flatMap((workspace) => [
          `folder delivery/workspaceId=${workspace}/`,
          ...NEAR.map((date) => `all ${folderOf(workspace, date)}`),
        ]),
      ],
    ],
  ])('with %s lists and reads only what it must, and finds what it finds on disk', async (_, bounds, workspaces, dates, expected) => {
    await through();
    const remote = await scanBucket(...bounds, `s3://${bucket}/delivery/`);
    const local = await run(...bounds, 'delivery/');
    expect(remote).toMatchObject({ code: 0, stderr: '' });
    expect(findingsOf(remote)).toEqual(findingsOf(local));
    expect(findingsOf(remote).length).toBeGreaterThan(5);
    // The first request only finds out that the prefix is there.
    expect(listings()).toEqual(['all delivery/', ...expected]);
    const wanted = KEYS.filter((key) => workspaces.some((id) => dates.some((date) => key.startsWith(folderOf(id, date)))));
    expect(reads()).toEqual(wanted.sort());
    expect(proxy.seen).toHaveLength(1 + expected.length + wanted.length);
  });

  it('names a folder that may not be listed, reads everything else and exits 3', async () => {
    const denied = folderOf('111', '2026-03-05');
    await through((prefix) => prefix === denied);
    const remote = await scanBucket(...BOUNDS, `s3://${bucket}/delivery/`);
    expect(remote.code).toBe(3);
    expect(remote.stderr).toContain(
      `s3://${bucket}/${denied}: access-denied: it cannot be listed to its end: access denied: s3:ListBucket`,
    );
    const onDisk = findingsOf(await run(...BOUNDS, 'delivery/')) as { requestId: string }[];
    expect(findingsOf(remote)).toEqual(onDisk.filter(({ requestId }) => !requestId.startsWith(denied)));
  });

  it('exits 2 when the prefix itself may not be listed', async () => {
    await through(() => true);
    expect(await scanBucket(`s3://${bucket}/delivery/`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `auditsift: s3://${bucket}/delivery/: access denied: s3:ListBucket on the bucket ${bucket}\n`,
    });
  });
});
