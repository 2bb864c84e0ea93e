/**
 * The line scanner in WebAssembly: hosts assembly/, fills its tables and reads its answers.
 *
 * Owns: the layout of its memory behind the module's own tables: key texts, some space, then what is scanned. Must not know: rules.
 */
import { Buffer } from 'node:buffer';
import { WORD_LIMITS, type WordGroups } from '../core/ports.ts';
import { LINE_SCAN_MODULE } from './line-scan-module.ts';
import {
  ROLES,
  SHORTEST_KEY,
  type Context,
  type LineScanner,
  type LineValues,
  type RoutingKeys,
  type Stop,
  type Verdict,
} from './scanner.ts';
import { TELLING_KEYS } from './whole-record.ts';

/** What assembly/index.ts exports. */
interface LineScanExports {
  readonly memory: WebAssembly.Memory;
  keySlots(): number;
  keyEnds(): number;
  countedAt(): number;
  countsTaken(): number;
  counts(): number;
  tellingKeys(): number;
  words(): number;
  noteWords(): void;
  contextText(): number;
  heapBase(): number;
  setKeys(multiplier: bigint, required: number, keyEndBits: number): void;
  addContext(workspaceBytes: number, from: number, to: number, dayBytes: number): number;
  forgetContexts(): void;
  scan(from: number, to: number, longestLine: number, known: number): number;
  scanElements(from: number, to: number, longest: number): number;
  scanValues(from: number, to: number, longest: number): number;
  elementStart(): number;
  elementEnd(): number;
  elementDepth(): number;
  countNewlines(from: number, to: number): number;
  stopReason(): Stop;
  linesPassed(): number;
  values(): number;
  lineSpelling(): number;
  addPair(verdict: Verdict): number;
  forgetPairs(): void;
}

const PAGE = 65_536;
const KEY_SLOTS = 64;
const KEY_SLOT_BYTES = 32;
const KEY_TEXT_BYTES = 2048;
/** In front of what is scanned, so that a look back from its beginning meets nothing. */
const MARGIN = 64;
/** Behind it: vectors are loaded whole, and a value's end is looked for beyond what is there. */
const SLACK = 512;
/** A pair's number has so many bits; a context's stands in front of it. */
const PAIR_BITS = 12;
const COUNT_BYTES = 4;
const TELLING_KEY_BYTES = 32;
/** An empty one ends them. */
const MOST_TELLING_KEYS = 15;
const WORD_BYTES = 32;
const DAY_OFFSET = 256;
const VALUE_BYTES = 8;
const MOST_SPELLINGS = 4;
/** Stands for the slot of a foreign key. */
const FOREIGN = MOST_SPELLINGS * ROLES.length;

/** Creates a scanner for these keys, or null when this host has no WebAssembly with SIMD. */
export function createWasmScanner(keys: RoutingKeys): LineScanner | null {
  const exports = instantiate();
  return exports === null ? null : new WasmScanner(exports, keys);
}

function instantiate(): LineScanExports | null {
  try {
    const module = new WebAssembly.Module(Buffer.from(LINE_SCAN_MODULE, 'base64'));
    return new WebAssembly.Instance(module, {}).exports as LineScanExports;
  } catch {
    return null;
  }
}

class WasmScanner implements LineScanner {
  readonly #exports: LineScanExports;
  readonly #spellings: RoutingKeys['spellings'];
  /** Address of the first byte that may be scanned. */
  readonly #base: number;
  #bytes: Buffer;
  #view: DataView;

  constructor(exports: LineScanExports, keys: RoutingKeys) {
    this.#exports = exports;
    this.#spellings = keys.spellings;
    const heap = exports.heapBase();
    this.#base = heap + KEY_TEXT_BYTES + MARGIN;
    this.#bytes = Buffer.from(exports.memory.buffer);
    this.#view = new DataView(exports.memory.buffer);
    this.#grow(this.#base);
    this.#fillKeys(keys, heap);
    this.#fillTellingKeys();
    this.#fillWords(keys.words);
  }

  reserve(bytes: number): Buffer {
    this.#grow(this.#base + bytes + SLACK);
    return this.#bytes.subarray(this.#base, this.#base + bytes);
  }

