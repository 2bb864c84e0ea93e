/**
 * Decides, at the start of a line, whether what follows is one record a line or a document that spans lines.
 *
 * Every answer depends on the bytes alone, never on how they were cut into chunks: each look stops at a fixed number of bytes,
 * and asks for more while it does not have them.
 */
import type { Buffer } from 'node:buffer';
import { parseJson } from '../core/json/parse.ts';
import { isObject } from '../core/json/value.ts';
import type { ByteWindow } from './byte-window.ts';
import { createTokenValidator, type TokenValidator } from './json-tokens.ts';
import { isSpace, ValueScanner } from './value-scanner.ts';

const NEWLINE = 0x0a;
const OPEN_BRACKET = 0x5b;

/** A line longer than this is looked at before it is complete: it may be a whole document in one line. */
export const LONG_LINE = 256 * 1024;
/** So many items are handed over at once: whoever takes them has other things to do, too. */
export const MOST_ITEMS = 1024;
/** How far behind a line that is not JSON by itself to look for the rest of a document. */
const PROBE_LIMIT = 1024 * 1024;
/** An array of records, or of whatever the next line holds. */
const OPENS_ARRAY = /^\[\s*(?:[[{]|$)/;
const PROBE_PIECE = 16 * 1024;
/** How many lines behind a broken one are asked what they are. */
const FOLLOWING_LINES = 2;

/**
 * A long line is a document when it opens an array or an envelope, or holds several values.
 * @param length how many of its bytes to look at; the window holds them
 */
export function longLineIsDocument(window: ByteWindow, start: number, length: number): boolean {
  if (window.byteAt(start) === OPEN_BRACKET) {
    // `[{` is an array of records even with a defect in it; `[2026-03-01] started` is a line of some other log.
    return OPENS_ARRAY.test(window.text(start, start + length)) || isAccepted(createTokenValidator(), window.view(start, start + length));
  }
  const scanner = new ValueScanner(start, { watchEnvelope: true });
  const result = scanner.scan(window, start + length);
  if (result === 'records') return true;
  return result === 'end' && window.view(scanner.at, start + length).some((byte) => !isSpace(byte));
}

/** What an artifact's broken lines may still cost; see {@link isDocumentStart}. */
export interface ProbeBudget {
  bytes: number;
}

/** Enough for tens of thousands of broken lines, each of which is found out within a line or two. */
export const PROBE_BUDGET = 32 * 1024 * 1024;

/**
 * A line that is not JSON by itself: is it a broken record, or the first line of a document?
 * @param start the line's first byte
 * @param newline the line break that ends it, or the end of the input
 * @param atEnd no more bytes will come
 * @param budget is drawn on for the bytes looked at, so that many broken lines cost linear time; when it is used up, only the
 *   neighbouring lines are asked
 * @returns undefined while more bytes are needed to tell
 */
export function isDocumentStart(
  window: ByteWindow,
  start: number,
  newline: number,
  atEnd: boolean,
  budget: ProbeBudget,
): boolean | undefined {
  const near = linesFrom(window, newline + 1, Math.min(window.end, start + PROBE_LIMIT), atEnd);
  if (near.length === FOLLOWING_LINES && goesOnBehind(window, start, newline) && looksLikeDocument(window, start, newline, near))
    return true;
  return isDocumentByProbe(window, start, newline, atEnd, budget);
}

/**
 * Whether a value begins at `start` that the line does not end. Then the line is a document if it looks like one: what is valid as far
 * as a probe looks is one as well.
 */
function goesOnBehind(window: ByteWindow, start: number, newline: number): boolean {
  return new ValueScanner(start).scan(window, newline) === 'more';
}

/** What {@link isDocumentStart} finds out by looking at a whole value. */
export function isDocumentByProbe(
  window: ByteWindow,
  start: number,
  newline: number,
  atEnd: boolean,
  budget: ProbeBudget,
): boolean | undefined {
  const limit = Math.min(window.end, start + PROBE_LIMIT);
  const atLimit = atEnd || window.end >= start + PROBE_LIMIT;
  const validate = createTokenValidator();
  const scanner = new ValueScanner(start);
  let valid = budget.bytes > 0;
  for (let at = start; valid && at < limit; at += PROBE_PIECE) {
    const to = Math.min(at + PROBE_PIECE, limit);
    // Whole pieces only, so that what a probe costs does not depend on how the input was cut.
    if (to < at + PROBE_PIECE && !atLimit) return undefined;
    const result = scanner.scan(window, to);
    valid = result !== 'defect' && isAccepted(validate, window.view(at, scanner.at));
    if (result !== 'end') continue;
    // The first value is complete. The validator may still hold back its last characters, so it is asked for as a whole.
    valid &&= isWholeValue(window.text(start, scanner.at));
    // Across lines it is a document, and on one line the rest of the line decides.
    if (valid) return scanner.at > newline || valuesFillLine(window, scanner.at, newline, atEnd, budget);
    break;
  }
  if (valid && !atLimit) return undefined;
  // So much JSON that goes on across lines is a document, wherever it ends.
  if (valid && limit === start + PROBE_LIMIT) return true;
  const following = linesFrom(window, newline + 1, limit, atEnd);
  if (following.length < FOLLOWING_LINES && !atLimit) return undefined;
  budget.bytes -= scanner.at - start;
  return looksLikeDocument(window, start, newline, following);
}

function isAccepted(validate: TokenValidator, bytes: Buffer): boolean {
  try {
    // Latin-1 keeps one character per byte: what is JSON does not depend on what stands inside its strings.
    validate(bytes.toString('latin1'));
    return true;
  } catch {
    return false;
  }
}

/**
 * The bytes do not decide: they hold a defect, or no end in sight. Lines that are records by themselves speak for a broken
 * record before them; an opening array or envelope, or a next line that goes on with a key or a bracket, for a document.
 */
function looksLikeDocument(window: ByteWindow, start: number, newline: number, following: readonly string[]): boolean {
  if (following.length > 0 && following.every(isRecord)) return false;
  if (window.byteAt(start) === OPEN_BRACKET) return OPENS_ARRAY.test(window.text(start, Math.min(newline, start + LONG_LINE)));
  const scanner = new ValueScanner(start, { watchEnvelope: true });
  const result = scanner.scan(window, newline);
  if (result === 'records') return true;
  return result === 'more' && !scanner.inString && /^["\]},]/.test(following[0] ?? '');
}

/** Whether nothing but valid values stands between `from` and the end of the line; the last may go on behind it. */
function valuesFillLine(window: ByteWindow, from: number, newline: number, atEnd: boolean, budget: ProbeBudget): boolean | undefined {
  let at = from;
  while (at < newline) {
    if (isSpace(window.byteAt(at) ?? 0)) {
      at++;
      continue;
    }
    const scanner = new ValueScanner(at);
    const result = scanner.scan(window, newline);
    if (isWholeValue(window.text(at, scanner.at))) at = scanner.at;
    else return result === 'more' ? isDocumentStart(window, at, newline, atEnd, budget) : false;
  }
  return true;
}

function isWholeValue(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function isRecord(line: string): boolean {
  // Whatever else it is: an error that is thrown and caught costs more than all the rest of a line.
  if (!line.startsWith('{') || !line.endsWith('}')) return false;
  try {
    return isObject(parseJson(line));
  } catch {
    return false;
  }
}

/** The next lines that are not blank and wholly in sight, trimmed; at most {@link FOLLOWING_LINES}. */
function linesFrom(window: ByteWindow, from: number, limit: number, atEnd: boolean): string[] {
  const lines: string[] = [];
  let start = from;
  while (lines.length < FOLLOWING_LINES && start < limit) {
    const newline = window.indexOf(NEWLINE, start);
    const complete = newline !== -1 && newline < limit;
    if (!complete && !(atEnd && limit === window.end)) break;
    const end = complete ? newline : limit;
    const text = window.text(start, end).trim();
    if (text !== '') lines.push(text);
    start = end + 1;
  }
  return lines;
}
