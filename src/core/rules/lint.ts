/** Advice on rules that load: what is probably a mistake, and what a good rule has. Owns the wishes, not the grammar. */
import { servicesOf } from '../catalogue/catalogue.ts';
import type { LogSource } from '../event.ts';
import { checkNames, namesOtherLog } from './check/names.ts';
import { checkSense } from './check/never.ts';
import { findOverlaps } from './check/overlap.ts';
import { needsEveryRecord, strangersIn } from './check/reach.ts';
import { fold } from './fold.ts';
import { Report } from './report.ts';
import { detectionOf, isAccepted, placeOf } from './rule-source.ts';
import type { Expression, Issue, Rule, RuleFilter, RuleHead, RuleSet } from './rule.ts';

/**
 * What is doubtful about a rule: names that nobody knows, parts that cannot match, tests that are missing. A rule that can never match
 * by its own logic is an error, everything else a warning. Nothing is said of rules that never run (status `unsupported`),
 * and no warning whose code the rule lists under `auditsift.accepts`.
 * @param options.pack also ask for what a rule in a shared pack should have: a runbook and known false positives
 */
export function lintRule(rule: Rule, { pack = false }: { readonly pack?: boolean } = {}): readonly Issue[] {
  if (rule.status === 'unsupported') return [];
  const report = new Report(rule.location.uri).forRule(rule.name);
  const isDatabricks = isAuditLog(rule.logsource);
  if (isDatabricks) {
    const namesAreKnown = adviseOnNames(rule, report);
    if (namesAreKnown) adviseOnPairs(rule, report);
  }
  const makesSense = checkSense(rule, isDatabricks, report);
  if (isDatabricks && makesSense && needsEveryRecord(rule.condition)) {
    const message = 'No service or action is ruled out, so every record has to be read for this rule; name the `actionName` if it has one.';
    report.warning('slow-rule', placeOf(rule, 'condition'), message);
  }
  adviseOnHead(rule, pack, report);
  return report.issues().filter(({ severity, code }) => severity === 'error' || !isAccepted(rule, code));
}

/** The part of {@link lintRule} that is worth saying of a filter, and of a selection somebody typed to run it once: unknown names.
 * Where the log source is left open, a field of CloudTrail or of flow logs shows that another log is meant. */
export function lintNames(rule: Rule | RuleFilter): readonly Issue[] {
  const detection = detectionOf(rule);
  const isOpen = Object.keys(rule.logsource).length === 0;
  if (!isAuditLog(rule.logsource) && !(isOpen && detection !== null && !namesOtherLog(detection))) return [];
  const report = new Report(rule.location.uri).forRule(rule.name);
  if (adviseOnNames(rule, report)) adviseOnPairs(rule, report);
  return report.issues().filter(({ code }) => !isAccepted(rule, code));
}

/** What only shows when everything is loaded: rules that say what another one says. */
export function lintTogether({ rules }: RuleSet): readonly Issue[] {
  return findOverlaps(rules.filter((rule) => !isAccepted(rule, 'overlapping-rules')));
}

/** Rules for Databricks' audit log; of other logs nothing is known here. */
function isAuditLog({ product, service }: LogSource): boolean {
  return product !== undefined && fold(product) === 'databricks' && (service === undefined || fold(service) === 'audit');
}

function adviseOnNames(rule: RuleHead, report: Report): boolean {
  const detection = detectionOf(rule);
  return detection === null || checkNames(detection, report);
}

/** Says of each selection, or else of the whole condition, that its actions belong to another service. */
function adviseOnPairs(rule: Rule | RuleFilter, report: Report): void {
  const say = (name: string, what: string, actions: readonly string[]): void => {
    const [action] = actions;
    const owners = action === undefined ? [] : servicesOf(action).slice(0, 3);
    const where = owners.length === 0 ? '' : `: \`${action ?? ''}\` is an action of ${owners.map((owner) => `\`${owner}\``).join(', ')}`;
    const message = `${what} names a service together with actions that it is not known to have${where}.`;
    report.warning('action-of-another-service', placeOf(rule, name), message);
  };
  const mixed = [...topSelections(rule.condition)].flatMap((selection) => {
    const actions = strangersIn(selection);
    return actions === null ? [] : [{ name: selection.name, actions }];
  });
  for (const { name, actions } of mixed) say(name, `\`${name}\``, actions);
  const strangers = mixed.length === 0 ? strangersIn(rule.condition) : null;
  if (strangers !== null) say('condition', 'The rule', strangers);
}

type Selection = Extract<Expression, { kind: 'selection' }>;

function topSelections(expression: Expression, found = new Set<Selection>()): ReadonlySet<Selection> {
  if (expression.kind === 'selection') found.add(expression);
  else if (expression.kind === 'not') topSelections(expression.operand, found);
  else if (expression.kind !== 'test') for (const operand of expression.operands) topSelections(operand, found);
  return found;
}

function adviseOnHead(rule: RuleHead, pack: boolean, report: Report): void {
  const { location, level, tests, sequences, runbook, falsepositives } = rule;
  if (level === null) {
    report.warning('no-level', location, 'The rule has no level and sorts below informational; add `level: medium` or what fits.');
  }
  if (sequences.length === 0 && !tests.some((test) => test.matches)) {
    report.warning('no-tests', location, 'No test shows a record that the rule matches; add one to `auditsift.tests`.');
  }
  if (sequences.length === 0 && !tests.some((test) => !test.matches)) {
    report.warning('no-tests', location, 'No test shows a record that the rule leaves alone; add one to `auditsift.tests`.');
  }
  if (pack && runbook === null) {
    report.warning('no-runbook', location, 'Nothing says what to do when the rule fires; add `auditsift.runbook`.');
  }
  if (pack && falsepositives.length === 0) {
    report.warning('no-falsepositives', location, 'Add `falsepositives`: what harmless thing makes it fire?');
  }
}
