/**
 * What the SDK threw → a StoreFault with one clear clause.
 *
 * Owns: the codes of S3 and of the network, in words. Never quotes credentials: of what the store said only messages that are known to
 * name no secret are passed on. Must not know: the SDK itself (it goes by the shape of the error), retries.
 */
import { StoreFault, type FaultKind } from './store.ts';

/** What a request was about, for the sentence. */
export interface Asked {
  /** The permission it takes, e.g. `s3:GetObject`. */
  readonly action: string;
  readonly bucket: string;
  readonly key?: string;
  /** Where requests go, e.g. `127.0.0.1:7070`; for a store that does not answer. */
  readonly endpoint: string | null;
  readonly region: string;
  /** The profile that was asked for by name. */
  readonly profile?: string | undefined;
}

const LONGEST_QUOTE = 500;

/** Codes whose meaning does not depend on what was asked. */
const CODES: Readonly<Record<string, readonly [FaultKind, string]>> = {
  InvalidAccessKeyId: ['identity', 'the access key is not known to the store; check the credentials or choose a --profile'],
  // What versitygw calls it, with the status 404.
  XAdminUserNotFound: ['identity', 'the access key is not known to the store; check the credentials or choose a --profile'],
  SignatureDoesNotMatch: ['identity', 'the signature does not match: the secret key is wrong for this access key'],
  ExpiredToken: ['identity', 'the credentials have expired; renew them (aws sso login, or a new session) and scan again'],
  ExpiredTokenException: ['identity', 'the credentials have expired; renew them (aws sso login, or a new session) and scan again'],
  TokenRefreshRequired: ['identity', 'the credentials have expired; renew them (aws sso login, or a new session) and scan again'],
  InvalidToken: ['identity', 'the session token is malformed or belongs to other credentials'],
  RequestTimeTooSkewed: ['clock', "this machine's clock differs from the store's by more than it accepts (15 minutes); set the clock"],
  RequestExpired: ['clock', "this machine's clock differs from the store's by more than it accepts (15 minutes); set the clock"],
  PreconditionFailed: ['changed', 'it was overwritten'],
  InvalidRange: ['changed', 'it has become shorter'],
  NoSuchKey: ['no-such-key', 'there is no such object'],
  NoSuchUpload: ['no-such-upload', 'the store no longer knows the upload: it is complete, or somebody or a lifecycle rule ended it'],
  NoSuchVersion: ['no-such-key', 'that version no longer exists'],
  SlowDown: ['transient', 'the store asked to slow down (503 SlowDown)'],
  BadDigest: ['transient', 'what was sent did not arrive whole (BadDigest)'],
  RequestTimeout: ['transient', 'the store waited too long for the request (RequestTimeout)'],
  KMSNotFoundException: ['denied', 'the KMS key it is encrypted with does not exist'],
  'KMS.DisabledException': ['denied', 'the KMS key it is encrypted with is disabled'],
};

