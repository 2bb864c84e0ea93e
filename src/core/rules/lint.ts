/** Advice on rules that load: what a good rule has. Owns the wishes, not the grammar. */
import type { IssueCode } from './report.ts';
import type { Issue, Rule } from './rule.ts';

/**
 * What a rule lacks, as warnings.
 * @param options.pack also ask for what a rule in a shared pack should have: a runbook and known false positives
 */
export function lintRule(rule: Rule, options: { readonly pack?: boolean } = {}): readonly Issue[] {
  const lacks = (isLacking: boolean, code: IssueCode, message: string): readonly Issue[] =>
    isLacking ? [{ severity: 'warning', code, location: rule.location, rule: rule.name, message }] : [];
  const { tests } = rule;
  return [
    ...lacks(rule.level === null, 'no-level', 'The rule has no level and sorts below informational; add `level: medium` or what fits.'),
    ...lacks(
      !tests.some((test) => test.matches),
      'no-tests',
      'No test shows a record that the rule matches; add one to `auditsift.tests`.',
    ),
    ...lacks(
      !tests.some((test) => !test.matches),
      'no-tests',
      'No test shows a record that the rule leaves alone; add one to `auditsift.tests`.',
    ),
    ...lacks(
      options.pack === true && rule.runbook === null,
      'no-runbook',
      'Nothing says what to do when the rule fires; add `auditsift.runbook`.',
    ),
    ...lacks(
      options.pack === true && rule.falsepositives.length === 0,
      'no-falsepositives',
      'Add `falsepositives`: what harmless thing makes it fire?',
    ),
  ];
}
