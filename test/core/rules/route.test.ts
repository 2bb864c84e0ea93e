/** What service and action alone decide of a rule. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATABRICKS_ROUTING } from '../../../src/core/event.ts';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { evaluate } from '../../../src/core/rules/evaluate.ts';
import { compileRoute, type RouteOutcome } from '../../../src/core/rules/route.ts';
import type { Expression } from '../../../src/core/rules/rule.ts';
import { expressions, NAMES, records } from './arbitrary-rules.ts';
import { compiled } from './rule-text.ts';

const routingValues = fc.oneof(fc.constantFrom(null, ...NAMES));

/** Kleene's logic to the letter: a test of a routing field is what evaluate.ts says, every other is unknown. */
function plainOutcome(expression: Expression, known: JsonObject): boolean | null {
  switch (expression.kind) {
    case 'test': {
      const { test } = expression;
      const named = (field: string) => field === 'serviceName' || field === 'actionName';
      const decided =
        test.kind !== 'keyword' && test.kind !== 'keyword-regex' && named(test.field) && (test.kind !== 'fieldref' || named(test.other));
      return decided ? evaluate(expression, known) : null;
    }
    case 'selection':
      return plainOutcome(expression.expression, known);
    case 'not': {
      const operand = plainOutcome(expression.operand, known);
      return operand === null ? null : !operand;
    }
    default: {
      const operands = expression.operands.map((operand) => plainOutcome(operand, known));
      const ends = expression.kind === 'or';
      return operands.includes(ends) ? ends : operands.includes(null) ? null : !ends;
    }
  }
}

function known(service: string | null, action: string | null): JsonObject {
  return { ...(service === null ? {} : { serviceName: service }), ...(action === null ? {} : { actionName: action }) };
}

function outcome(detection: string, service: string | null, action: string | null): RouteOutcome {
  return compileRoute(compiled(detection).rule.condition, DATABRICKS_ROUTING).decide(service, action);
}

describe('a route', () => {
  it('is the three-valued evaluation of the expression', () => {
    fc.assert(
      fc.property(expressions, routingValues, routingValues, (expression, service, action) => {
        const truth = plainOutcome(expression, known(service, action));
        const expected = truth === null ? 'record' : truth ? 'always' : 'never';
        expect(compileRoute(expression, DATABRICKS_ROUTING).decide(service, action)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('holds of every record with that service and action', () => {
    fc.assert(
      fc.property(expressions, routingValues, routingValues, records, (expression, service, action, rest) => {
        const others = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'serviceName' && key !== 'actionName'));
        const outcome = compileRoute(expression, DATABRICKS_ROUTING).decide(service, action);
        fc.pre(outcome !== 'record');
        expect(evaluate(expression, { ...others, ...known(service, action) })).toBe(outcome === 'always');
      }),
      { numRuns: 3000 },
    );
  });

  it('that is not selective is never never', () => {
    fc.assert(
      fc.property(expressions, routingValues, routingValues, (expression, service, action) => {
        const route = compileRoute(expression, DATABRICKS_ROUTING);
        if (!route.isSelective) expect(route.decide(service, action)).not.toBe('never');
      }),
      { numRuns: 3000 },
    );
  });

  it.each<readonly [detection: string, service: string | null, action: string | null, expected: RouteOutcome]>([
    ['{"s":{"actionName":"login"},"condition":"s"}', 'accounts', 'LOGIN', 'always'],
    ['{"s":{"actionName":"login"},"condition":"s"}', 'accounts', 'logout', 'never'],
    ['{"s":{"actionName":"kernel exploit"},"condition":"s"}', 'x', '\u212Aernel Exploit', 'always'],
    ['{"s":{"actionName":"login","userAgent":"curl*"},"condition":"s"}', 'accounts', 'login', 'record'],
    ['{"s":{"actionName":"login","userAgent":"curl*"},"condition":"s"}', 'accounts', 'logout', 'never'],
    ['{"s":{"actionName":"login"},"f":{"user":"bob"},"condition":"s and not f"}', 'accounts', 'login', 'record'],
    [
      '{"s":{"serviceName|contains":"capsule8"},"known":{"actionName":["a","b","Heartbeat"]},"condition":"s and not known"}',
      'capsule8-alerts-dataplane',
      'heartbeat',
      'never',
    ],
    [
      '{"s":{"serviceName|contains":"capsule8"},"known":{"actionName":["a","b","Heartbeat"]},"condition":"s and not known"}',
      'capsule8-alerts-dataplane',
      'new',
      'always',
    ],
    ['{"s":{"user":null},"condition":"s"}', 'x', 'y', 'record'],
    ['{"s":{"user|exists":false},"condition":"s"}', 'x', 'y', 'record'],
    ['{"s":{"actionName":null},"condition":"s"}', 'x', null, 'always'],
    ['{"s":{"actionName":null},"condition":"s"}', 'x', '', 'never'],
    ['{"s":{"actionName|exists":true},"condition":"s"}', 'x', null, 'never'],
    ['{"s":{"actionName":"*"},"condition":"s"}', 'x', null, 'never'],
    ['{"s":["login"],"condition":"s"}', 'accounts', 'login', 'record'],
    ['{"s":["login"],"t":{"actionName":"x"},"condition":"s and t"}', 'accounts', 'login', 'never'],
  ])('%s of %s, %s is %s', (detection, service, action, expected) => {
    expect(outcome(detection, service, action)).toBe(expected);
  });

  it.each<readonly [detection: string, selective: boolean]>([
    ['{"s":{"actionName":"login"},"condition":"s"}', true],
    ['{"s":{"actionName|contains":"log","user":"bob"},"condition":"s"}', true],
    ['{"f":{"actionName":"Heartbeat"},"s":{"user":"bob"},"condition":"s and not f"}', true],
    ['{"s":{"user":"bob"},"condition":"s"}', false],
    ['{"s":["curl"],"condition":"s"}', false],
    ['{"s":{"user":"bob"},"t":{"actionName":"login"},"condition":"s or t"}', false],
  ])('%s is selective: %s', (detection, selective) => {
    expect(compileRoute(compiled(detection).rule.condition, DATABRICKS_ROUTING).isSelective).toBe(selective);
  });
});