  scan(from: number, to: number, longestLine: number, known: number | null): number {
    return this.#at(this.#exports.scan(this.#base + from, this.#base + to, longestLine, known === null ? 0 : this.#base + known));
  }

  scanElements(from: number, to: number, longest: number): number {
    return this.#at(this.#exports.scanElements(this.#base + from, this.#base + to, longest));
  }

  scanValues(from: number, to: number, longest: number): number {
    return this.#at(this.#exports.scanValues(this.#base + from, this.#base + to, longest));
  }

  get elementStart(): number {
    return this.#at(this.#exports.elementStart());
  }

  get elementEnd(): number | null {
    const end = this.#exports.elementEnd();
    return end === 0 ? null : this.#at(end);
  }

  get elementDepth(): number {
    return this.#exports.elementDepth();
  }

  countNewlines(from: number, to: number): number {
    return this.#exports.countNewlines(this.#base + from, this.#base + to);
  }

  get stop(): Stop {
    return this.#exports.stopReason();
  }

  get passed(): number {
    return this.#exports.linesPassed();
  }

  values(): LineValues {
    const spelling = this.#exports.lineSpelling();
    const text = (role: number): string => {
      const at = this.#exports.values() + (spelling * ROLES.length + role) * VALUE_BYTES;
      const start = this.#view.getUint32(at, true);
      return this.#bytes.toString('latin1', start, start + this.#view.getUint32(at + 4, true));
    };
    const workspace = this.#spellings[spelling]?.workspace === undefined ? '' : text(2);
    return { spelling, service: text(0), action: text(1), workspace, time: text(3) };
  }

  addPair(verdict: Verdict): number {
    return this.#exports.addPair(verdict);
  }

  takeCounts(tell: (pair: number, context: number, records: number) => void): void {
    const view = this.#view;
    const counts = this.#exports.counts();
    const at = this.#exports.countedAt();
    const end = at + COUNT_BYTES * this.#exports.countsTaken();
    for (let entry = at; entry < end; entry += COUNT_BYTES) {
      const number = view.getUint32(entry, true);
      const count = counts + COUNT_BYTES * number;
      const records = view.getUint32(count, true);
      view.setUint32(count, 0, true);
      tell(number & ((1 << PAIR_BITS) - 1), number >>> PAIR_BITS, records);
    }
  }

  forgetPairs(): void {
    this.#exports.forgetPairs();
  }

  addContext({ workspace, from, to, day }: Context): number {
    const text = this.#exports.contextText();
    if (text === 0) return -1;
    const bytes = this.#bytes.write(workspace, text, 'latin1');
    this.#bytes.write(day, text + DAY_OFFSET, 'latin1');
    return this.#exports.addContext(bytes, from, to, day.length);
  }

  forgetContexts(): void {
    this.#exports.forgetContexts();
  }

