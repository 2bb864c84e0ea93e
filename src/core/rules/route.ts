/**
 * What a rule says when only a record's service and action are known: whether it matches whatever else the record holds, cannot
 * match, or needs the record. Three-valued: what is not known may be anything, also absent, so no test of it is decided.
 *
 * Owns: which parts of an expression those two fields decide. Whether a test holds is asked of predicate.ts, for every kind of test
 * alike: a test counts as decided when it looked at nothing but what is known. evaluate.ts is the oracle.
 */
import type { RoutingFields } from '../event.ts';
import type { JsonObject } from '../json/value.ts';
import { parsePath } from './fields.ts';
import { compilePredicate } from './predicate.ts';
import type { CompiledRule, Expression, RuleMatch, Test } from './rule.ts';

/** `never`: no such record matches. `always`: each does. `record`: only the record can tell. */
export type RouteOutcome = 'never' | 'always' | 'record';

/** The value of a routing field: a text, or null when the record has no such field. Anything else is for the record to tell. */
export type RoutingValue = string | null;

export interface Route {
  /** @param action undefined when nothing is known of it, not even whether there is one */
  decide(service: RoutingValue, action: RoutingValue | undefined): RouteOutcome;
  /** False when no service and no action could ever rule the match out. */
  readonly isSelective: boolean;
}

/** Compiles the route of an expression, for records whose service and action stand in these fields. */
export function compileRoute(expression: Expression, names: RoutingFields): Route {
  const { decide, canFail } = compileBranch(divide(expression, names));
  return {
    decide(service, action) {
      const truth = decide(new Probe(names, service, action));
      return truth === null ? 'record' : truth ? 'always' : 'never';
    },
    isSelective: canFail,
  };
}

/**
 * What a rule says of every record with this service and action, with the same evidence each time: the match, null for none.
 * @returns undefined when more of the record is looked at than those two
 */
export function decidedMatch(
  compiled: CompiledRule,
  names: RoutingFields,
  service: RoutingValue,
  action: RoutingValue,
): RuleMatch | null | undefined {
  const probe = new Probe(names, service, action);
  const match = compiled.match(probe.fields);
  return probe.wasLookedAt ? undefined : match;
}

/** null: it depends on what is not known. */
type Truth = boolean | null;

/** An expression that service and action decide, being texts or absent. */
interface Decided {
  readonly decided: Expression;
}

interface Branch {
  readonly decide: (probe: Probe) => Truth;
  /** Whether service and action can make it false, and true: upper bounds, each test of them being taken for either. */
  readonly canFail: boolean;
  readonly canHold: boolean;
}

const UNKNOWN: Branch = { decide: () => null, canFail: false, canHold: false };

/** A record of which two fields are known, or the service alone. It notices whoever looks at any other, or at the record as a whole. */
class Probe {
  readonly fields: JsonObject;
  #looks = 0;

  constructor(names: RoutingFields, service: RoutingValue, action: RoutingValue | undefined) {
    const known: Record<string, string> = {};
    if (service !== null) known[names.service] = service;
    if (typeof action === 'string') known[names.action] = action;
    const see = (key: string | symbol): void => {
      if (key !== names.service && (key !== names.action || action === undefined)) this.#looks++;
    };
    this.fields = new Proxy(known, {
      get: (target, key, receiver) => (see(key), Reflect.get(target, key, receiver) as unknown),
      has: (target, key) => (see(key), Reflect.has(target, key)),
      getOwnPropertyDescriptor: (target, key) => (see(key), Reflect.getOwnPropertyDescriptor(target, key)),
      ownKeys: (target) => {
        this.#looks++;
        return Reflect.ownKeys(target);
      },
    });
  }

  /** Something was looked at that is not known. */
  get wasLookedAt(): boolean {
    return this.#looks > 0;
  }

  /** What a predicate says, if it says so of every record that has the known fields. */
  ask(predicate: (fields: JsonObject) => boolean): Truth {
    const before = this.#looks;
    const verdict = predicate(this.fields);
    return this.#looks > before ? null : verdict;
  }
}

function divide(expression: Expression, names: RoutingFields): Decided | Branch {
  switch (expression.kind) {
    case 'test':
      return isRoutingTest(expression.test, names) ? { decided: expression } : UNKNOWN;
    case 'selection':
      return divide(expression.expression, names);
    case 'not': {
      const operand = divide(expression.operand, names);
      return 'decided' in operand ? { decided: { kind: 'not', operand: operand.decided } } : negate(operand);
    }
    default:
      return join(
        expression.kind,
        expression.operands.map((operand) => divide(operand, names)),
      );
  }
}

/** Whether the two fields, being texts, decide a test. Most tests are of fields that lead elsewhere from the first key on. */
function isRoutingTest(test: Test, names: RoutingFields): boolean {
  if ('field' in test && !parsePath(test.field).runs[0]?.some(({ key }) => key === names.service || key === names.action)) return false;
  return new Probe(names, 'x', 'x').ask(compilePredicate({ kind: 'test', test })) !== null;
}

function compileBranch(part: Decided | Branch): Branch {
  if (!('decided' in part)) return part;
  const predicate = compilePredicate(part.decided);
  return { decide: (probe) => probe.ask(predicate), canFail: true, canHold: true };
}

function negate({ decide, canFail, canHold }: Branch): Branch {
  return {
    decide(probe) {
      const truth = decide(probe);
      return truth === null ? null : !truth;
    },
    canFail: canHold,
    canHold: canFail,
  };
}

/** The operands that routing decides become one predicate, so that a list of a thousand actions is one look into a set. */
function join(kind: 'and' | 'or', operands: readonly (Decided | Branch)[]): Decided | Branch {
  const decided: Expression[] = [];
  const branches: Branch[] = [];
  for (const operand of operands) {
    if ('decided' in operand) decided.push(operand.decided);
    else branches.push(operand);
  }
  const whole: Decided = { decided: { kind, operands: decided } };
  if (branches.length === 0) return whole;
  if (decided.length > 0) branches.unshift(compileBranch(whole));
  const ends = kind === 'or';
  return {
    decide(probe) {
      let truth: Truth = !ends;
      for (const branch of branches) {
        const verdict = branch.decide(probe);
        if (verdict === ends) return ends;
        if (verdict === null) truth = null;
      }
      return truth;
    },
    canFail: ends ? branches.every(({ canFail }) => canFail) : branches.some(({ canFail }) => canFail),
    canHold: ends ? branches.some(({ canHold }) => canHold) : branches.every(({ canHold }) => canHold),
  };
}
