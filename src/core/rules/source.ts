/**
 * Text → located nodes. The only file that knows the `yaml` package: YAML 1.2 with the core schema, of which JSON is a part.
 *
 * JSON itself takes the short way through json-source.ts. Owns: strictness of the syntax (duplicate keys, non-text keys, bounded aliases and depth) and every position.
 * Must not know: what a rule is.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import { readJsonSource } from './json-source.ts';
import type { MapEntry, Position, ScalarNode, SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { duplicateKey, LONGEST_FILE, tooDeep, tooLarge, type SourceFault } from './source-fault.ts';

/** Nodes that aliases may add to a file; a rule pack that needs more is a "billion laughs". */
const ALIAS_LIMIT = 10_000;
const DEPTH_LIMIT = 200;
/** The YAML parser takes up to ten microseconds and two kilobytes for each token, and more for each error. */
const MOST_TOKENS = 300_000;
/** Up to here a text too deep is read, and the place reported; far behind, the YAML parser takes seconds and overflows the stack. */
const PARSER_DEPTH = 1000;
const MOST_ERRORS = 100;
/** Each token is at least one unit of the text, or one of a few marks in front of one that is. */
const MOST_TOKENS_A_UNIT = 4;

/**
 * Reads every document of a YAML or JSON text. Documents with broken syntax or without content are left out.
 * @param text the file
 * @param report hears of every syntax error, with its position; nothing is thrown
 */
export function readSource(text: string, report: Report): readonly SourceNode[] {
  if (text.length > LONGEST_FILE) {
    const { code, at, message } = tooLarge(LONGEST_FILE, MOST_TOKENS);
    report.error(code, at, message);
    return [];
  }
  const json = readJsonSource(text, DEPTH_LIMIT, ({ code, at, message }) => report.error(code, at, message));
  return json === null ? readYamlSource(text, report) : [json];
}

/** The same, always by way of YAML. */
export function readYamlSource(text: string, report: Report): readonly SourceNode[] {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? { line: 1, column: 1 } : { line, column: col };
  };
  const excess = findExcess(text, at);
  if (excess !== null) {
    report.error(excess.code, excess.at, excess.message);
    return [];
  }
  try {
    // Duplicate keys are found below: in one pass, and with the key's name in the message.
    const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false });
    const documents = [...composer.compose(untilManyErrors(new Parser(lines.addNewLine).parse(text)))];
    return documents.flatMap((document) => {
      for (const { pos, message } of document.errors) report.error('syntax', at(pos[0]), `${message}.`);
      for (const { pos, message } of document.warnings) report.warning('syntax', at(pos[0]), `${message}.`);
      const root = document.contents;
      if (document.errors.length > 0 || root === null || (isScalar(root) && root.value === null)) return [];
      return [new NodeReader(text, at, report).read(root)];
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { code, at: start, message } = tooDeep({ line: 1, column: 1 }, DEPTH_LIMIT);
    report.error(code, start, message);
    return [];
  }
}

/** What makes a text too much for the YAML parser, which takes any depth and number; found by cutting it into tokens only. */
function findExcess(text: string, at: (offset: number) => Position): SourceFault | null {
  if (text.length * MOST_TOKENS_A_UNIT <= MOST_TOKENS && (text.match(/[[{]/g)?.length ?? 0) <= PARSER_DEPTH) return null;
  let depth = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > PARSER_DEPTH) return tooDeep(at(0), DEPTH_LIMIT);
    if (++tokens > MOST_TOKENS) return tooLarge(LONGEST_FILE, MOST_TOKENS);
  }
  return null;
}

/** Stops behind so many errors that a reader of them has long stopped. */
function* untilManyErrors(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let errors = 0;
  for (const token of tokens) {
    yield token;
    if (token.type === 'error' && ++errors >= MOST_ERRORS) return;
  }
}

/** Converts the nodes of one document. */
class NodeReader {
  readonly #text: string;
  readonly #at: (offset: number) => Position;
  readonly #report: Report;
  /** What each anchor stands for and how many nodes that is; undefined while the anchored node is still being read. */
  readonly #anchors = new Map<string, { readonly node: SourceNode; readonly size: number } | undefined>();
  #size = 0;
  #aliased = 0;
  #depth = 0;

  constructor(text: string, at: (offset: number) => Position, report: Report) {
    this.#text = text;
    this.#at = at;
    this.#report = report;
  }

