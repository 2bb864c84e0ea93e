/**
 * An S3 server on loopback that fails on schedule: pages, ranges, If-Match, versions, and the faults of s3-faults.ts carried out on real
 * sockets. Checks no signatures (the real server of .ci/s3-server does).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeBucket, Version } from './fake-bucket.ts';
import { isForeign, type Fault, type Foreign, type ListFault } from './s3-faults.ts';

export interface FaultServerOptions {
  /** What happens to the n-th get of an object. */
  readonly faults?: readonly (Fault | null)[];
  /** What happens to the n-th listing. */
  readonly listFaults?: readonly (ListFault | null)[];
  readonly overwrite?: (key: string) => void;
  /** Sends bodies in pieces of this size. */
  readonly chunkBytes?: number;
  /** The type all objects are said to have. Answers then carry a request id, as those of S3 do. */
  readonly contentType?: string;
  /** Refuses requests signed for another region, as a store does that is in one. */
  readonly region?: string;
  /** Refuses requests whose sender does not say that he pays, as a requester-pays bucket does. */
  readonly requesterPays?: boolean;
  /** Answers every request with an error of S3: a status, a code, and further elements of the body. */
  readonly error?: ServerError;
  /** Answers every get of a key with an error. */
  readonly errors?: Readonly<Record<string, ServerError>>;
}

export interface ServerError {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  readonly more?: string;
}

export interface FaultServer {
  readonly endpoint: string;
  /** Method and path of each request. */
  readonly requests: readonly string[];
  /** The access key of each request, with its session token; '' when unsigned. */
  readonly signers: readonly string[];
  /** Connections that are open. */
  readonly connections: () => Promise<number>;
  close(): Promise<void>;
}

