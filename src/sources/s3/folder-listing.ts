/**
 * Listing one folder of a walk: its names, and what kept the rest of them from being listed when that is the folder's own trouble.
 *
 * Owns: which trouble costs one folder (it may not be listed; it failed again and again) and which ends the walk (the credentials, the
 * bucket, a store that is down). Must not know: what is left out, patterns, how trouble is told.
 */
import { listNames, type ListContext, type Name } from './listing.ts';
import { StoreFault, type ListRequest } from './store.ts';

/** A folder whose names are not all known. */
export interface Unlisted {
  readonly kind: 'unlisted';
  readonly folder: string;
  readonly fault: StoreFault;
}

/** So many folders in a row, each tried again and again: it is the store that is down, and the next would take as long. */
const MOST_IN_A_ROW = 3;

/** How one walk gets on: shared by all its folders. */
export class Setbacks {
  #inARow = 0;

  /** Something was listed. */
  clear(): void {
    this.#inARow = 0;
  }

  /** Takes note of trouble with one folder; whether the walk goes on with the others. */
  survive({ kind }: StoreFault): boolean {
    if (kind === 'denied') return true;
    return kind === 'transient' && ++this.#inARow < MOST_IN_A_ROW;
  }
}

export interface FolderContext extends ListContext {
  readonly setbacks: Setbacks;
}

/**
 * The names a request lists, and last an {@link Unlisted} if some could not be. `folder` is what the trouble is told of.
 * @throws StoreFault when it concerns more than this folder, or the run was stopped
 */
export async function* listFolder(
  folder: string,
  request: Omit<ListRequest, 'next'>,
  context: FolderContext,
): AsyncGenerator<Name | Unlisted> {
  const names = listNames(request, context)[Symbol.asyncIterator]();
  try {
    let next = await names.next();
    // It answered; what comes later may be of the same page and shows nothing.
    context.setbacks.clear();
    for (; next.done !== true; next = await names.next()) yield next.value;
  } catch (fault) {
    if (!(fault instanceof StoreFault) || context.signal.aborted || !context.setbacks.survive(fault)) throw fault;
    yield { kind: 'unlisted', folder, fault };
  }
}