  read(node: ParsedNode): SourceNode {
    const at = this.#at(node.range[0]);
    if (isAlias(node)) return this.#expand(node.source, at);
    if (this.#depth >= DEPTH_LIMIT && !isScalar(node)) {
      this.#fault(tooDeep(at, DEPTH_LIMIT));
      return nothing(at);
    }
    const before = this.#size++;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, undefined);
    this.#depth++;
    const located = this.#convert(node, at);
    this.#depth--;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { node: located, size: this.#size - before });
    return located;
  }

  #fault({ code, at, message }: SourceFault): void {
    this.#report.error(code, at, message);
  }

  #convert(node: ParsedNode, at: Position): SourceNode {
    if (isMap(node)) return { kind: 'map', at, flow: node.flow === true, entries: this.#entries(node) };
    if (isSeq(node)) {
      const items = node.items as readonly (ParsedNode | Pair<ParsedNode, ParsedNode | null>)[];
      return { kind: 'seq', at, items: items.map((item) => ('range' in item ? this.read(item) : nothing(at))) };
    }
    return isScalar(node) ? this.#scalar(node, at) : nothing(at);
  }

  #scalar(node: ParsedNode & { readonly value?: unknown; readonly type?: string; readonly source?: string }, at: Position): ScalarNode {
    const quoted = node.type !== 'PLAIN';
    const { value } = node;
    if (typeof value === 'boolean') return { kind: 'scalar', at, value, quoted, textAt: null };
    if (typeof value === 'number') return { kind: 'scalar', at, value: { number: node.source ?? String(value) }, quoted, textAt: null };
    if (typeof value !== 'string') return { ...nothing(at), quoted };
    const start = node.range[0] + (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE' ? 1 : 0);
    const verbatim = !value.includes('\n') && this.#text.startsWith(value, start);
    return { kind: 'scalar', at, value, quoted, textAt: verbatim ? this.#at(start) : null };
  }

  #entries(map: YAMLMap.Parsed): readonly MapEntry[] {
    const entries = new Map<string, MapEntry>();
    const merged: SourceNode[] = [];
    for (const pair of map.items) {
      const keyAt = this.#at(pair.key.range[0]);
      const value = pair.value === null ? nothing(keyAt) : this.read(pair.value);
      const key = isAlias(pair.key) ? this.read(pair.key) : this.#keyOf(pair.key, keyAt);
      if (key.kind !== 'scalar' || typeof key.value !== 'string') {
        this.#report.error('non-text-key', keyAt, `A key must be a text; put it in quotes if it is meant as one.`);
      } else if (key.value === '<<' && !key.quoted) {
        merged.push(value);
      } else if (entries.has(key.value)) {
        this.#fault(duplicateKey(keyAt, key.value));
      } else {
        entries.set(key.value, { key: key.value, keyAt, keyQuoted: key.quoted, value });
      }
    }
    for (const source of merged) this.#merge(source, entries);
    return [...entries.values()];
  }

  #keyOf(key: ParsedNode, at: Position): SourceNode {
    return isScalar(key) ? this.#scalar(key as ParsedNode, at) : nothing(at);
  }

  /** YAML's merge key `<<`: the entries of a map, or of several, for the keys that are not there yet. */
  #merge(source: SourceNode, into: Map<string, MapEntry>): void {
    for (const map of source.kind === 'seq' ? source.items : [source]) {
      if (map.kind !== 'map') {
        this.#report.error('syntax', map.at, 'A merge key `<<` takes a map or a list of maps.');
        continue;
      }
      for (const entry of map.entries) if (!into.has(entry.key)) into.set(entry.key, entry);
    }
  }

  #expand(anchor: string, at: Position): SourceNode {
    const target = this.#anchors.get(anchor);
    if (target === undefined) {
      const fault = this.#anchors.has(anchor) ? 'stands inside its own anchor' : 'names no anchor before it in this document';
      this.#report.error('alias-expansion', at, `The alias \`*${anchor}\` ${fault}.`);
      return nothing(at);
    }
    this.#aliased += target.size;
    this.#size += target.size;
    if (this.#aliased <= ALIAS_LIMIT) return target.node;
    this.#report.error('alias-expansion', at, `Aliases repeat more than ${ALIAS_LIMIT} nodes of this file; write the values out.`);
    return nothing(at);
  }
}

function nothing(at: Position): ScalarNode {
  return { kind: 'scalar', at, value: null, quoted: false, textAt: null };
}
