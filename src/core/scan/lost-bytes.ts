/** How much an artifact's fault cost. Must not know: artifacts, decoders. */
import type { ByteCounts } from '../decode.ts';
import type { ProblemCode } from '../problem.ts';

/** How much of an artifact was not looked at, as far as its stored size tells: an archive's damage hides an unknown amount. */
export function bytesLost(code: ProblemCode, size: number | null, { storedBytes, decodedBytes }: ByteCounts): number {
  if (size === null) return 0;
  if (code === 'unsupported-format' || code === 'nested-too-often') return size;
  return decodedBytes === storedBytes ? Math.max(0, size - storedBytes) : 0;
}
