/**
 * Listed rules in their order, each served by a record of its own, times never decreasing (K27).
 *
 * Owns: for each beginning of the list, the latest moment at which a chain through it can have begun; a window holds the whole list
 * if the last of these is not before it. Records of one moment may be taken in any order, so they are assigned to rules by matching.
 */

export class OrderedStarts {
  readonly #length: number;
  /** Index n: the latest start of a chain through the first n rules, without the records of the current moment. */
  #before: Float64Array;
  #time = -Infinity;
  /** Per rule, records of the current moment; no more than there are rules are ever needed. */
  #candidates: string[][];

  constructor(length: number) {
    this.#length = length;
    this.#before = new Float64Array(length + 1).fill(-Infinity);
    this.#candidates = Array.from({ length }, () => []);
  }

  /** A record that matched the rules at these places. Times never decrease. */
  add(time: number, id: string, places: readonly number[]): void {
    if (time > this.#time) {
      this.#before = this.#withCurrent();
      this.#time = time;
      this.#candidates = Array.from({ length: this.#length }, () => []);
    }
    for (const place of places) {
      const ids = this.#candidates[place];
      if (ids !== undefined && ids.length < this.#length) ids.push(id);
    }
  }

  /** The latest moment at which a chain through all rules began; -Infinity when there is none. */
  latestStart(): number {
    return this.#withCurrent()[this.#length] ?? -Infinity;
  }

  #withCurrent(): Float64Array {
    const after = this.#before.slice();
    for (let first = 0; first < this.#length; first++) {
      const start = first === 0 ? this.#time : (this.#before[first] ?? -Infinity);
      if (start === -Infinity) continue;
      const taken = new Map<string, number>();
      // Rules first, first + 1, … as far as each finds a record of this moment for itself.
      for (let place = first; place < this.#length && this.#assign(place, taken, new Set()); place++) {
        if (start > (after[place + 1] ?? Infinity)) after[place + 1] = start;
      }
    }
    return after;
  }

  /** Finds a record for a rule, moving earlier rules to other records where needed (augmenting paths). */
  #assign(place: number, taken: Map<string, number>, tried: Set<string>): boolean {
    for (const id of this.#candidates[place] ?? []) {
      if (tried.has(id)) continue;
      tried.add(id);
      const holder = taken.get(id);
      if (holder === undefined || this.#assign(holder, taken, tried)) {
        taken.set(id, place);
        return true;
      }
    }
    return false;
  }
}
