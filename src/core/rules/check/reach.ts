/**
 * Which services and actions an expression leaves possible, whatever else the record holds. Three-valued: what is not asked about may
 * be anything. Owns: advice that follows from it (rules that need every record, actions that belong to another service).
 *
 * `compileReach` is also the question a scanner asks before it reads a record; the compiled answer to it may take this one's place.
 */
import { SERVICES, actionsOf, isKnownAction } from '../../catalogue/catalogue.ts';
import { ESM_SERVICES } from '../../esm.ts';
import { fold } from '../fold.ts';
import { exactText } from '../pattern.ts';
import { compilePredicate } from '../predicate.ts';
import type { Expression, Test } from '../rule.ts';
import { compilePattern } from '../text-matcher.ts';

export const SERVICE_FIELD = 'serviceName';
export const ACTION_FIELD = 'actionName';

/** A service and an action that no rule names. */
const STRANGER: Pair = ['\u0000', '\u0000'];
type Pair = readonly [service: string, action: string];

/** What an expression says of a service and an action: true and false whatever else the record holds, else null. */
type Decide = (service: string, action: string) => boolean | null;

/** Prepares the question whether some record with a service and an action can satisfy an expression. */
export function compileReach(expression: Expression): (service: string, action: string) => boolean {
  const decide = compile(expression, new Map());
  return (service, action) => decide(service, action) !== false;
}

function compile(expression: Expression, known: Map<Expression, Decide>): Decide {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const decide = compileNode(expression, known);
  known.set(expression, decide);
  return decide;
}

function compileNode(expression: Expression, known: Map<Expression, Decide>): Decide {
  switch (expression.kind) {
    case 'test':
      return isRouting(expression.test) ? compileTest(expression.test) : () => null;
    case 'selection':
      return compile(expression.expression, known);
    case 'not': {
      const operand = compile(expression.operand, known);
      return (service, action) => {
        const verdict = operand(service, action);
        return verdict === null ? null : !verdict;
      };
    }
    default: {
      const decisive = expression.kind === 'or';
      const operands = [...new Set(expression.operands)].map((operand) => compile(operand, known));
      return (service, action) => {
        let result: boolean | null = !decisive;
        for (const operand of operands) {
          const verdict = operand(service, action);
          if (verdict === decisive) return decisive;
          if (verdict === null) result = null;
        }
        return result;
      };
    }
  }
}

function compileTest(test: RoutingTest): Decide {
  if (test.kind === 'text') {
    const matches = compilePattern(test.pattern);
    const ofService = test.field === SERVICE_FIELD;
    return (service, action) => {
      const text = ofService ? service : action;
      return matches(test.pattern.cased ? text : fold(text));
    };
  }
  const predicate = compilePredicate({ kind: 'test', test });
  return (service, action) => predicate({ [SERVICE_FIELD]: service, [ACTION_FIELD]: action });
}

/** A test that service and action decide, whatever else the record holds. */
function isRouting(test: Test): test is RoutingTest {
  return 'field' in test && test.kind !== 'fieldref' && (test.field === SERVICE_FIELD || test.field === ACTION_FIELD);
}

type RoutingTest = Exclude<Extract<Test, { field: string }>, { kind: 'fieldref' }>;

/** Of larger expressions nothing is said: they would be walked for long. */
const MOST_NODES = 50_000;

/** Whether no service and no action rules the expression out: with such a rule every record has to be read. */
export function needsEveryRecord(expression: Expression): boolean {
  return testsOf(expression, MOST_NODES) !== null && compileReach(expression)(...STRANGER);
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
  const reaches = compileReach(expression);
  return pairs(named).some(([service, action]) => reaches(service, action)) ? null : named;
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
