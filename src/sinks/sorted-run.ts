/**
 * A sorted run on disk: lines of `<key>\t<JSON>`, ascending; writing and reading them.
 *
 * Owns: that encoding. Splits at line feeds alone, unlike node:readline, which also splits at U+2028. Must not know: what the JSON
 * holds, when to spill.
 */
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { StoredLine } from '../core/ports.ts';

type Batches = Iterable<readonly StoredLine[]> | AsyncIterable<readonly StoredLine[]>;

const CHUNK_BYTES = 65_536;
const WRITE_CHARACTERS = 262_144;

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
export async function* readRun(path: string): AsyncGenerator<readonly StoredLine[], void> {
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
      if (lines.length > 0) yield lines.map(toLine);
    }
  } finally {
    await handle.close();
  }
}

function toLine(line: string): StoredLine {
  const tab = line.indexOf('\t');
  return { key: Number(line.slice(0, tab)), text: line.slice(tab + 1) };
}
