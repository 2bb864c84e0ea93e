/**
 * Whether some record can satisfy an expression, as far as pairs of tests tell. Says `impossible` only with a proof, and gives up
 * (possible) when the search takes long. Must not know: what makes two tests exclude each other.
 */
import type { Expression } from '../rule.ts';
import type { Literal } from './conflict.ts';

/** Two tests that exclude each other, met on the way. */
export type Conflict = readonly [Literal, Literal];

export interface Verdict {
  /** False only when it is proved that no record satisfies the expression. */
  readonly possible: boolean;
  /** Of an impossible expression: a pair that stands in the way; null when the expression is empty. */
  readonly conflict: Conflict | null;
}

/** Steps of the search before it gives up. */
const BUDGET = 50_000;
/** Alternatives under alternatives; each is a level of the stack. */
const MOST_BRANCHES = 500;

/** @param holds whether the expression should hold, or fail */
export function findVerdict(expression: Expression, holds: boolean, exclude: (a: Literal, b: Literal) => boolean): Verdict {
  const search = new Search(exclude);
  const possible = search.solve([{ expression, holds }], []);
  return { possible, conflict: possible ? null : search.conflict };
}

interface Goal {
  readonly expression: Expression;
  readonly holds: boolean;
}

class Search {
  conflict: Conflict | null = null;
  readonly #exclude: (a: Literal, b: Literal) => boolean;
  #steps = 0;
  #branches = 0;

  constructor(exclude: (a: Literal, b: Literal) => boolean) {
    this.#exclude = exclude;
  }

  /** Takes every goal that has one way to be reached, then tries the alternatives of the first that has several. */
  solve(goals: readonly Goal[], assumed: readonly Literal[]): boolean {
    const pending = [...goals];
    const literals = [...assumed];
    const choices: (readonly Goal[])[] = [];
    for (let goal = pending.pop(); goal !== undefined; goal = pending.pop()) {
      if (++this.#steps > BUDGET) return true;
      const { expression, holds } = goal;
      if (expression.kind === 'selection') pending.push({ expression: expression.expression, holds });
      else if (expression.kind === 'not') pending.push({ expression: expression.operand, holds: !holds });
      else if (expression.kind === 'test') {
        if (this.#contradicts({ test: expression.test, holds }, literals)) return false;
        literals.push({ test: expression.test, holds });
      } else {
        this.#steps += expression.operands.length;
        if (this.#steps > BUDGET) return true;
        const operands = expression.operands.map((operand) => ({ expression: operand, holds }));
        if ((expression.kind === 'and') === holds) pending.push(...operands);
        else choices.push(operands);
      }
    }
    const [first, ...others] = choices;
    if (first === undefined) return true;
    if (++this.#branches > MOST_BRANCHES) return true;
    const rest = others.map((operands): Goal => ({ expression: { kind: 'or', operands: operands.map(asExpression) }, holds: true }));
    const found = first.some((alternative) => this.solve([...rest, alternative], literals));
    this.#branches--;
    return found;
  }

  #contradicts(literal: Literal, literals: readonly Literal[]): boolean {
    this.#steps += literals.length;
    const other = literals.find((candidate) => this.#exclude(candidate, literal));
    if (other !== undefined) this.conflict ??= [other, literal];
    return other !== undefined;
  }
}

function asExpression({ expression, holds }: Goal): Expression {
  return holds ? expression : { kind: 'not', operand: expression };
}
