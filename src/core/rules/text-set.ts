/**
 * Many texts searched for at once, in time linear in what is searched (Aho and Corasick, 1975): for comparing two fields of a
 * record, where a hostile log supplies both sides. Typed arrays, because there may be millions of nodes.
 *
 * Must not know: records, case.
 */
const ROOT = 0;

/** Texts, none of them empty. */
export class TextSet {
  /** Per node: the node before it and the code unit between the two. */
  readonly #parent: Int32Array;
  readonly #unit: Uint16Array;
  /** The node of the longest proper suffix that is in the set's tree. */
  readonly #fallback: Int32Array;
  /** 1: a text ends here. 2: a text ends here or at some suffix. */
  readonly #ends: Uint8Array;
  /** Open addressing; a slot holds a node, found again by its parent and unit. */
  readonly #slots: Int32Array;
  #size = 1;

  constructor(texts: Iterable<string>) {
    const all = [...texts];
    const capacity = all.reduce((sum, text) => sum + text.length, 1);
    this.#parent = new Int32Array(capacity);
    this.#unit = new Uint16Array(capacity);
    this.#fallback = new Int32Array(capacity);
    this.#ends = new Uint8Array(capacity);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2 + 1)));
    const depth = new Int32Array(capacity);
    for (const text of all) this.#insert(text, depth);
    this.#link(depth);
  }

  /** Whether some text of the set stands at the beginning. */
  startsSome(text: string): boolean {
    let node = ROOT;
    for (let at = 0; at < text.length; at++) {
      node = this.#child(node, text.charCodeAt(at));
      if (node === ROOT) return false;
      if (this.#ends[node] === 1) return true;
    }
    return false;
  }

  /** Whether some text of the set stands anywhere inside. */
  isInside(text: string): boolean {
    let node = ROOT;
    for (let at = 0; at < text.length; at++) {
      node = this.#next(node, text.charCodeAt(at));
      if (this.#ends[node] !== 0) return true;
    }
    return false;
  }

  /** Whether some text of the set stands at the end. */
  endsSome(text: string): boolean {
    let node = ROOT;
    for (let at = 0; at < text.length; at++) node = this.#next(node, text.charCodeAt(at));
    return this.#ends[node] !== 0;
  }

  #insert(text: string, depth: Int32Array): void {
    let node = ROOT;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const slot = this.#slotOf(node, unit);
      const known = this.#slots[slot] ?? ROOT;
      if (known === ROOT) {
        const created = this.#size++;
        this.#parent[created] = node;
        this.#unit[created] = unit;
        depth[created] = at + 1;
        this.#slots[slot] = created;
        node = created;
      } else {
        node = known;
      }
    }
    this.#ends[node] = 1;
  }

  /** Sets the fallbacks, nodes nearer to the root first. */
  #link(depth: Int32Array): void {
    for (const node of this.#byDepth(depth)) {
      const parent = this.#parent[node] ?? ROOT;
      if (parent === ROOT) continue;
      const fallback = this.#next(this.#fallback[parent] ?? ROOT, this.#unit[node] ?? 0);
      this.#fallback[node] = fallback;
      if (this.#ends[node] === 0 && this.#ends[fallback] !== 0) this.#ends[node] = 2;
    }
  }

  /** A counting sort, for time linear in the nodes. */
  #byDepth(depth: Int32Array): Int32Array {
    const starts = new Int32Array(this.#size + 1);
    for (let node = 0; node < this.#size; node++) starts[(depth[node] ?? 0) + 1] = (starts[(depth[node] ?? 0) + 1] ?? 0) + 1;
    for (let level = 1; level < starts.length; level++) starts[level] = (starts[level] ?? 0) + (starts[level - 1] ?? 0);
    const nodes = new Int32Array(this.#size);
    for (let node = 0; node < this.#size; node++) {
      const place = starts[depth[node] ?? 0] ?? 0;
      nodes[place] = node;
      starts[depth[node] ?? 0] = place + 1;
    }
    return nodes;
  }

  #next(from: number, unit: number): number {
    for (let node = from; ; node = this.#fallback[node] ?? ROOT) {
      const child = this.#child(node, unit);
      if (child !== ROOT || node === ROOT) return child;
    }
  }

  /** The node behind a code unit, or the root when there is none. */
  #child(node: number, unit: number): number {
    return this.#slots[this.#slotOf(node, unit)] ?? ROOT;
  }

  #slotOf(node: number, unit: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> 7;
    for (slot &= mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? ROOT;
      if (found === ROOT || (this.#parent[found] === node && this.#unit[found] === unit)) return slot;
    }
  }
}
