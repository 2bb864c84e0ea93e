/**
 * What is certainly no JSON text, said by name instead of as a thousand malformed records.
 *
 * Owns: the signatures. Must not know: how to read any of them.
 */
import { SNIFF_BYTES, type ByteStream, type Decoder } from '../core/ports.ts';
import { ArtifactError } from '../core/problem.ts';

interface Signature {
  /** "it is …". */
  readonly what: string;
  readonly offset?: number;
  /** Bytes, one character each. */
  readonly bytes: string;
  /** The signature could also begin a text: it counts only beside bytes that no text has. */
  readonly weak?: true;
}

const SIGNATURES: readonly Signature[] = [
  { what: 'a zip archive (or an Excel workbook)', bytes: 'PK\x03\x04' },
  { what: 'an empty zip archive', bytes: 'PK\x05\x06' },
  { what: 'a part of a zip archive', bytes: 'PK\x07\x08' },
  { what: 'a bzip2 archive', bytes: '1AY&SY', offset: 4 },
  { what: 'an empty bzip2 archive', bytes: '\x17\x72\x45\x38\x50\x90', offset: 4 },
  { what: 'an xz archive', bytes: '\xfd7zXZ\x00' },
  { what: 'a 7z archive', bytes: '7z\xbc\xaf\x27\x1c' },
  { what: 'a rar archive', bytes: 'Rar!\x1a\x07' },
  { what: 'an lz4 archive', bytes: '\x04\x22\x4d\x18' },
  { what: 'a snappy archive', bytes: '\xff\x06\x00\x00sNaPpY' },
  { what: 'an lzop archive', bytes: '\x89LZO\x00' },
  { what: 'a compress (.Z) archive', bytes: '\x1f\x9d' },
  { what: 'a gzip archive of a kind that was never defined', bytes: '\x1f\x8b' },
  { what: 'a tar archive', bytes: 'ustar', offset: 257, weak: true },
  { what: 'a Parquet file', bytes: 'PAR1' },
  { what: 'an encrypted Parquet file', bytes: 'PARE' },
  { what: 'an ORC file', bytes: 'ORC', weak: true },
  { what: 'an Avro file', bytes: 'Obj\x01' },
  { what: 'an Arrow file', bytes: 'ARROW1\x00\x00' },
  { what: 'an SQLite database', bytes: 'SQLite format 3\x00' },
  { what: 'a Windows event log', bytes: 'ElfFile\x00' },
  { what: 'a packet capture', bytes: '\xd4\xc3\xb2\xa1' },
  { what: 'a packet capture', bytes: '\xa1\xb2\xc3\xd4' },
  { what: 'a packet capture', bytes: '\x0a\x0d\x0d\x0a', weak: true },
  { what: 'a PDF document', bytes: '%PDF-' },
  { what: 'an ELF program', bytes: '\x7fELF' },
  { what: 'a Windows program', bytes: 'MZ', weak: true },
  { what: 'UTF-32 text', bytes: '\xff\xfe\x00\x00' },
  { what: 'UTF-32 text', bytes: '\x00\x00\xfe\xff' },
  { what: 'UTF-32 text', bytes: '{\x00\x00\x00' },
  { what: 'UTF-32 text', bytes: '[\x00\x00\x00' },
  { what: 'UTF-32 text', bytes: '\x00\x00\x00{' },
  { what: 'UTF-32 text', bytes: '\x00\x00\x00[' },
];

/** Comes after the decoders that can: it recognises what none of them took, and always throws. */
export const unsupported: Decoder = {
  name: 'unsupported',
  recognises: (head) => formatOf(head) !== null,
  decode: refuse,
};

/** A stream that fails before its first byte. */
async function* refuse(stored: ByteStream): ByteStream {
  const head: number[] = [];
  for await (const chunk of stored) {
    head.push(...chunk.subarray(0, SNIFF_BYTES - head.length));
    if (head.length >= SNIFF_BYTES) break;
  }
  throw new ArtifactError('unsupported-format', `it is ${formatOf(Uint8Array.from(head)) ?? 'of an unknown format'}`);
}

/** What a file with this head is; null when it may be text. */
function formatOf(head: Uint8Array): string | null {
  return SIGNATURES.find((signature) => matches(head, signature))?.what ?? null;
}

function matches(head: Uint8Array, { bytes, offset = 0, weak }: Signature): boolean {
  if (head.length < offset + bytes.length) return false;
  for (let at = 0; at < bytes.length; at++) if (head[offset + at] !== bytes.charCodeAt(at)) return false;
  return weak !== true || head.subarray(0, SNIFF_BYTES).some((byte) => byte < 0x09);
}