const NETWORK: Readonly<Record<string, readonly [FaultKind, string]>> = {
  ENOTFOUND: ['unreachable', 'its name cannot be resolved'],
  EAI_AGAIN: ['unreachable', 'its name cannot be resolved at the moment'],
  ECONNREFUSED: ['unreachable', 'nothing answers there (connection refused)'],
  EHOSTUNREACH: ['unreachable', 'there is no way to it'],
  ENETUNREACH: ['unreachable', 'there is no network'],
  CERT_HAS_EXPIRED: ['refused', 'its certificate has expired'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['refused', 'its certificate is self-signed (NODE_EXTRA_CA_CERTS=<file> trusts one)'],
  SELF_SIGNED_CERT_IN_CHAIN: ['refused', 'its certificate is self-signed (NODE_EXTRA_CA_CERTS=<file> trusts one)'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['refused', 'its certificate cannot be verified (NODE_EXTRA_CA_CERTS=<file> trusts one)'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['refused', 'its certificate is for another name'],
  EPROTO: ['refused', 'it does not speak TLS (http:// instead of https://?)'],
};

/** Explains an error of the SDK; a {@link StoreFault} stays what it is. */
export function toStoreFault(error: unknown, asked: Asked): StoreFault {
  if (error instanceof StoreFault) return error;
  const [kind, detail] = judge(error, asked);
  return new StoreFault(kind, detail, { cause: error });
}

function judge(error: unknown, asked: Asked): readonly [FaultKind, string] {
  const code = codeOf(error);
  const status = statusOf(error);
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code === 'CredentialsProviderError' || code === 'TokenProviderError') return ['identity', withoutCredentials(error, asked)];
  if (code === 'NoSuchBucket') return ['no-such-bucket', `there is no bucket ${asked.bucket}`];
  if (code === 'InvalidBucketName') return ['no-such-bucket', `${asked.bucket} is no valid name of a bucket`];
  if (code === 'InvalidObjectState') return ['archived', describeArchive(error)];
  if (
    code === 'PermanentRedirect' ||
    code === 'AuthorizationHeaderMalformed' ||
    code === 'IllegalLocationConstraintException' ||
    status === 301
  )
    return ['wrong-region', describeRegion(error, asked)];
  const network = NETWORK[systemCodeOf(error)];
  if (network !== undefined) return [network[0], `${asked.endpoint ?? 'the store'} cannot be reached: ${network[1]}`];
  if (status === 412) return ['changed', 'it was overwritten'];
  if (status === 416) return ['changed', 'it has become shorter'];
  if (status === 403 || status === 401 || code === 'AccessDenied') return ['denied', describeDenial(error, asked)];
  // An answer without a body has no code, and the SDK gives it one of these.
  if (status === 404 && ['NotFound', 'UnknownError', 'Unknown', ''].includes(code))
    return asked.key === undefined ? ['no-such-bucket', `there is no bucket ${asked.bucket}`] : ['no-such-key', 'there is no such object'];
  if (status === null || status < 300 || status === 429 || status >= 500) return ['transient', describeTrouble(error, code, status)];
  return ['refused', `the store answered ${status} ${code}${quote(error)}`];
}

/** Who was denied what: AWS says it in its message for principals of the same organisation; others say just "Access Denied". */
function describeDenial(error: unknown, { action, bucket, key }: Asked): string {
  const what = `access denied: ${action} on ${key === undefined ? `the bucket ${bucket}` : 'this object'}`;
  const message = messageOf(error);
  return message.startsWith('User: ') ? `${what} (${message})` : what;
}

function describeArchive(error: unknown): string {
  const storageClass = fieldOf(error, 'StorageClass');
  return `it is archived${storageClass === null ? '' : ` in storage class ${storageClass}`} and must be restored before it can be read`;
}

function describeRegion(error: unknown, { bucket, region }: Asked): string {
  const right = regionOf(error);
  const where = right === null || right === region ? 'in another region' : `in region ${right}`;
  return `the bucket ${bucket} is ${where}, not ${region} (--region ${right ?? '<region>'})`;
}

/** The region an answer says the bucket is in: a header, or the element `Region` of its error; null when it says none. */
export function regionOf(error: unknown): string | null {
  return headerOf(error, 'x-amz-bucket-region') ?? fieldOf(error, 'Region');
}

/** The SDK's own advice names files and variables, no values. */
function withoutCredentials(error: unknown, { profile }: Asked): string {
  const message = messageOf(error);
  const expired = /expired|refresh/i.test(message);
  if (expired) return `the credentials have expired or cannot be renewed: ${message}`;
  const where = profile === undefined ? '' : ` in the profile ${profile}`;
  return `no usable credentials were found${where}: ${message} (--profile <name> chooses others, --no-sign-request asks without any)`;
}

function describeTrouble(error: unknown, code: string, status: number | null): string {
  if (status !== null && status >= 300) return `the store answered ${status} ${code}`;
  const system = systemCodeOf(error);
  return `the connection broke (${system === '' ? messageOf(error) || code : system})`;
}

function quote(error: unknown): string {
  const message = messageOf(error);
  return message === '' ? '' : `: ${message}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message.length > LONGEST_QUOTE ? `${message.slice(0, LONGEST_QUOTE)}…` : message;
}

/** S3's code, which the SDK makes the error's name. */
function codeOf(error: unknown): string {
  const code = fieldOf(error, 'Code');
  return code ?? (error instanceof Error ? error.name : '');
}

/** Node's code, of the error itself or of what caused it; several addresses of one name fail together. */
function systemCodeOf(error: unknown): string {
  const own = fieldOf(error, 'code') ?? '';
  if (own !== '' || typeof error !== 'object' || error === null) return own;
  if ('errors' in error && Array.isArray(error.errors)) return fieldOf(error.errors[0], 'code') ?? '';
  return 'cause' in error ? (fieldOf(error.cause, 'code') ?? '') : '';
}

function fieldOf(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const field = (value as Record<string, unknown>)[name];
  return typeof field === 'string' ? field : null;
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

/** A header of the answer behind an error; null when there was none. */
export function headerOf(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null || !('$response' in error)) return null;
  const response = error.$response;
  return typeof response === 'object' && response !== null && 'headers' in response ? fieldOf(response.headers, name) : null;
}
