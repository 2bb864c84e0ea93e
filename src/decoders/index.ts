/**
 * The decoders, in the order they are tried. A further one is one file, one line here and one row in test/contract/decoders.test.ts.
 */
import type { Decoder } from '../core/ports.ts';
import { gzip } from './gzip.ts';
import { unsupported } from './unsupported.ts';
import { utf16 } from './utf16.ts';
import { zstd } from './zstd.ts';

/** `unsupported` stands last: it names what the others do not take. */
export const DECODERS: readonly Decoder[] = [gzip, zstd, utf16, unsupported];
