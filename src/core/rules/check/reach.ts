/**
 * Advice that follows from which services and actions an expression leaves possible (route.ts): rules that need every record, actions
 * that belong to another service.
 */
import { SERVICES, actionsOf, isKnownAction } from '../../catalogue/catalogue.ts';
import { ESM_SERVICES } from '../../esm.ts';
import { DATABRICKS_ROUTING } from '../../event.ts';
import { exactText } from '../pattern.ts';
import { compileRoute } from '../route.ts';
import type { Expression, Test } from '../rule.ts';

const { service: SERVICE_FIELD, action } = DATABRICKS_ROUTING;
export const ACTION_FIELD = action;

/** A service and an action that no rule names. */
const STRANGER: Pair = ['\u0000', '\u0000'];
type Pair = readonly [service: string, action: string];

/** A test that service and action decide, whatever else the record holds. */
function isRouting(test: Test): test is RoutingTest {
  return 'field' in test && test.kind !== 'fieldref' && (test.field === SERVICE_FIELD || test.field === ACTION_FIELD);
}

type RoutingTest = Exclude<Extract<Test, { field: string }>, { kind: 'fieldref' }>;

/** Of larger expressions nothing is said: they would be walked for long. */
const MOST_NODES = 50_000;

/** Whether no service and no action rules the expression out: with such a rule every record has to be read. */
export function needsEveryRecord(expression: Expression): boolean {
  return testsOf(expression, MOST_NODES) !== null && compileRoute(expression, DATABRICKS_ROUTING).decide(...STRANGER) !== 'never';
}

/** Larger expressions are not held against the catalogue, which would take long. */
const MOST_TESTS = 2000;

/**
 * The actions of an expression that asks for a service and an action which never occur together, as far as the catalogue knows.
 * @returns the actions it names, perhaps none; null when there is nothing to say, also of expressions that leave the service or the
 * action open, and of services whose actions nobody lists
 */
export function strangersIn(expression: Expression): readonly string[] | null {
  const tests = testsOf(expression, MOST_TESTS);
  if (tests === null) return null;
  const fields = new Set(tests.map((test) => test.field));
  if (!fields.has(SERVICE_FIELD) || !fields.has(ACTION_FIELD) || needsEveryRecord(expression)) return null;
  const named = [
    ...new Set(tests.flatMap((test) => (test.field === ACTION_FIELD && test.kind === 'text' ? (exactText(test.pattern) ?? []) : []))),
  ];
  const route = compileRoute(expression, DATABRICKS_ROUTING);
  return pairs(named).some(([service, action]) => route.decide(service, action) !== 'never') ? null : named;
}

let known: readonly Pair[] | undefined;

/** Every pair in the catalogue; a service without a list of actions has those that are named, and a sensor's may be spelled otherwise. */
function pairs(named: readonly string[]): readonly Pair[] {
  known ??= Object.keys(SERVICES).flatMap((service) => actionsOf(service).map((action): Pair => [service, action]));
  const unlisted = Object.keys(SERVICES).filter((service) => actionsOf(service).length === 0);
  const sensors = [...ESM_SERVICES.keys()];
  return [
    ...known,
    // Rules for whatever is not known yet are no mistake.
    ...Object.keys(SERVICES).map((service): Pair => [service, STRANGER[1]]),
    ...named.flatMap((action) => [
      ...unlisted.map((service): Pair => [service, action]),
      ...sensors.filter((service) => isKnownAction(action, service)).map((service): Pair => [service, action]),
    ]),
  ];
}

/** The tests of service and action in an expression; null when it has more parts than the limit. */
function testsOf(expression: Expression, limit: number): RoutingTest[] | null {
  const found: RoutingTest[] = [];
  const pending: Expression[] = [expression];
  let count = 0;
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (++count > limit) return null;
    if (current.kind === 'test') {
      if (isRouting(current.test)) found.push(current.test);
    } else if (current.kind === 'not') pending.push(current.operand);
    else if (current.kind === 'selection') pending.push(current.expression);
    else for (const operand of current.operands) pending.push(operand);
  }
  return found.reverse();
}
