/**
 * Merging ordered runs into one order.
 *
 * Owns: asking a run for its first item only when the order has come to where it begins, so that a thousand named folders are not all
 * listed at once. Must not know: what the items are.
 */

/** An ordered sequence that has not begun; no item of it sorts before `start`. */
export interface Run<T> {
  readonly start: string;
  open(): AsyncIterator<T>;
}

interface Active<T> {
  readonly iterator: AsyncIterator<T>;
  head: T;
}

/** All items of all runs, ordered by key; of equal keys, those of the run that began first. */
export async function* mergeRuns<T extends { readonly key: string }>(runs: readonly Run<T>[]): AsyncGenerator<T> {
  const waiting = runs.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const active: Active<T>[] = [];
  let begun = 0;
  try {
    for (;;) {
      let least = leastOf(active);
      for (let run = waiting[begun]; run !== undefined && (least === null || run.start <= least.head.key); run = waiting[begun]) {
        begun++;
        const iterator = run.open();
        const first = await iterator.next();
        if (first.done !== true) active.push({ iterator, head: first.value });
        least = leastOf(active);
      }
      if (least === null) return;
      yield least.head;
      const next = await least.iterator.next();
      if (next.done === true) active.splice(active.indexOf(least), 1);
      else least.head = next.value;
    }
  } finally {
    for (const { iterator } of active) await iterator.return?.();
  }
}

/** Few runs are ever active (folders inside one another), so a plain search beats a heap. */
function leastOf<T extends { readonly key: string }>(active: readonly Active<T>[]): Active<T> | null {
  let least: Active<T> | null = null;
  for (const candidate of active) if (least === null || candidate.head.key < least.head.key) least = candidate;
  return least;
}
