/**
 * One spelling for expressions that mean the same: names of selections, order, nesting and repetition are gone. Two expressions with the
 * same normal form match the same records; the reverse does not hold.
 */
import type { Expression } from '../rule.ts';
import { keyOf } from './conflict.ts';

/** Steps before an expression is called too large. */
const BUDGET = 20_000;

/** The parts of a normal form under AND, sorted; null when the expression is too large to be worth it. */
export function normalForm(expression: Expression): readonly string[] | null {
  try {
    const { kind, key, parts } = new Normaliser().of(expression);
    return kind === 'and' ? parts : [key];
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

class TooLarge extends Error {}

interface Normal {
  readonly kind: 'and' | 'or' | 'not' | 'test';
  readonly key: string;
  /** Under `and` and `or`: the keys of the operands. */
  readonly parts: readonly string[];
}

class Normaliser {
  readonly #known = new Map<Expression, Normal>();
  #steps = 0;

  of(expression: Expression): Normal {
    const known = this.#known.get(expression);
    if (known !== undefined) return known;
    const normal = this.#work(expression);
    this.#known.set(expression, normal);
    return normal;
  }

  #work(expression: Expression): Normal {
    this.#spend(1);
    switch (expression.kind) {
      case 'selection':
        return this.of(expression.expression);
      case 'test':
        return leaf('test', keyOf(expression.test));
      case 'not': {
        const operand = unwrap(expression.operand);
        return operand.kind === 'not' ? this.of(operand.operand) : leaf('not', `not(${this.of(operand).key})`);
      }
      default:
        return this.#join(expression.kind, expression.operands);
    }
  }

  #join(kind: 'and' | 'or', operands: readonly Expression[]): Normal {
    const parts = new Set<string>();
    let only: Normal | undefined;
    for (const operand of new Set(operands)) {
      const normal = this.of(operand);
      const inner = normal.kind === kind ? normal.parts : [normal.key];
      this.#spend(inner.length);
      for (const part of inner) parts.add(part);
      only = normal;
    }
    const sorted = [...parts].sort();
    if (only !== undefined && sorted.length === 1 && only.key === sorted[0]) return only;
    const key = `${kind}(${sorted.join(',')})`;
    this.#spend(key.length / 100);
    return { kind, key, parts: sorted };
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > BUDGET) throw new TooLarge();
  }
}

function leaf(kind: 'not' | 'test', key: string): Normal {
  return { kind, key, parts: [] };
}

function unwrap(expression: Expression): Expression {
  return expression.kind === 'selection' ? unwrap(expression.expression) : expression;
}
