/**
 * UTF-16 text, as PowerShell and old Excel write it, to UTF-8.
 *
 * Owns: recognising it by its byte order mark, or without one by how JSON begins; halves of characters between chunks. A half
 * surrogate becomes U+FFFD. Must not know: JSON beyond its first two characters.
 */
import { Buffer } from 'node:buffer';
import type { ByteStream, Decoder } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';

type Order = 'little' | 'big';

const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const JSON_STARTS = new Set([0x7b, 0x5b]);

/** Recognised with or without a byte order mark; the mark is dropped. */
export const utf16: Decoder = {
  name: 'utf-16',
  recognises: (head) => orderOf(head) !== null,
  decode: transcode,
};

async function* transcode(stored: ByteStream): ByteStream {
  const text = new TextDecoder('utf-16le');
  let order: Order | null = null;
  let held = new Uint8Array(0);
  for await (const chunk of stored) {
    const bytes = new Uint8Array(held.length + chunk.length);
    bytes.set(held);
    bytes.set(chunk, held.length);
    // The order shows within the first bytes; until it does they are held.
    order ??= orderOf(bytes);
    const whole = order === null ? 0 : bytes.length - (bytes.length % 2);
    held = bytes.slice(whole);
    if (whole === 0) continue;
    const pairs = Buffer.from(bytes.buffer, 0, whole);
    const utf8 = Buffer.from(text.decode(order === 'big' ? pairs.swap16() : pairs, { stream: true }), 'utf8');
    if (utf8.length > 0) yield utf8;
  }
  const rest = Buffer.from(text.decode(), 'utf8');
  if (rest.length > 0) yield rest;
  if (held.length > 0) throw new ArtifactError('corrupt-archive', 'the UTF-16 text ends in the middle of a character');
}

/** Null when it is not UTF-16, or does not show yet. */
function orderOf(head: Uint8Array): Order | null {
  const [first, second, third, fourth] = head;
  // FF FE 00 00 is UTF-32.
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? null : 'little';
  if (first === 0xfe && second === 0xff) return 'big';
  if (looksLikeJson(head, 0)) return 'little';
  return looksLikeJson(head, 1) ? 'big' : null;
}

/** Whether white space, `{` or `[`, and one more ASCII character (if there is more) stand there with a NUL each. */
function looksLikeJson(head: Uint8Array, low: 0 | 1): boolean {
  for (let at = 0; at + 1 < head.length; at += 2) {
    const unit = asciiAt(head, at, low);
    if (unit === null) return false;
    if (WHITE_SPACE.has(unit)) continue;
    return JSON_STARTS.has(unit) && (at + 3 >= head.length || asciiAt(head, at + 2, low) !== null);
  }
  return false;
}

function asciiAt(head: Uint8Array, at: number, low: 0 | 1): number | null {
  const unit = head[at + low] ?? 0;
  const high = head[at + 1 - low] ?? 0;
  return high === 0 && unit > 0 && unit < 0x80 ? unit : null;
}
