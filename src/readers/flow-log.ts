/**
 * The reader of VPC flow logs: words separated by spaces, one record a line, their order told by a header, by the user, or the default one.
 *
 * Owns: which layout a line has, and turning it into a record with AWS's field names. A field that is `-` is left out. A line that does
 * not fit is rejected, never guessed at. Must not know: what a flow means.
 */
import { isIP } from 'node:net';
import {
  ADDRESS_FIELDS,
  DEFAULT_FLOW_LAYOUT,
  EXPORT_TIME,
  isDefaultFlowLine,
  isExportTime,
  NUMBER_FIELDS,
  readFlowHeader,
} from '../core/flow-fields.ts';
import { parseJson } from '../core/json/parse.ts';
import { ExactNumber, type JsonValue } from '../core/json/value.ts';
import { RAW_LIMIT, type ByteStream, type RawRecord, type ReadItem, type ReadLimits, type RecordReader } from '../core/ports.ts';
import type { ProblemCode } from '../core/problem.ts';
import { TextLines, type TextLine } from './text-lines.ts';

type Layout = readonly string[];

/** Recognises flow logs by a header, a default line, or the ids and words that no other log has side by side. */
export const flowLogReader: RecordReader = createFlowLogReader(null);

/**
 * Creates a reader.
 * @param layout the order of the fields where no header tells it, or null when only the default one is known. A header always counts:
 *   it is what the file itself says.
 */
export function createFlowLogReader(layout: Layout | null): RecordReader {
  return {
    name: 'flow-log',
    recognises: (head) => isFlowLog(head, layout),
    read: (decoded, limits) => readFlowLog(decoded, limits, layout),
  };
}

async function* readFlowLog(decoded: ByteStream, limits: ReadLimits, layout: Layout | null): AsyncGenerator<readonly ReadItem[]> {
  const lines = new TextLines(limits);
  const parser = new FlowLineParser(layout);
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const chunk of decoded) {
      const items = parser.readAll(lines.push(chunk));
      if (items.length > 0) yield items;
    }
  } catch (error) {
    failure = { error };
  }
  const items = parser.readAll(lines.end());
  if (items.length > 0) yield items;
  if (failure !== null) throw failure.error;
}

class FlowLineParser {
  #layout: Layout | null;

  constructor(layout: Layout | null) {
    this.#layout = layout;
  }

  readAll(lines: Iterable<ReadItem | TextLine>): ReadItem[] {
    const items: ReadItem[] = [];
    for (const line of lines) {
      const item = line.kind === 'line' ? this.#read(line) : line;
      if (item !== null) items.push(item);
    }
    return items;
  }

  /** Null for a header, or a line that holds nothing. */
  #read(line: TextLine): ReadItem | null {
    const words = wordsOf(line.text);
    if (words.length === 0) return null;
    const exported = words.length > 1 && isExportTime(words[0] ?? '') ? words.shift() : undefined;
    const header = readFlowHeader(words);
    if (header !== null) {
      this.#layout = header.doubled === null ? header.layout : null;
      return header.doubled === null ? null : reject(line, 'flow-log-layout', `its header names ${header.doubled} twice`);
    }
    if (this.#layout === null) {
      if (!isDefaultFlowLine(words))
        return reject(line, 'flow-log-layout', `${count(words)} that no header names, and not as in the default`);
      this.#layout = DEFAULT_FLOW_LAYOUT;
    }
    if (words.length !== this.#layout.length) {
      return reject(line, 'malformed-flow', `it has ${count(words)}, and its layout ${this.#layout.length}`);
    }
    const value: Record<string, JsonValue> = {};
    if (exported !== undefined) value[EXPORT_TIME] = exported;
    for (let i = 0; i < words.length; i++) {
      const [name, word] = [this.#layout[i] ?? '', words[i] ?? ''];
      if (word === '-') continue;
      if (NUMBER_FIELDS.has(name)) {
        if (!/^\d+$/.test(word)) return reject(line, 'malformed-flow', `its ${name} is no number`);
        value[name] = numberOf(word);
      } else {
        if (ADDRESS_FIELDS.has(name) && isIP(word) === 0) return reject(line, 'malformed-flow', `its ${name} is no address`);
        value[name] = word;
      }
    }
    return new FlowRecord(value, line);
  }
}

/** Its JSON text is made when a finding asks for it, which few records live to see. */
class FlowRecord implements RawRecord {
  readonly kind = 'record';
  readonly value: Readonly<Record<string, JsonValue>>;
  readonly line: number;
  readonly index = null;
  readonly offset: number;
  readonly invalidBytes: Uint8Array | null;

  constructor(value: Readonly<Record<string, JsonValue>>, line: TextLine) {
    this.value = value;
    this.line = line.line;
    this.offset = line.offset;
    this.invalidBytes = line.invalidBytes;
  }

  get text(): string {
    const members = Object.entries(this.value).map(
      ([name, value]) => `${JSON.stringify(name)}:${value instanceof ExactNumber ? value.text : JSON.stringify(value)}`,
    );
    return `{${members.join(',')}}`;
  }
}

/** Spelled as JSON would spell it, it is a number; what zeros stand before stays text, and so keeps them. */
function numberOf(word: string): JsonValue {
  if (word.length > 1 && word.startsWith('0')) return word;
  return word.length < 16 ? Number(word) : parseJson(word);
}

/** No layout has so many fields, and a hostile line is not to be cut into millions. */
const MOST_WORDS = 256;

function wordsOf(text: string): string[] {
  const words = text.split(/[ \t\r]+/, MOST_WORDS + 1);
  if (words[0] === '') words.shift();
  if (words.at(-1) === '') words.pop();
  return words;
}

function count(words: readonly string[]): string {
  if (words.length > MOST_WORDS) return `more than ${MOST_WORDS} fields`;
  return words.length === 1 ? '1 field' : `${words.length} fields`;
}

function reject(line: TextLine, code: ProblemCode, detail: string): ReadItem {
  const { line: number, offset, bytes, text } = line;
  return { kind: 'rejected', code, detail, line: number, index: null, offset, bytes, raw: text.slice(0, RAW_LIMIT) };
}

/** Whether bytes that begin like this are flow logs; with a layout given, also by their number of words. */
function isFlowLog(head: Uint8Array, layout: Layout | null): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  if (/^[[{"]/.test(text)) return false;
  const newline = text.indexOf('\n');
  const words = wordsOf(newline === -1 ? text : text.slice(0, newline));
  if (words.length > 1 && isExportTime(words[0] ?? '')) words.shift();
  if (isDefaultFlowLine(words) || readFlowHeader(words) !== null) return true;
  // A long header is cut in the middle of its last name.
  if (newline === -1 && words.length > 4 && readFlowHeader(words.slice(0, -1)) !== null) return true;
  if (layout !== null && words.length === layout.length) return true;
  return (
    words.length > 3 && words.some((word) => /^eni-[0-9a-f]{8,17}$/.test(word)) && words.some((word) => isIP(word) !== 0 || word === '-')
  );
}
