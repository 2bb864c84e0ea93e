/**
 * Sorted streams of lines: their order, merging them, and a store that holds its lines in memory.
 *
 * Must not know: what the lines say, the disk.
 */
import type { LineStore, StoredLine } from './ports.ts';
import { StoreError } from './problem.ts';

type Batches = AsyncIterable<readonly StoredLine[]>;
type Order = (a: StoredLine, b: StoredLine) => number;

const MERGE_BATCH = 256;
const MERGE_CHARACTERS = 1_048_576;
/** Characters, lines counted as if each had 64 more. */
const MOST_IN_MEMORY = 256 * 1024 * 1024;
export const LINE_COST = 64;

export function byKey(a: StoredLine, b: StoredLine): number {
  return a.key === b.key ? 0 : a.key - b.key;
}

/** By key, then by text: an order in which arrival makes no difference. */
export function byKeyAndText(a: StoredLine, b: StoredLine): number {
  return byKey(a, b) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}

/** Where in its stream a merge stands. */
interface Cursor {
  readonly lines: AsyncIterator<readonly StoredLine[]>;
  batch: readonly StoredLine[];
  next: number;
}

/** Merges sorted streams into one; what is equal comes in the order of the streams. Closes them however it ends. */
export async function* mergeSorted(streams: readonly Batches[], order: Order): AsyncGenerator<readonly StoredLine[], void> {
  const cursors: Cursor[] = streams.map((stream) => ({ lines: stream[Symbol.asyncIterator](), batch: [], next: 0 }));
  try {
    const heads = await Promise.all(cursors.map(advance));
    let merged: StoredLine[] = [];
    let characters = 0;
    for (;;) {
      const least = indexOfLeast(heads, order);
      const line = heads[least];
      const cursor = cursors[least];
      if (line === undefined || line === null || cursor === undefined) break;
      merged.push(line);
      heads[least] = cursor.batch[cursor.next++] ?? (await advance(cursor));
      characters += line.text.length;
      if (merged.length < MERGE_BATCH && characters < MERGE_CHARACTERS) continue;
      yield merged;
      merged = [];
      characters = 0;
    }
    if (merged.length > 0) yield merged;
  } finally {
    for (const { lines } of cursors) await lines.return?.();
  }
}

/** The first line of the next batch that has any; null at the end. */
async function advance(cursor: Cursor): Promise<StoredLine | null> {
  for (;;) {
    const result = await cursor.lines.next();
    if (result.done === true) return null;
    cursor.batch = result.value;
    cursor.next = 1;
    const [first] = result.value;
    if (first !== undefined) return first;
  }
}

/** The earliest of the heads that come first; -1 when all streams have ended. */
function indexOfLeast(heads: readonly (StoredLine | null)[], order: Order): number {
  let least = -1;
  let leastLine: StoredLine | null = null;
  heads.forEach((head, index) => {
    if (head === null || (leastLine !== null && order(head, leastLine) >= 0)) return;
    least = index;
    leastLine = head;
  });
  return least;
}

/** A store for as much as fits the memory. */
export function createMemoryStore(most = MOST_IN_MEMORY): LineStore {
  let lines: StoredLine[] = [];
  let characters = 0;
  return {
    add(more) {
      for (const line of more) {
        characters += line.text.length + LINE_COST;
        lines.push(line);
      }
      if (characters <= most) return Promise.resolve();
      lines = [];
      return Promise.reject(new StoreError('there is more than fits the memory'));
    },
    async *sorted() {
      await Promise.resolve();
      yield lines.sort(byKeyAndText);
    },
    dispose() {
      lines = [];
      return Promise.resolve();
    },
  };
}
