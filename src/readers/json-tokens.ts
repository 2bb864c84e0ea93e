/**
 * stream-json as a validator: text pieces in, nothing or an error out. The only file that knows the package.
 *
 * Owns: the options that keep it fast and its memory flat. Its tokens are dropped: they carry neither offsets nor spelling.
 */
import { jsonParser } from 'stream-json/core/parser.js';

/** Accepts one piece of a stream of JSON values. Throws when the pieces so far cannot begin valid JSON. */
export type TokenValidator = (piece: string) => void;

/** A validator for one run of concatenated JSON values. */
export function createTokenValidator(): TokenValidator {
  const parse = jsonParser({ jsonStreaming: true, packValues: true, streamValues: false });
  return (piece) => {
    parse(piece);
  };
}
