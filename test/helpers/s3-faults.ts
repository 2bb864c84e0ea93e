/**
 * Faults of a store as data, and schedules of them: the fake store and the fault server carry them out in their own ways.
 */
import fc from 'fast-check';

/**
 * An answer with status 200 that is not the store's: a captive portal's page (also with an ETag, as web servers give their pages), nothing at
 * all, XML that ends too early, XML of something else. `empty-tagged`: nothing, under the object's own ETag, as from a broken cache.
 */
export const FOREIGN = ['html', 'html-tagged', 'empty', 'empty-tagged', 'cut-xml', 'other-xml'] as const;
export type Foreign = (typeof FOREIGN)[number];

export type ListFault = 'slow-down' | 'error-500' | 'reset' | Foreign;

export type Fault =
  | { readonly kind: Foreign }
  /** An error instead of an answer. */
  | { readonly kind: 'slow-down' | 'error-500' | 'reset' }
  /** The body ends after so many bytes: with the connection torn, closed, or never. */
  | { readonly kind: 'cut' | 'short' | 'stall'; readonly after: number }
  /** The object is overwritten when so many bytes of it have been sent, and the connection breaks. */
  | { readonly kind: 'overwrite'; readonly after: number };

export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('slow-down', 'error-500', 'reset') }),
  fc.record({ kind: fc.constantFrom(...FOREIGN) }),
  fc.record({ kind: fc.constantFrom('cut', 'short', 'stall'), after: fc.nat(4000) }),
  fc.record({ kind: fc.constant('overwrite' as const), after: fc.nat(4000) }),
);

/** What happens to one request after another; null means nothing. No more faults than any one object may meet. */
export const anySchedule = fc.array(fc.option(anyFault, { freq: 2 }), { maxLength: 12 }).map((faults) => limitRuns(faults));

/** Five in a row are survived; a scan that meets more gives up, which is another test. */
function limitRuns(faults: readonly (Fault | null)[]): (Fault | null)[] {
  let total = 0;
  let overwrites = 0;
  return faults.map((fault) => {
    if (fault === null || ++total > 5) return null;
    return fault.kind === 'overwrite' && ++overwrites > 3 ? null : fault;
  });
}

export const anyListFault: fc.Arbitrary<ListFault> = fc.constantFrom('slow-down', 'error-500', 'reset', ...FOREIGN);

export function isForeign(kind: string): kind is Foreign {
  return (FOREIGN as readonly string[]).includes(kind);
}
