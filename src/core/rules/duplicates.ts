/** Names and ids that more than one rule has: `alerts` and references would be ambiguous. */
import type { IssueCode } from './report.ts';
import type { RuleHead } from './rule.ts';

export interface Duplicate {
  readonly code: IssueCode;
  /** The later of the two. */
  readonly rule: RuleHead;
  readonly message: string;
}

/**
 * Finds rules that share a name or an id with an earlier rule.
 * @param scope `within`: pairs in one file; `across`: pairs in different files, or one rule that was loaded twice
 */
export function findDuplicates(rules: readonly RuleHead[], scope: 'within' | 'across'): readonly Duplicate[] {
  const keys = [
    { code: 'duplicate-name', label: 'name', keyOf: (rule: RuleHead) => rule.name },
    { code: 'duplicate-id', label: 'id', keyOf: (rule: RuleHead) => rule.id?.toLowerCase() },
  ] as const;
  return keys.flatMap(({ code, label, keyOf }) => {
    const first = new Map<string, RuleHead>();
    return rules.flatMap((rule): readonly Duplicate[] => {
      const key = keyOf(rule);
      if (key === undefined) return [];
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, rule);
      if (earlier === undefined || (scope === 'within') !== isSameFile(earlier, rule)) return [];
      const { uri, line } = earlier.location;
      return [
        { code, rule, message: `The ${label} \`${key}\` is taken by the rule "${earlier.title}" at ${uri}:${line}; choose another.` },
      ];
    });
  });
}

function isSameFile({ location: a }: RuleHead, { location: b }: RuleHead): boolean {
  return a.uri === b.uri && (a.line !== b.line || a.column !== b.column);
}
