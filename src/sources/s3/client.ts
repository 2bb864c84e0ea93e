/**
 * The AWS SDK behind the store's two interfaces and the upload's. The one file that imports it, and only when a store is opened: it
 * takes 100 ms. Reading and writing share it, so both stand in this folder.
 *
 * Owns: credentials, regions, endpoints, requests; nothing secret leaves it. The SDK does not retry (see pace.ts), does not check or
 * decode bodies: what stands in the store is what is read, so a gzip object is decoded once, by its content, whatever its
 * Content-Encoding says. Must not know: listing order, resuming, the command line.
 */
import type * as SdkModule from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, HeadBucketCommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { StopSignal } from '../../core/ports.ts';
import { bareEtag, contentMd5 } from './etag.ts';
import { linkAbort } from './linked-abort.ts';
import type { Location } from './location.ts';
import { requireProfile } from './profile.ts';
import { headerOf, regionOf, toStoreFault, type Asked } from './sdk-fault.ts';
import { StoreFault, type GetRequest, type ListPage, type ListRequest, type OpenedObject, type Store } from './store.ts';
import type { PartStore, StandingObject } from './upload.ts';

export interface S3Options {
  readonly profile?: string;
  /** Found from the bucket when not given. */
  readonly region?: string;
  readonly endpointUrl?: string;
  /** False asks anonymously. */
  readonly signRequest?: boolean;
  /** The requester pays. */
  readonly requestPayer?: boolean;
  /** Connections that may be open at once. */
  readonly connections?: number;
  /** What sends requests instead of Node's own client: a proxy's agent, or a test. */
  readonly transport?: NonNullable<S3ClientConfig['requestHandler']>;
}

/** A store that is open until it is closed. */
export interface S3Store extends Store, PartStore {
  close(): void;
}

type Sdk = typeof SdkModule;

/** What no bucket says otherwise about; S3 answers there for every bucket with the region it is in. */
const DEFAULT_REGION = 'us-east-1';
const CONNECTION_TIMEOUT = 10_000;
/** The metadata, x-amz-meta-…, in which an object keeps the mark of its upload. */
const MARK = 'auditsift-upload';

const nothing = (): void => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Loads the SDK and opens the store. Sends nothing yet. */
export async function openS3Store(options: S3Options = {}): Promise<S3Store> {
  // It warns on stderr about versions of Node that this tool still supports.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return new SdkStore(await import('@aws-sdk/client-s3'), options);
}

/** A client for one region, and what is known of it. */
interface Connection {
  readonly client: S3Client;
  readonly region: string;
  /** Null for AWS itself. */
  readonly endpoint: string | null;
}

class SdkStore implements S3Store {
  readonly #sdk: Sdk;
  readonly #options: S3Options;
  readonly #clients = new Map<string, S3Client>();
  readonly #connections = new Map<string, Promise<Connection>>();

  constructor(sdk: Sdk, options: S3Options) {
    this.#sdk = sdk;
    this.#options = options;
  }

