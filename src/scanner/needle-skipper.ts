/**
 * A skipper that passes over no record in which a needle stands: another skipper does the passing, and never gets to see one.
 *
 * Owns: how far that one may look. Must not know: rules, readers.
 */
import { Buffer } from 'node:buffer';
import type { FoundElement, RecordSkipper, WordGroups } from '../core/ports.ts';
import type { PairVerdict, ScoutedCount } from '../core/scouting.ts';
import { NeedleSearch } from './needle-search.ts';

/** So much is searched at once: behind a record that must be read all of it is searched again. */
const STEP = 16 * 1024;

export class NeedleSkipper implements RecordSkipper {
  passed = 0;
  needsMore = false;
  readonly #inner: RecordSkipper;
  readonly #search: NeedleSearch;
  #memory: Buffer = Buffer.alloc(0);

  constructor(inner: RecordSkipper, needles: Iterable<string>) {
    this.#inner = inner;
    this.#search = new NeedleSearch(needles);
  }

  reserve(bytes: number): Uint8Array {
    const memory = this.#inner.reserve(bytes);
    this.#memory = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
    return memory;
  }

  countNewlines(from: number, to: number): number {
    return this.#inner.countNewlines(from, to);
  }

  skipLines(from: number, to: number, longestLine: number, known: number | null): number {
    return this.#skip(from, to, (at, end) => this.#inner.skipLines(at, end, longestLine, end === to ? known : to));
  }

  skipElements(from: number, to: number, longestElement: number): number {
    return this.#skip(from, to, (at, end) => this.#inner.skipElements(at, end, longestElement));
  }

  skipValues(from: number, to: number, longestValue: number): number {
    return this.#skip(from, to, (at, end) => this.#inner.skipValues(at, end, longestValue));
  }

  get element(): FoundElement | null {
    return this.#inner.element;
  }

  get untold(): number {
    return this.#inner.untold;
  }

  verdictOn(spelling: number, service: string, action: string): number | null {
    return this.#inner.verdictOn(spelling, service, action);
  }

  get verdicts(): readonly PairVerdict[] {
    return this.#inner.verdicts;
  }

  get words(): WordGroups {
    return this.#inner.words;
  }

  settle(): void {
    this.#inner.settle();
  }

  hold(): void {
    this.#inner.hold();
  }

  release(counts: boolean): void {
    this.#inner.release(counts);
  }

  tell(passed: readonly ScoutedCount[]): void {
    this.#inner.tell(passed);
  }

  /** To the other skipper the bytes end where a needle begins, so the record around it seems cut and is left. */
  #skip(from: number, to: number, skip: (at: number, end: number) => number): number {
    this.passed = 0;
    for (let at = from; ;) {
      // A needle across this end is in a record that is not whole before it.
      const end = Math.min(at + STEP, to);
      const found = this.#search.find(this.#memory.subarray(at, end));
      const next = skip(at, found === -1 ? end : at + found);
      this.passed += this.#inner.passed;
      // Nothing was passed: a record longer than a step, or one that must be read.
      if (found !== -1 || end === to || next === at) {
        // What was kept from the other one is there all the same.
        this.needsMore = this.#inner.needsMore && found === -1 && end === to;
        return next;
      }
      at = next;
    }
  }
}
