/** Byte streams for tests: any bytes, cut anywhere. */
import fc from 'fast-check';
import type { ReadItem, ReadLimits } from '../../src/core/ports.ts';
import { jsonReader } from '../../src/readers/json.ts';

export async function* stream(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** Cuts bytes at the given positions (any numbers, in any order). */
export function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const at = [...new Set(positions.map((position) => position % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.slice(from, at[i] ?? bytes.length));
}

export const cuts = fc.array(fc.nat(1_000_000), { maxLength: 40 });

export const LIMITS: ReadLimits = { maxRecordBytes: 16 * 1024 * 1024, maxDepth: 256, strict: false };

/** Everything the JSON reader says about some bytes, notices included. */
export async function readAll(
  chunks: readonly (string | Uint8Array)[],
  limits: Partial<ReadLimits> = {},
): Promise<{ items: ReadItem[]; notices: string[] }> {
  const items: ReadItem[] = [];
  const notices: string[] = [];
  for await (const batch of jsonReader.read(stream(...chunks), { ...LIMITS, ...limits })) {
    items.push(...batch.filter(({ kind }) => kind !== 'notice'));
    for (const item of batch) if (item.kind === 'notice') notices.push(`${item.code} @${item.offset}: ${item.detail}`);
  }
  return { items, notices };
}
