/**
 * The line of a rule file that an issue points at, with the word underlined. Owns: how far that word goes, judged by the line alone.
 *
 * Must not know: what the word means. Positions are 1-based and count UTF-16 units, as editors do.
 */
import { escapeTerminal } from '../sinks/escape.ts';
import { displayWidth } from '../sinks/display-width.ts';

/** Columns of the file that are shown of a long line. */
const WIDEST = 120;
const BEFORE = 40;
/** So far around a column is looked: a line may have millions of characters, too many for an expression. */
const FARTHEST = 1000;

const QUOTED = /^(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')/;
const FLOW_SCALAR = /^(?:(?!\s#|:(?:\s|$))[^,[\]{}])+/;
const BLOCK_SCALAR = /^(?:(?!\s#|:(?:\s|$)).)+/;
const WORD = /^[\p{L}\p{N}_*.|-]+/u;

/**
 * Where the word at a column ends: the column behind it. Of a longer word than {@link FARTHEST}, where that is.
 * @param line without its line break
 */
export function endColumnAt(line: string, column: number): number {
  const rest = line.slice(column - 1, column - 1 + FARTHEST);
  if (rest === '') return column;
  const before = line.slice(Math.max(0, column - 1 - FARTHEST), column - 1);
  const isScalar = /(?:^|[:\-,[{])\s*$/.test(before);
  const isFlow = /[[{]/.test(before);
  const match = QUOTED.exec(rest) ?? (isScalar ? (isFlow ? FLOW_SCALAR : BLOCK_SCALAR) : WORD).exec(rest);
  return column + Math.max(1, (match?.[0] ?? '').trimEnd().length);
}

export interface Excerpt {
  /** The line as a terminal may show it, cut where it is long. */
  readonly line: string;
  /** Spaces and carets below it. */
  readonly carets: string;
}

/** Shows a line around a column. */
export function excerptOf(line: string, column: number): Excerpt {
  const start = Math.max(0, line.length > WIDEST ? column - 1 - BEFORE : 0);
  const end = Math.min(line.length, start + WIDEST);
  const shown = (from: number, to: number): string => escapeTerminal(line.slice(from, to).replaceAll('\t', ' '));
  const [head, tail] = [start > 0 ? '…' : '', end < line.length ? '…' : ''];
  const marked = Math.min(end, endColumnAt(line, column) - 1);
  const width = Math.max(1, displayWidth(shown(column - 1, marked)));
  return {
    line: `${head}${shown(start, end)}${tail}`,
    carets: `${' '.repeat(head.length + displayWidth(shown(start, column - 1)))}${'^'.repeat(width)}`,
  };
}

/** The lines of rule files, split when first asked for. */
export class SourceLines {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** A line, or undefined when the file is not known or has no such line. */
  line(uri: string, number: number): string | undefined {
    let lines = this.#lines.get(uri);
    if (lines === undefined) this.#lines.set(uri, (lines = this.#texts.get(uri)?.split(/\r\n|\n|\r/) ?? []));
    return lines[number - 1];
  }
}
