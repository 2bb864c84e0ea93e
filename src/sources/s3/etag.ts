/**
 * MD5s, as S3 asks for and gives them. An ETag is the MD5 of the bytes; for parts, the MD5 over their MD5s and "-N" (User Guide, "Checking
 * object integrity"). Objects encrypted with a KMS key have other ones.
 *
 * Owns: working them out, their quotes. Must not know: requests.
 */
import { createHash } from 'node:crypto';

/** The ETag of bytes sent at once, without quotes; null where Node has no MD5 (FIPS). */
export function wholeEtag(bytes: Uint8Array): string | null {
  return md5(bytes)?.toString('hex') ?? null;
}

/** The header Content-MD5 (RFC 1864) for bytes; undefined where Node has no MD5. */
export function contentMd5(bytes: Uint8Array): string | undefined {
  return md5(bytes)?.toString('base64');
}

/** The ETag of an object made of parts, from theirs; null when one of them is no MD5. */
export function partsEtag(parts: readonly string[]): string | null {
  const digests = parts.map(bareEtag);
  if (!digests.every((digest) => /^[0-9a-f]{32}$/i.test(digest))) return null;
  const digest = md5(Buffer.from(digests.join(''), 'hex'));
  return digest === null ? null : `${digest.toString('hex')}-${parts.length}`;
}

/** An ETag without its quotes and the mark of a weak one. */
export function bareEtag(etag: string): string {
  return etag.replace(/^(?:W\/)?"?|"?$/g, '');
}

function md5(bytes: Uint8Array): Buffer | null {
  try {
    return createHash('md5').update(bytes).digest();
  } catch {
    return null;
  }
}
