/** A rule, correlation or filter by what the user calls it. */
import type { Correlation, Rule, RuleFilter, RuleHead, RuleSet } from '../core/rules/index.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export type FoundDocument =
  | { readonly kind: 'rule'; readonly document: Rule }
  | { readonly kind: 'correlation'; readonly document: Correlation }
  | { readonly kind: 'filter'; readonly document: RuleFilter };

/** Every document with its kind: rules, correlations, filters. */
export function documentsIn({ rules, correlations, filters }: RuleSet): readonly FoundDocument[] {
  return [
    ...rules.map((document) => ({ kind: 'rule', document }) as const),
    ...correlations.map((document) => ({ kind: 'correlation', document }) as const),
    ...filters.map((document) => ({ kind: 'filter', document }) as const),
  ];
}

/**
 * Finds a document by its name or id.
 * @throws UsageError when there is none, with what may have been meant
 */
export function findDocument(set: RuleSet, name: string): FoundDocument {
  const documents = documentsIn(set);
  const isCalled = ({ name: own, id }: RuleHead): boolean => own === name || id?.toLowerCase() === name.toLowerCase();
  const found = documents.find(({ document }) => isCalled(document));
  if (found !== undefined) return found;
  const names = documents.map(({ document }) => document.name);
  throw new UsageError(`there is no rule ${name}${didYouMean(name, names)} (auditsift rules list names them; --rules loads others)`);
}
