/**
 * Listing below one prefix: pages as one ordered sequence of names, asked for only as far as somebody reads on.
 *
 * Owns: paging, retries, and the contract's order: the UTF-8 bytes of the whole key, folders as `name/`. S3 lists in that order; a page
 * of a store that does not is sorted. Must not know: what names mean, what is left out.
 */
import type { StopSignal } from '../../core/ports.ts';
import { toBytes, type BytePath } from '../byte-path.ts';
import { linkAbort } from './linked-abort.ts';
import { withinSilence, withRetries, type Pace } from './pace.ts';
import type { ListedObject, ListPage, ListRequest, ObjectLister } from './store.ts';

export interface ListContext {
  readonly lister: ObjectLister;
  readonly pace: Pace;
  readonly signal: StopSignal;
}

/** A name in a listing. `order` is what it sorts by. */
export type Name =
  | { readonly kind: 'object'; readonly order: BytePath; readonly object: ListedObject }
  | { readonly kind: 'folder'; readonly order: BytePath; readonly prefix: string };

/** One page, asked for until it comes. Rejects with a StoreFault. */
export function listPage(request: ListRequest, { lister, pace, signal }: ListContext): Promise<ListPage> {
  return withRetries(pace, signal, async () => {
    const abort = linkAbort(signal);
    try {
      return await withinSilence(pace, lister.list(request, abort.signal), () => abort.abort());
    } finally {
      abort.dispose();
    }
  });
}

/** The names below a prefix. With `delimited` the folders directly below it, otherwise every object. */
export async function* listNames(request: Omit<ListRequest, 'next'>, context: ListContext): AsyncGenerator<Name> {
  let next: string | null = null;
  do {
    const page: ListPage = await listPage({ ...request, next }, context);
    yield* inOrder(page);
    ({ next } = page);
  } while (next !== null && !context.signal.aborted);
}

function inOrder({ objects, folders }: ListPage): Name[] {
  const names: Name[] = [
    ...objects.map((object): Name => ({ kind: 'object', order: toBytes(object.key), object })),
    ...folders.map((prefix): Name => ({ kind: 'folder', order: toBytes(prefix), prefix })),
  ];
  return names.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
}
