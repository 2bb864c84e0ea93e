/**
 * Bytes of a rule's text, and their Base64 (RFC 4648, section 4), also of a text that stands somewhere inside encoded data.
 *
 * The core has no encoder of the machine to call, and rules' texts are short. Must not know: patterns, modifiers.
 */
export type Charset = 'utf8' | 'utf16le' | 'utf16be' | 'utf16';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SPACE = 0x20;

/** The bytes of a text. `utf16` is little endian behind a byte order mark; half a surrogate pair becomes U+FFFD in UTF-8. */
export function bytesOf(text: string, charset: Charset): readonly number[] {
  if (charset === 'utf8')
    return Array.from(text, (point) => utf8Of(/\p{Surrogate}/u.test(point) ? 0xfffd : (point.codePointAt(0) ?? 0))).flat();
  const bytes = Array.from({ length: text.length }, (_, index) => {
    const unit = text.charCodeAt(index);
    return charset === 'utf16be' ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8];
  }).flat();
  return charset === 'utf16' ? [0xff, 0xfe, ...bytes] : bytes;
}

function utf8Of(point: number): readonly number[] {
  if (point < 0x80) return [point];
  const last = 0x80 | (point & 63);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), last];
}

/** Base64 with padding. */
export function encodeBase64(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const present = Math.min(3, bytes.length - at);
    for (let index = 0; index < 4; index++) text += index <= present ? ALPHABET.charAt((bits >> (18 - 6 * index)) & 63) : '=';
  }
  return text;
}

/** Fewer bytes leave no character of their own in one of the variants. */
export const FEWEST_OFFSET_BYTES = 2;

/**
 * What stands in the Base64 of any data that holds these bytes, whether 0, 1 or 2 bytes (modulo 3) go before them: the
 * characters that depend on nothing else.
 * @param bytes at least {@link FEWEST_OFFSET_BYTES}
 */
export function offsetVariants(bytes: readonly number[]): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = encodeBase64([...Array<number>(before).fill(SPACE), ...bytes]);
    const behind = [0, 3, 2][(bytes.length + before) % 3] ?? 0;
    return encoded.slice([0, 2, 3][before], encoded.length - behind);
  });
}