  /** Where an address lies in what is scanned; from two gigabytes on WebAssembly gives negative ones. */
  #at(address: number): number {
    return (address >>> 0) - this.#base;
  }

  #grow(bytes: number): void {
    const { memory } = this.#exports;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    if (this.#bytes.buffer === memory.buffer) return;
    this.#bytes = Buffer.from(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  #fillTellingKeys(): void {
    if (TELLING_KEYS.size > MOST_TELLING_KEYS) throw new Error('there are more telling keys than room for them');
    for (const [i, [name, must]] of [...TELLING_KEYS].entries()) {
      const entry = this.#exports.tellingKeys() + i * TELLING_KEY_BYTES;
      this.#view.setUint32(entry, name.length, true);
      this.#view.setUint32(entry + 4, must, true);
      this.#bytes.write(name, entry + 8, 'latin1');
    }
  }

  #fillWords(groups: WordGroups): void {
    const words = groups.flatMap((group, i) => group.map((word) => ({ word, bit: 1 << i })));
    if (words.length > WORD_LIMITS.words || groups.length > WORD_LIMITS.groups) throw new Error('there are more words than room for them');
    for (const [i, { word, bit }] of words.entries()) {
      const entry = this.#exports.words() + i * WORD_BYTES;
      this.#view.setUint32(entry, word.length, true);
      this.#view.setUint32(entry + 4, bit, true);
      this.#bytes.write(word, entry + 8, 'latin1');
    }
    this.#exports.noteWords();
  }

  /** Keys are found by a hash of their last eight bytes, for which a multiplier without collisions is looked up here. */
  #fillKeys({ spellings, foreign }: RoutingKeys, texts: number): void {
    if (spellings.length > MOST_SPELLINGS) throw new Error('there are more spellings than slots');
    const ours = spellings.flatMap((names, spelling) =>
      ROLES.flatMap((role, i) => (names[role] === undefined ? [] : [{ name: names[role], slot: spelling * ROLES.length + i }])),
    );
    const keys = [...ours, ...foreign.map((name) => ({ name, slot: FOREIGN }))];
    const suffixes = [...new Set(keys.map(({ name }) => suffixOf(name)))];
    const multiplier = findMultiplier(suffixes);
    const home = suffixes.map((suffix) => slotOf(suffix, multiplier));
    const spare = Array.from({ length: KEY_SLOTS }, (_, entry) => entry).filter((entry) => !home.includes(entry));
    const last = new Map<bigint, number>();
    let text = texts;
    for (const { name, slot } of keys) {
      const suffix = suffixOf(name);
      const before = last.get(suffix);
      const entry = before === undefined ? slotOf(suffix, multiplier) : spare.pop();
      if (entry === undefined) throw new Error('there are more routing keys than entries');
      const address = this.#exports.keySlots() + entry * KEY_SLOT_BYTES;
      if (before !== undefined) this.#view.setUint32(before + 20, address, true);
      last.set(suffix, address);
      this.#view.setBigUint64(address, suffix, true);
      this.#view.setUint32(address + 8, name.length + 1, true);
      this.#view.setUint32(address + 12, slot, true);
      this.#view.setUint32(address + 16, text, true);
      this.#view.setBigUint64(address + 24, headOf(name), true);
      text += this.#bytes.write(`"${name}`, text, 'latin1');
    }
    if (text > texts + KEY_TEXT_BYTES) throw new Error('the routing keys are longer than the room for them');
    const required = ours.reduce((bits, { slot }) => bits | (1 << slot), 0);
    const { foreseen, bits } = keyEndsOf(keys.map(({ name }) => name));
    this.#bytes.set(foreseen, this.#exports.keyEnds());
    this.#exports.setKeys(BigInt.asIntN(64, multiplier), required, bits);
  }
}

/**
 * How the bytes two and four before the quote that ends a key hang together: by the lowest four bits of both (`^`) the second is foreseen,
 * as far as all keys with the same four bits agree.
 * @returns what is foreseen per four bits, and which bits of it count
 */
function keyEndsOf(names: readonly string[]): { readonly foreseen: readonly number[]; readonly bits: number } {
  const ends = names.map((name) => {
    const four = name.charCodeAt(name.length - 4);
    return { index: (name.charCodeAt(name.length - 2) ^ four) & 15, four };
  });
  const known = new Map(ends.map(({ index, four }) => [index, four]));
  const bits = ends.reduce((same, { index, four }) => same & ~((known.get(index) ?? four) ^ four), 0xff);
  // For the others what no byte is: some of the bits that do not count; or, if all do, a byte that hardly ever comes.
  const never = bits === 0xff ? 0xff : 0xff & ~bits;
  return { foreseen: Array.from({ length: 16 }, (_, index) => (known.has(index) ? (known.get(index) ?? 0) & bits : never)), bits };
}

function suffixOf(name: string): bigint {
  return Buffer.from(`"${name}`, 'latin1').readBigUInt64LE(name.length - SHORTEST_KEY);
}

function headOf(name: string): bigint {
  return Buffer.from(`"${name}`, 'latin1').readBigUInt64LE(0);
}

function slotOf(suffix: bigint, multiplier: bigint): number {
  return Number(BigInt.asUintN(64, suffix * multiplier) >> 58n);
}

function findMultiplier(suffixes: readonly bigint[]): bigint {
  for (let n = 1n; n < 100_000n; n += 2n) {
    const multiplier = BigInt.asUintN(64, n * 0x9e3779b97f4a7c15n);
    if (new Set(suffixes.map((suffix) => slotOf(suffix, multiplier))).size === suffixes.length) return multiplier;
  }
  throw new Error('there are too many routing keys');
}
