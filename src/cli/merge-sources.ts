/**
 * Several sources as one, in the contract's order: the UTF-8 bytes of the uris, wherever they come from.
 *
 * Owns: comparing uris. Each source is in that order by itself. Must not know: what kinds of sources there are.
 */
import { Buffer } from 'node:buffer';
import type { Listed, Source } from '../core/ports.ts';

interface Head {
  readonly iterator: AsyncIterator<Listed>;
  listed: Listed;
}

/** Lists all sources merged; a single one stays itself. */
export function mergeSources(sources: readonly Source[]): Source {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  return {
    async *list(signal) {
      const iterators = sources.map((source) => source.list(signal)[Symbol.asyncIterator]());
      try {
        const heads: Head[] = [];
        for (const iterator of iterators) {
          const first = await iterator.next();
          if (first.done !== true) heads.push({ iterator, listed: first.value });
        }
        for (let least = leastOf(heads); least !== undefined; least = leastOf(heads)) {
          yield least.listed;
          const next = await least.iterator.next();
          if (next.done === true) heads.splice(heads.indexOf(least), 1);
          else least.listed = next.value;
        }
      } finally {
        for (const iterator of iterators) await iterator.return?.();
      }
    },
  };
}

function leastOf(heads: readonly Head[]): Head | undefined {
  let least: Head | undefined;
  for (const head of heads) {
    if (least === undefined || Buffer.compare(Buffer.from(uriOf(head.listed)), Buffer.from(uriOf(least.listed))) < 0) least = head;
  }
  return least;
}

/** What concerns no artifact comes at once. */
function uriOf(listed: Listed): string {
  if (listed.kind === 'artifact') return listed.artifact.uri;
  return listed.kind === 'excluded' ? listed.uri : (listed.problem.uri ?? '');
}
