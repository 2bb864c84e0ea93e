/**
 * Rules that say what another one says: the same records, or a part of them because their actions are among the other's. Compares normal
 * forms; rules that overlap in any other way are not noticed.
 */
import { fold } from '../fold.ts';
import { exactText } from '../pattern.ts';
import type { Expression, Issue, Rule } from '../rule.ts';
import { normalForm } from './normal-form.ts';
import { ACTION_FIELD } from './reach.ts';

/** A rule as its actions and everything else. */
interface Split {
  readonly rule: Rule;
  /** What must hold besides the action, and for which log. */
  readonly rest: string;
  /** The actions it is about, folded; null when it names none, or not as a plain list. */
  readonly actions: ReadonlySet<string> | null;
}

/** Groups of more rules that differ in their actions only are not compared: that would take long. */
const MOST_COMPARED = 500;

/** Warns of each rule whose records another one matches too. Of two equal rules the later is blamed. */
export function findOverlaps(rules: readonly Rule[]): readonly Issue[] {
  const groups = new Map<string, Split[]>();
  for (const rule of rules) {
    if (rule.status === 'unsupported') continue;
    const split = splitRule(rule);
    if (split === null) continue;
    const group = groups.get(split.rest);
    if (group === undefined) groups.set(split.rest, [split]);
    else group.push(split);
  }
  return [...groups.values()].flatMap((group) =>
    group.flatMap((split, index) => {
      const others = group.length > MOST_COMPARED ? [] : group;
      const wider = others.find((other, place) => other !== split && includes(other, split, place < index));
      return wider === undefined ? [] : [overlap(split, wider)];
    }),
  );
}

/** Whether `a` matches whatever `b` matches; equal ones count only when `a` comes first. */
function includes(a: Split, b: Split, isEarlier: boolean): boolean {
  if (a.actions === null || b.actions === null) return a.actions === b.actions && isEarlier;
  const { actions } = a;
  if (actions.size < b.actions.size || ![...b.actions].every((action) => actions.has(action))) return false;
  return actions.size > b.actions.size || isEarlier;
}

function overlap({ rule, actions }: Split, { rule: other, actions: more }: Split): Issue {
  const { uri, line } = other.location;
  const where = `the rule \`${other.name}\` at ${uri}:${line}`;
  const message =
    actions?.size === more?.size
      ? `The rule matches the same records as ${where}; one of them is enough.`
      : `Whatever the rule matches is matched by ${where}, whose actions include its own.`;
  return { severity: 'warning', code: 'overlapping-rules', location: rule.location, rule: rule.name, message };
}

function splitRule(rule: Rule): Split | null {
  const operands = conjunctsOf(rule.condition);
  const isActions = (expression: Expression): boolean => actionsIn(expression) !== null;
  const action = operands.find(isActions);
  const others = operands.filter((operand) => operand !== action);
  const rest = normalForm({ kind: 'and', operands: others });
  if (rest === null) return null;
  const { category = '', product = '', service = '' } = rule.logsource;
  const log = [category, product, service].map(fold);
  return { rule, rest: JSON.stringify([log, rest]), actions: action === undefined ? null : actionsIn(action) };
}

/** What is joined by AND at the top, through selections. */
function conjunctsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'selection') return conjunctsOf(expression.expression);
  return expression.kind === 'and' ? [...new Set(expression.operands)].flatMap(conjunctsOf) : [expression];
}

/** The actions of an expression that is nothing but a list of them. */
function actionsIn(expression: Expression): ReadonlySet<string> | null {
  const found = new Set<string>();
  const pending: Expression[] = [expression];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (current.kind === 'selection') pending.push(current.expression);
    else if (current.kind === 'or') for (const operand of new Set(current.operands)) pending.push(operand);
    else if (current.kind !== 'test' || current.test.kind !== 'text' || current.test.field !== ACTION_FIELD) return null;
    else {
      const text = exactText(current.test.pattern);
      if (text === null || current.test.pattern.cased) return null;
      found.add(fold(text));
    }
  }
  return found.size === 0 ? null : found;
}
