/**
 * Evidence of one thing from several records: the first few by artifact and offset, whatever the order of their coming.
 *
 * Must not know: what it is evidence of.
 */
import type { EvidenceRef } from './model.ts';

export function compareEvidence(a: EvidenceRef, b: EvidenceRef): number {
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  return a.offset - b.offset || (a.index ?? -1) - (b.index ?? -1) || (a.line ?? -1) - (b.line ?? -1);
}

/** The first `most` of both, in order, none twice. */
export function mergeEvidence(a: readonly EvidenceRef[], b: readonly EvidenceRef[], most: number): readonly EvidenceRef[] {
  const all = [...a, ...b].sort(compareEvidence);
  return all.filter((one, index) => index === 0 || compareEvidence(one, all[index - 1] ?? one) !== 0).slice(0, most);
}
