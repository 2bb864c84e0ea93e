/**
 * S3 locations: `s3://bucket/key` as text and as its two parts.
 *
 * Owns: the spelling. A key is any text: nothing in it is decoded, joined or normalised. Must not know: what stands there.
 */

/** A bucket and what follows it: a key, a prefix or a pattern, perhaps empty. */
export interface Location {
  readonly bucket: string;
  readonly key: string;
}

const SCHEME = 's3://';

/** Whether a path the user gave is in a bucket; `s3://` is accepted in any case. */
export function isS3Path(path: string): boolean {
  return path.slice(0, SCHEME.length).toLowerCase() === SCHEME;
}

/** A path's parts, or a clause that says what is wrong with it. */
export function parseLocation(path: string): Location | string {
  const rest = path.slice(SCHEME.length);
  const slash = rest.indexOf('/');
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  if (bucket === '') return 'it names no bucket (s3://bucket/prefix/)';
  // The rules AWS gives names; stores of other makers allow no more. An access point's ARN holds ':' and '/'.
  if (bucket.startsWith('arn:')) return 'ARNs cannot be written as s3:// paths; use the alias of the access point';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(bucket)) return 'the name of a bucket consists of letters, digits, dots and hyphens';
  return { bucket, key: slash === -1 ? '' : rest.slice(slash + 1) };
}

/** How findings cite an object. */
export function uriOf({ bucket, key }: Location): string {
  return `${SCHEME}${bucket}/${key}`;
}
