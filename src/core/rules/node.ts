/**
 * Located nodes: a rule file as maps, lists and scalars that know where they stand. Numbers keep the spelling of the file.
 *
 * Must not know: which library parsed the text, nor what any key means.
 */
import { decimalText, ExactNumber, type JsonObject, type JsonValue } from '../json/value.ts';

/** A place in a text; both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A number as it was spelled in the file. */
export interface NumberSpelling {
  readonly number: string;
}

export interface MapEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly keyQuoted: boolean;
  readonly value: SourceNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly at: Position;
  readonly entries: readonly MapEntry[];
  /** Written with braces, as JSON is. */
  readonly flow: boolean;
}

export interface SeqNode {
  readonly kind: 'seq';
  readonly at: Position;
  readonly items: readonly SourceNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly at: Position;
  readonly value: string | boolean | null | NumberSpelling;
  /** In quotes, or a block scalar: certainly a text. */
  readonly quoted: boolean;
  /** Where the text itself begins, when it stands in the file verbatim and on one line; then columns can be counted into it. */
  readonly textAt: Position | null;
}

export type SourceNode = MapNode | SeqNode | ScalarNode;

/** The entry of a key, or undefined. */
export function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The text under a key, or null when there is none or it is not a text. */
export function textUnder(map: MapNode, key: string): string | null {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== '' ? value.value : null;
}

/** What a node is, for messages. */
export function describeNode(node: SourceNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'seq') return 'a list';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return 'a text';
  return typeof node.value === 'boolean' ? 'true or false' : 'a number';
}

/**
 * The exact decimal of a number as YAML 1.2 spells it (`+5`, `.5`, `0x1F`, `0o17` included), in the text form of values.
 * @returns null for `.inf` and `.nan`, which JSON cannot carry
 */
export function decimalOf(spelling: string): string | null {
  if (/^0[xo]/.test(spelling)) return BigInt(spelling).toString();
  const plain = /^([-+]?)(\d*)(?:\.(\d*))?((?:[eE][-+]?\d+)?)$/.exec(spelling);
  if (plain === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = plain;
  return decimalText(`${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}${exponent}`);
}

/** A node as a JSON value with every number exact. Keys stay own properties, `__proto__` included. */
export function toJson(node: SourceNode): JsonValue {
  if (node.kind === 'map') return toJsonObject(node);
  if (node.kind === 'seq') return node.items.map(toJson);
  if (typeof node.value !== 'object' || node.value === null) return node.value;
  const exact = decimalOf(node.value.number) ?? node.value.number;
  const double = Number(exact);
  return decimalText(String(double)) === exact ? double : new ExactNumber(exact);
}

/** A map as a JSON object, see {@link toJson}. */
export function toJsonObject(node: MapNode): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const { key, value } of node.entries) {
    // Assigned, it would become the prototype.
    if (key === '__proto__')
      Object.defineProperty(object, key, { value: toJson(value), enumerable: true, configurable: true, writable: true });
    else object[key] = toJson(value);
  }
  return object;
}