  async list({ bucket, prefix, delimited, next, after, limit }: ListRequest, signal: StopSignal): Promise<ListPage> {
    const command = new this.#sdk.ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      // XML cannot spell every key.
      EncodingType: 'url',
      ...(delimited ? { Delimiter: '/' } : {}),
      ...(next === null ? (after === undefined ? {} : { StartAfter: after }) : { ContinuationToken: next }),
      ...(limit === undefined ? {} : { MaxKeys: limit }),
      ...this.#payer(),
    });
    const page = await this.#ask({ action: 's3:ListBucket', bucket }, signal, ({ client }, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    const decode = page.EncodingType === 'url' ? decodeKey : (key: string): string => key;
    // A proxy's login page, say, is answered with 200 too; taking it for the last page would end the listing early.
    const isListing = typeof page.IsTruncated === 'boolean' && (page.Name !== undefined || page.KeyCount !== undefined);
    if (!isListing) throw new StoreFault('transient', 'the store answered with something that is no listing');
    const more = page.IsTruncated === true;
    if (more && page.NextContinuationToken === undefined)
      throw new StoreFault('refused', 'the store cut its listing and does not say how to go on');
    return {
      objects: (page.Contents ?? []).flatMap(({ Key, Size = 0 }) => (Key === undefined ? [] : [{ key: decode(Key), size: Size }])),
      folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [decode(Prefix)])),
      next: more ? (page.NextContinuationToken ?? null) : null,
    };
  }

  async get({ bucket, key, from, to, ifMatch, versionId }: GetRequest, signal: StopSignal): Promise<OpenedObject> {
    const ranged = from > 0 || to !== undefined;
    const command = new this.#sdk.GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(ranged ? { Range: `bytes=${from}-${to ?? ''}` } : {}),
      ...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` }),
      ...(versionId === undefined ? {} : { VersionId: versionId }),
      ...this.#payer(),
    });
    const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
    const output = await this.#ask({ action, bucket, key }, signal, ({ client }, abortSignal) => client.send(command, { abortSignal }));
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(output.ContentRange ?? '');
    const size = range === null ? output.ContentLength : Number(range[2]);
    if (output.Body === undefined || size === undefined)
      throw new StoreFault('transient', 'the store answered without a body or its length');
    if (isForeign(output)) throw new StoreFault('transient', 'the store answered with something that is no object');
    return {
      etag: output.ETag === undefined ? null : bareEtag(output.ETag),
      versionId: output.VersionId ?? null,
      size,
      from: range === null ? 0 : Number(range[1]),
      body: output.Body as AsyncIterable<Uint8Array>,
    };
  }

  async begin({ bucket, key }: Location, mark: string, signal: StopSignal): Promise<string> {
    const Metadata = { [MARK]: mark };
    const command = new this.#sdk.CreateMultipartUploadCommand({ Bucket: bucket, Key: key, Metadata, ...this.#payer() });
    const { UploadId } = await this.#put({ bucket, key }, signal, ({ client }, abortSignal) => client.send(command, { abortSignal }));
    if (UploadId === undefined) throw new StoreFault('refused', 'the store does not accept uploads in parts');
    return UploadId;
  }

  async putPart({ bucket, key }: Location, upload: string, part: number, bytes: Uint8Array, signal: StopSignal): Promise<string> {
    const command = new this.#sdk.UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: upload,
      PartNumber: part,
      ...bodyOf(bytes, bucket),
      ...this.#payer(),
    });
    const { ETag } = await this.#put({ bucket, key }, signal, ({ client }, abortSignal) => client.send(command, { abortSignal }));
    if (ETag === undefined) throw new StoreFault('transient', 'the store did not confirm a part');
    return ETag;
  }

  async complete({ bucket, key }: Location, upload: string, etags: readonly string[], signal: StopSignal): Promise<void> {
    const Parts = etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
    const command = new this.#sdk.CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      UploadId: upload,
      MultipartUpload: { Parts },
      ...this.#payer(),
    });
    confirm(await this.#put({ bucket, key }, signal, ({ client }, abortSignal) => client.send(command, { abortSignal })));
  }

  async cancel({ bucket, key }: Location, upload: string, signal: StopSignal): Promise<void> {
    const command = new this.#sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: upload, ...this.#payer() });
    const asked = { action: 's3:AbortMultipartUpload', bucket, key };
    await this.#ask(asked, signal, ({ client }, abortSignal) => client.send(command, { abortSignal }));
  }

  async putWhole({ bucket, key }: Location, mark: string, bytes: Uint8Array, signal: StopSignal): Promise<void> {
    const command = new this.#sdk.PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ...bodyOf(bytes, bucket),
      Metadata: { [MARK]: mark },
      ...this.#payer(),
    });
    confirm(await this.#put({ bucket, key }, signal, ({ client }, abortSignal) => client.send(command, { abortSignal })));
  }

  async look({ bucket, key }: Location, signal: StopSignal): Promise<StandingObject | null> {
    const command = new this.#sdk.HeadObjectCommand({ Bucket: bucket, Key: key, ...this.#payer() });
    const asked = { action: 's3:GetObject', bucket, key };
    try {
      const head = await this.#ask(asked, signal, ({ client }, abortSignal) => client.send(command, { abortSignal }));
      const { ETag, ContentLength = null, Metadata = {} } = head;
      return { etag: ETag === undefined ? null : bareEtag(ETag), size: ContentLength, mark: Metadata[MARK] ?? null };
    } catch (error) {
      if (error instanceof StoreFault && error.kind === 'no-such-key') return null;
      throw error;
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #put<T>(location: Location, signal: StopSignal, send: (connection: Connection, abort: AbortSignal) => Promise<T>): Promise<T> {
    return this.#ask({ action: 's3:PutObject', ...location }, signal, send);
  }

  #payer(): { RequestPayer?: 'requester' } {
    return this.#options.requestPayer === true ? { RequestPayer: 'requester' } : {};
  }

  /**
   * Sends a request to where the bucket is, and once more when the answer names another region and none was given. The signal stays
   * linked for the body's sake; the SDK lets go of it at the end.
   */
  async #ask<T>(
    about: Omit<Asked, 'endpoint' | 'region' | 'profile'>,
    signal: StopSignal,
    send: (connection: Connection, abort: AbortSignal) => Promise<T>,
  ): Promise<T> {
    let connection: Connection | null = null;
    const explain = (error: unknown): StoreFault =>
      toStoreFault(error, {
        ...about,
        endpoint: connection?.endpoint ?? null,
        region: connection?.region ?? DEFAULT_REGION,
        profile: this.#options.profile,
      });
    const abort = signal instanceof AbortSignal ? { signal, dispose: (): void => undefined } : linkAbort(signal);
    try {
      connection = await this.#connect(about.bucket, abort.signal);
      try {
        return await send(connection, abort.signal);
      } catch (error) {
        const moved = explain(error).kind === 'wrong-region' ? this.#follow(about.bucket, connection, regionOf(error)) : null;
        if (moved === null) throw error;
        connection = moved;
        return await send(connection, abort.signal);
      }
    } catch (error) {
      throw explain(error);
    } finally {
      abort.dispose();
    }
  }

  /** The connection to the region an answer named, for all further requests; null when there is none to follow to. */
  #follow(bucket: string, { region, endpoint }: Connection, named: string | null): Connection | null {
    // Who gave a region meant it, and is told that it is wrong.
    if (this.#options.region !== undefined || named === null || named === region) return null;
    const moved = { client: this.#client(named, endpoint !== null), region: named, endpoint };
    this.#connections.set(bucket, Promise.resolve(moved));
    return moved;
  }

  /** The client for a bucket. Without a given region or endpoint the bucket is asked once where it is, which takes no permission. */
  async #connect(bucket: string, signal: AbortSignal): Promise<Connection> {
    const known = this.#connections.get(bucket);
    if (known !== undefined) return known;
    const connecting = this.#locate(bucket, signal);
    this.#connections.set(bucket, connecting);
    try {
      return await connecting;
    } catch (error) {
      this.#connections.delete(bucket);
      throw error;
    }
  }

  async #locate(bucket: string, signal: AbortSignal): Promise<Connection> {
    const { region: given, endpointUrl, profile = process.env['AWS_PROFILE'] ?? '' } = this.#options;
    if (profile !== '' && profile !== 'default') await requireProfile(profile);
    const region = given ?? (await this.#configuredRegion());
    const first = this.#client(region, endpointUrl !== undefined);
    const host = endpointUrl === undefined ? await this.#configuredEndpoint(first) : new URL(endpointUrl).host;
    if (host !== null) return { client: this.#client(region, true), region, endpoint: host };
    if (given !== undefined) return { client: first, region, endpoint: null };
    const answer = await first
      .send(new this.#sdk.HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal })
      .catch((error: unknown) => error);
    const found = regionNamed(answer);
    // A bad moment must not pin the wrong region: it is asked again. A refusal is an answer, and the request that follows says more.
    if (found === null && isNoAnswer(answer)) throw answer;
    if (found === null || found === region) return { client: first, region, endpoint: null };
    return { client: this.#client(found, false), region: found, endpoint: null };
  }

  #client(region: string, pathStyle: boolean): S3Client {
    const id = `${region} ${String(pathStyle)}`;
    const client = this.#clients.get(id) ?? new this.#sdk.S3Client({ ...this.#config(), region, forcePathStyle: pathStyle });
    this.#clients.set(id, client);
    return client;
  }

  #config(): S3ClientConfig {
    const { profile, endpointUrl, signRequest = true, connections = 50, transport } = this.#options;
    return {
      maxAttempts: 1,
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      // Silence is watched in pace.ts: an object that waits to be read on is silent for good reason.
      requestHandler: transport ?? { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: 0, socketTimeout: 0, ...agents(connections) },
      // Who names a profile need not be told on stderr that the environment holds keys, too.
      ...(profile === undefined ? {} : { profile, logger: SILENT }),
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
      // Empty credentials alone would still be used to sign.
      ...(signRequest
        ? {}
        : { credentials: { accessKeyId: '', secretAccessKey: '' }, signer: { sign: (request) => Promise.resolve(request) } }),
    };
  }

  /** The region of the environment or the profile; S3 itself needs none to say where a bucket is. */
  async #configuredRegion(): Promise<string> {
    const client = new this.#sdk.S3Client(this.#config());
    try {
      return await client.config.region();
    } catch {
      return DEFAULT_REGION;
    } finally {
      client.destroy();
    }
  }

  /**
   * The host that the environment or the profile sends requests to; null for AWS itself. The SDK settles that while it makes a request, so
   * one is made and stopped before it is signed and sent.
   */
  async #configuredEndpoint(client: S3Client): Promise<string | null> {
    const command = new this.#sdk.HeadBucketCommand({ Bucket: 'bucket' });
    let host = '';
    command.middlewareStack.add(
      () =>
        ({ request }): Promise<{ output: HeadBucketCommandOutput; response: unknown }> => {
          const { hostname, port } = request as { readonly hostname: string; readonly port?: number };
          host = hostname.replace(/^bucket\./, '') + (port === undefined ? '' : `:${port}`);
          return Promise.resolve({ output: { $metadata: {} }, response: null });
        },
      { step: 'build', priority: 'high', name: 'stopBeforeSigning' },
    );
    await client.send(command);
    return /(?:^|\.)amazonaws\.com(?:\.cn)?(?::\d+)?$/.test(host) ? null : host;
  }
}

function agents(connections: number): {
  httpAgent: { maxSockets: number; keepAlive: true };
  httpsAgent: { maxSockets: number; keepAlive: true };
} {
  const agent = { maxSockets: connections, keepAlive: true } as const;
  return { httpAgent: agent, httpsAgent: agent };
}

/**
 * A body with its MD5. Buckets with a default retention (Object Lock) take nothing without a checksum; of the headers that serve, stores of
 * other makers all know this one. Directory buckets alone do not, and have no Object Lock.
 */
function bodyOf(bytes: Uint8Array, bucket: string): { Body: Uint8Array; ContentLength: number; ContentMD5?: string } {
  const body = { Body: bytes, ContentLength: bytes.length };
  const ContentMD5 = bucket.endsWith('--x-s3') ? undefined : contentMd5(bytes);
  return ContentMD5 === undefined ? body : { ...body, ContentMD5 };
}

/** A store that took an object says its ETag; a sign-in page in between does not. */
function confirm({ ETag }: { readonly ETag?: string | undefined }): void {
  if (ETag === undefined) throw new StoreFault('transient', 'the store did not confirm the object');
}

/** Where a bucket is, from the answer to HeadBucket, be it an error. */
function regionNamed(answer: unknown): string | null {
  const header = headerOf(answer, 'x-amz-bucket-region');
  if (header !== null || typeof answer !== 'object' || answer === null || !('BucketRegion' in answer)) return header;
  return typeof answer.BucketRegion === 'string' ? answer.BucketRegion : null;
}

/**
 * Whether an answer with status 200 is none of a store's: every object has an ETag, and no store sends a web page without numbering the
 * request (an object may well say that it is HTML).
 */
function isForeign({ ETag, ContentType, $metadata }: GetObjectCommandOutput): boolean {
  if (ETag === undefined) return true;
  return /^text\/html\b/i.test(ContentType ?? '') && $metadata.requestId === undefined && $metadata.extendedRequestId === undefined;
}

/** Undoes `encoding-type=url`, in which a space is a plus sign. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** Whether a request failed without the store having judged it: no status at all, or the store's own trouble. */
function isNoAnswer(answer: unknown): answer is Error {
  if (!(answer instanceof Error)) return false;
  const { $metadata } = answer as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return ($metadata?.httpStatusCode ?? 599) >= 500;
}
