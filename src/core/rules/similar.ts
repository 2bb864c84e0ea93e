/**
 * "Did you mean": the candidate nearest to a misspelt word. Owns the edit distance and how near is near enough.
 */

const LONGEST_WORD = 64;

/**
 * The candidate a misspelt word was probably meant to be, or null.
 * Insertions, deletions, substitutions and swaps of neighbours cost one each; about a third of the word may be wrong.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_WORD || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean …?` to append to a message, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === null ? '' : ` Did you mean \`${candidate}\`?`;
}

/** The candidate that a message with a {@link suggestion} names, or null. */
export function suggestedIn(message: string): string | null {
  return / Did you mean `([^`]+)`\?$/.exec(message)?.[1] ?? null;
}

/** Optimal string alignment distance; where it reaches the limit, any number that does may be the answer. */
export function editDistance(a: string, b: string, limit = Infinity): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    // A swap looks two rows back, so one row alone does not decide.
    if (least >= limit && Math.min(...last) >= limit) return limit;
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
