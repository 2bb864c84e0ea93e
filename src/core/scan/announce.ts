/** Lists ahead of the reading, so that scouts have something to do. Must not know: threads. */
import type { Listed } from '../ports.ts';
import type { Scouts } from '../scouting.ts';

/** As many names are held at most. */
const MOST_AHEAD = 1024;

/** The same list in the same order, each artifact announced when it is listed and handed on when its turn comes. */
export async function* announced(list: AsyncIterable<Listed>, scouts: Scouts | null): AsyncIterable<Listed> {
  if (scouts === null) {
    yield* list;
    return;
  }
  const ahead: Listed[] = [];
  for await (const listed of list) {
    ahead.push(listed);
    if (listed.kind === 'artifact') {
      // What is no local file reads ahead by itself, and must be opened before the next one is listed.
      if (listed.artifact.path === undefined) {
        yield* ahead.splice(0);
        continue;
      }
      scouts.announce(listed.artifact);
    }
    while (scouts.hasEnough || ahead.length >= MOST_AHEAD) {
      const first = ahead.shift();
      if (first === undefined) break;
      yield first;
    }
  }
  yield* ahead;
}
