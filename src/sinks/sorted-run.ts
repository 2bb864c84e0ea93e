/**
 * A sorted run on disk: lines of `<key>\t<JSON>`, ascending by key; writing, reading and merging them.
 *
 * Owns: that encoding, and that a merge keeps the order of its runs among equal keys. Splits at line feeds alone, unlike node:readline,
 * which also splits at U+2028. Must not know: what the JSON holds, when to spill.
 */
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

export interface Entry {
  readonly key: number;
  readonly text: string;
}

type Batches = Iterable<readonly Entry[]> | AsyncIterable<readonly Entry[]>;

const CHUNK_BYTES = 65_536;
const WRITE_CHARACTERS = 262_144;
const MERGE_BATCH = 256;
const MERGE_CHARACTERS = 1_048_576;

/** Writes a run, readable by its owner only. The file must not exist. */
export async function writeRun(path: string, batches: Batches): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    let buffer = '';
    for await (const batch of batches) {
      for (const { key, text } of batch) {
        buffer += `${key}\t${text}\n`;
        if (buffer.length < WRITE_CHARACTERS) continue;
        await handle.writeFile(buffer);
        buffer = '';
      }
    }
    await handle.writeFile(buffer);
  } finally {
    await handle.close();
  }
}

/** The entries of a run, in batches of what a chunk of the file holds. */
export async function* readRun(path: string): AsyncGenerator<readonly Entry[], void> {
  const handle = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      const lines = decoder.write(chunk.subarray(0, bytesRead)).split('\n');
      lines[0] = rest + (lines[0] ?? '');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map(toEntry);
    }
  } finally {
    await handle.close();
  }
}

function toEntry(line: string): Entry {
  const tab = line.indexOf('\t');
  return { key: Number(line.slice(0, tab)), text: line.slice(tab + 1) };
}

/** Where in its run a merge stands. */
interface Cursor {
  readonly run: AsyncGenerator<readonly Entry[], void>;
  batch: readonly Entry[];
  next: number;
}

/** Merges runs into one; among equal keys, the entries of an earlier run come first. Closes the runs however it ends. */
export async function* mergeRuns(runs: readonly AsyncGenerator<readonly Entry[], void>[]): AsyncGenerator<readonly Entry[], void> {
  const cursors: Cursor[] = runs.map((run) => ({ run, batch: [], next: 0 }));
  try {
    const heads = await Promise.all(cursors.map(advance));
    let merged: Entry[] = [];
    let characters = 0;
    for (;;) {
      const least = indexOfLeast(heads);
      const entry = heads[least];
      const cursor = cursors[least];
      if (entry === undefined || entry === null || cursor === undefined) break;
      merged.push(entry);
      heads[least] = cursor.batch[cursor.next++] ?? (await advance(cursor));
      characters += entry.text.length;
      if (merged.length < MERGE_BATCH && characters < MERGE_CHARACTERS) continue;
      yield merged;
      merged = [];
      characters = 0;
    }
    if (merged.length > 0) yield merged;
  } finally {
    await Promise.all(runs.map((run) => run.return()));
  }
}

/** The first entry of the next batch; null at the end. */
async function advance(cursor: Cursor): Promise<Entry | null> {
  const { done, value } = await cursor.run.next();
  if (done === true) return null;
  cursor.batch = value;
  cursor.next = 1;
  return value[0] ?? null;
}

/** The earliest of the heads with the least key; -1 when all runs have ended. */
function indexOfLeast(heads: readonly (Entry | null)[]): number {
  let least = -1;
  let leastKey = NaN;
  heads.forEach((head, index) => {
    if (head === null || (least >= 0 && head.key >= leastKey)) return;
    least = index;
    leastKey = head.key;
  });
  return least;
}
