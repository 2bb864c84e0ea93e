/**
 * Which rules a filter applies to, and what is doubtful about that: references to nothing, pairs that do not fit.
 *
 * Owns: K29, a filter applies to rules whose logsource has every part that its own names, also when it lists them.
 * Must not know: conditions, records.
 */
import { describeLogsource, hasEveryPart } from './logsource.ts';
import type { IssueCode } from './report.ts';
import type { Issue, Rule, RuleFilter, RuleHead, RuleReference, RuleSet } from './rule.ts';
import { suggestion } from './similar.ts';

/** "Did you mean" compares a word with every name: enough for mistakes, bounded for files made of them. */
const MOST_SUGGESTIONS = 20;

/** Whether a rule is one that the filter applies to. */
export function compileScope({ rules: references, logsource }: RuleFilter): (rule: Rule) => boolean {
  const wanted = references && new Set(references.map(({ rule }) => keyOf(rule)));
  return (rule) => (wanted === null || keysOf(rule).some((key) => wanted.has(key))) && hasEveryPart(rule.logsource, logsource);
}

/**
 * What is wrong with the rules that filters name.
 * @param set everything that is loaded
 * @param broken names of documents with errors of their own: they are there, though not in the set
 */
export function checkFilterScopes({ rules, correlations, filters }: RuleSet, broken: ReadonlySet<string>): readonly Issue[] {
  const known: readonly (Rule | RuleHead)[] = [...rules, ...correlations];
  const byKey = new Map(known.toReversed().flatMap((head) => keysOf(head).map((key) => [key, head] as const)));
  const unknown: { readonly filter: RuleFilter; readonly reference: RuleReference }[] = [];
  const doubts = filters.flatMap((filter) =>
    (filter.rules ?? []).flatMap((reference) => {
      const target = byKey.get(keyOf(reference.rule));
      if (target !== undefined) return checkPair(filter, target, reference);
      if (!broken.has(reference.rule)) unknown.push({ filter, reference });
      return [];
    }),
  );
  const names = known.map(({ name }) => name);
  const byTitle = new Map(known.map(({ title, name }) => [title, name]));
  const missing = unknown.map(({ filter, reference }, i) => {
    const named = byTitle.get(reference.rule);
    const advice =
      named === undefined ? 'load the file that has it, or correct it' : `a title is no reference, write the name \`${named}\``;
    const hint = named === undefined && i < MOST_SUGGESTIONS ? suggestion(reference.rule, names) : '';
    return issueAt(
      filter,
      reference,
      'error',
      'unknown-reference',
      `No loaded rule has the name or id \`${reference.rule}\`; ${advice}.${hint}`,
    );
  });
  return [...missing, ...doubts];
}

function checkPair(filter: RuleFilter, target: Rule | RuleHead, reference: RuleReference): readonly Issue[] {
  if (!('logsource' in target)) {
    const message = `\`${target.name}\` is a correlation, and filters apply to rules only; name the rules that it counts.`;
    return [issueAt(filter, reference, 'warning', 'filter-mismatch', message)];
  }
  if (hasEveryPart(target.logsource, filter.logsource)) return [];
  const message = `The filter \`${filter.name}\` is for ${describeLogsource(filter.logsource)} and does not apply to the rule \`${target.name}\`, which is for ${describeLogsource(target.logsource)}.`;
  return [issueAt(filter, reference, 'warning', 'filter-mismatch', message)];
}

function issueAt({ name }: RuleFilter, { location }: RuleReference, severity: Issue['severity'], code: IssueCode, message: string): Issue {
  return { severity, code, location, rule: name, message };
}

/** What a document is found under: its name, and its id, which has no letter case. */
function keysOf({ name, id }: RuleHead): readonly string[] {
  return id === null ? [keyOf(name)] : [keyOf(name), keyOf(id)];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function keyOf(reference: string): string {
  return UUID.test(reference) ? reference.toLowerCase() : reference;
}