/** Starts the server for one bucket, whatever it is called. */
export async function startFaultServer(bucket: FakeBucket, options: FaultServerOptions = {}): Promise<FaultServer> {
  const requests: string[] = [];
  const signers: string[] = [];
  const handler = new Handler(bucket, options);
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const accessKey = /Credential=([^/]*)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    signers.push([accessKey, ...[request.headers['x-amz-security-token'] ?? []].flat()].join(' '));
    handler.answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    signers,
    connections: () => new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

class Handler {
  readonly #bucket: FakeBucket;
  readonly #options: FaultServerOptions;
  #gets = 0;
  #lists = 0;

  constructor(bucket: FakeBucket, options: FaultServerOptions) {
    this.#bucket = bucket;
    this.#options = options;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const { error } = this.#options;
    if (error !== undefined) {
      fail(response, error.status, error.code, error.message, error.more);
      return;
    }
    const { region, requesterPays = false } = this.#options;
    if (requesterPays && request.headers['x-amz-request-payer'] !== 'requester') {
      fail(response, 403, 'AccessDenied');
      return;
    }
    const signedFor = /Credential=[^/]*\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    if (region !== undefined && signedFor !== undefined && signedFor !== region) {
      fail(response, 400, 'AuthorizationHeaderMalformed', 'the region is wrong', `<Region>${region}</Region>`);
      return;
    }
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const refused = this.#options.errors?.[key];
    if (refused !== undefined) {
      fail(response, refused.status, refused.code, refused.message, refused.more);
      return;
    }
    if (url.searchParams.get('list-type') === '2') {
      this.#list(url.searchParams, response);
      return;
    }
    if (request.method === 'GET' && key !== '') return this.#get(key, url.searchParams.get('versionId'), request, response);
    fail(response, 405, 'MethodNotAllowed');
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const fault = this.#options.listFaults?.[this.#lists++] ?? null;
    if (fault !== null && !isForeign(fault)) {
      carryOut(fault, response);
      return;
    }
    const after = query.get('start-after');
    const limit = query.get('max-keys');
    const page = this.#bucket.list({
      prefix: query.get('prefix') ?? '',
      delimited: query.get('delimiter') === '/',
      next: query.get('continuation-token'),
      ...(after === null ? {} : { after }),
      ...(limit === null ? {} : { limit: Number(limit) }),
    });
    const spell = (key: string): string => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
    const xml =
      page.objects.map(({ key, size }) => `<Contents><Key>${spell(key)}</Key><Size>${size}</Size></Contents>`).join('') +
      page.folders.map((folder) => `<CommonPrefixes><Prefix>${spell(folder)}</Prefix></CommonPrefixes>`).join('') +
      (page.next === null ? '' : `<NextContinuationToken>${escapeXml(page.next)}</NextContinuationToken>`);
    const truncated = `<Name>bucket</Name><IsTruncated>${String(page.next !== null)}</IsTruncated><EncodingType>url</EncodingType>`;
    const listing = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>${truncated}${xml}</ListBucketResult>`;
    if (fault !== null) {
      // Cut behind `IsTruncated`, where a lenient parser would see the last page.
      answerForeign(fault, response, listing.slice(0, Math.max(listing.indexOf('<Contents>'), listing.length / 2)), null);
      return;
    }
    response.setHeader('content-type', 'application/xml');
    response.end(listing);
  }

  async #get(key: string, versionId: string | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#options.faults?.[this.#gets++] ?? null;
    if (fault !== null && !('after' in fault) && !isForeign(fault.kind)) {
      carryOut(fault.kind, response);
      return;
    }
    const version = this.#bucket.get(key, versionId ?? undefined);
    if (version === undefined) {
      fail(response, 404, versionId === null ? 'NoSuchKey' : 'NoSuchVersion');
      return;
    }
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== `"${version.etag}"`) {
      fail(response, 412, 'PreconditionFailed');
      return;
    }
    if (fault !== null && isForeign(fault.kind)) {
      answerForeign(fault.kind, response, '<?xml version="1.0"?><Error><Code>Slow', version.etag);
      return;
    }
    const size = version.bytes.length;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = Math.min(size - 1, range?.[2] === undefined || range[2] === '' ? size - 1 : Number(range[2]));
    if (range !== null && from >= size) {
      fail(response, 416, 'InvalidRange');
      return;
    }
    response.statusCode = range === null ? 200 : 206;
    response.setHeader('etag', `"${version.etag}"`);
    const { contentType } = this.#options;
    if (contentType !== undefined) response.setHeader('content-type', contentType).setHeader('x-amz-request-id', 'TX0001');
    response.setHeader('content-length', to + 1 - from);
    if (range !== null) response.setHeader('content-range', `bytes ${from}-${to}/${size}`);
    if (this.#bucket.versioned) response.setHeader('x-amz-version-id', version.versionId);
    return this.#send(key, version, from, to + 1, fault, response);
  }

  async #send(key: string, { bytes }: Version, from: number, end: number, fault: Fault | null, response: ServerResponse): Promise<void> {
    const { chunkBytes = 900, overwrite } = this.#options;
    const stop = fault !== null && 'after' in fault ? Math.min(end, from + fault.after) : end;
    response.flushHeaders();
    for (let at = from; at < stop; at += chunkBytes) {
      if (response.destroyed) return;
      response.write(bytes.subarray(at, Math.min(stop, at + chunkBytes)));
      await new Promise(setImmediate);
    }
    if (fault?.kind === 'overwrite') overwrite?.(key);
    if (fault === null) response.end();
    else if (fault.kind === 'short') response.socket?.end();
    else if (fault.kind !== 'stall') response.socket?.destroySoon();
  }
}

const PAGE = '<html><head><title>Sign in</title></head><body>Accept the terms of this network to go on.</body></html>';

/** Answers with status 200 and a body that is not the store's; `cut` is what XML that ends too early looks like. */
function answerForeign(kind: Foreign, response: ServerResponse, cut: string, etag: string | null): void {
  const isPage = kind === 'html' || kind === 'html-tagged';
  const body = isPage ? PAGE : kind === 'cut-xml' ? cut : kind === 'other-xml' ? '<Status><IsTruncated>false</IsTruncated></Status>' : '';
  response.setHeader('content-type', isPage ? 'text/html; charset=utf-8' : 'application/xml');
  response.setHeader('content-length', Buffer.byteLength(body));
  if (kind === 'html-tagged') response.setHeader('etag', '"5f3-62a1"');
  if (kind === 'empty-tagged' && etag !== null) response.setHeader('etag', `"${etag}"`);
  response.end(body);
}

function carryOut(fault: 'slow-down' | 'error-500' | 'reset', response: ServerResponse): void {
  if (fault === 'reset') response.socket?.resetAndDestroy();
  else if (fault === 'slow-down') fail(response, 503, 'SlowDown');
  else fail(response, 500, 'InternalError');
}

function fail(response: ServerResponse, status: number, code: string, message = code, more = ''): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/xml');
  const xml = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>${more}</Error>`;
  response.end(response.req.method === 'HEAD' ? undefined : `<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
