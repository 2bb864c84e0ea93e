/**
 * A condition's text → its tree. Binding, weakest first: or, and, not, `x of`, brackets.
 *
 * Must not know: which search identifiers exist (condition-names.ts puts them in).
 */
import { tokenize, type Token } from './condition-tokens.ts';
import { describeAggregation } from './legacy.ts';
import type { IssueCode } from './report.ts';

export type ConditionTree =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly ConditionTree[] }
  | { readonly kind: 'not'; readonly operand: ConditionTree }
  | { readonly kind: 'identifier'; readonly name: string; readonly index: number }
  /** `1 of` (or) and `all of` (and) every identifier the pattern selects; `them` is a pattern too. */
  | { readonly kind: 'of'; readonly join: 'and' | 'or'; readonly pattern: string; readonly index: number };

/** What is wrong with a condition, and at which character. */
export interface ConditionFault {
  readonly code: IssueCode;
  readonly index: number;
  readonly message: string;
}

export interface ParsedCondition {
  /** null when the condition has a fault that keeps it from being understood. */
  readonly tree: ConditionTree | null;
  readonly faults: readonly ConditionFault[];
  readonly doubts: readonly ConditionFault[];
}

/** Words a search identifier must not be called. */
export const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'AND', 'OR', 'NOT', 'of', 'them', 'any', 'all', '1']);

const DEPTH_LIMIT = 64;

class Fault extends Error {
  readonly code: IssueCode;
  readonly index: number;
  constructor(code: IssueCode, index: number, message: string) {
    super(message);
    this.code = code;
    this.index = index;
  }
}

/** Parses one condition. Never throws: the first fault is returned, beside every doubt. */
export function parseCondition(text: string): ParsedCondition {
  const tokens = tokenize(text);
  const parser = new Parser(tokens);
  try {
    const pipe = tokens.find((token) => token.kind === '|');
    if (pipe !== undefined) throw new Fault('legacy-aggregation', pipe.index, describeAggregation(text.slice(pipe.index + 1)));
    return { tree: parser.parse(), faults: [], doubts: parser.doubts };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { tree: null, faults: [{ code: error.code, index: error.index, message: error.message }], doubts: parser.doubts };
  }
}

class Parser {
  readonly doubts: ConditionFault[] = [];
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): ConditionTree {
    if (this.#peek().kind === 'end')
      throw new Fault('bad-condition', 0, 'The condition is empty; name a selection, as in `condition: selection`.');
    const tree = this.#chain('or', () => this.#chain('and', () => this.#negation()));
    const rest = this.#peek();
    if (rest.kind === ')') throw new Fault('bad-condition', rest.index, 'This bracket closes nothing; remove it or open one before.');
    if (rest.kind !== 'end') throw new Fault('bad-condition', rest.index, `Before \`${rest.text}\` an \`and\` or \`or\` is missing.`);
    return tree;
  }

  #chain(operator: 'and' | 'or', operand: () => ConditionTree): ConditionTree {
    const first = operand();
    const operands = [first];
    while (this.#take(operator)) operands.push(operand());
    return operands.length === 1 ? first : { kind: operator, operands };
  }

  #negation(): ConditionTree {
    if (!this.#take('not')) return this.#primary();
    return this.#deeper(() => ({ kind: 'not', operand: this.#negation() }));
  }

  #primary(): ConditionTree {
    const token = this.#peek();
    this.#next++;
    if (token.kind === '(') {
      const inner = this.#deeper(() => this.#chain('or', () => this.#chain('and', () => this.#negation())));
      const close = this.#peek();
      if (close.kind !== ')') throw new Fault('bad-condition', token.index, 'This bracket is not closed; add `)`.');
      this.#next++;
      return inner;
    }
    if (token.kind !== 'word') throw unexpected(token);
    if (this.#peek().text === 'of') return this.#quantified(token);
    if (isOperator(token.text) || token.text === 'of') throw unexpected(token);
    if (token.text.includes('*')) {
      throw new Fault('bad-condition', token.index, `Before the pattern \`${token.text}\` write \`1 of\` or \`all of\`.`);
    }
    return { kind: 'identifier', name: token.text, index: token.index };
  }

  #quantified(count: Token): ConditionTree {
    if (count.text !== '1' && count.text !== 'any' && count.text !== 'all') {
      throw new Fault('bad-condition', count.index, `\`${count.text} of\` does not exist; Sigma has \`1 of\`, \`any of\` and \`all of\`.`);
    }
    this.#next++;
    const target = this.#peek();
    if (target.kind !== 'word' || isOperator(target.text)) {
      throw new Fault('bad-condition', target.index, `After \`${count.text} of\` comes \`them\` or a pattern such as \`selection_*\`.`);
    }
    this.#next++;
    return { kind: 'of', join: count.text === 'all' ? 'and' : 'or', pattern: target.text, index: target.index };
  }

  #deeper(parse: () => ConditionTree): ConditionTree {
    if (++this.#depth > DEPTH_LIMIT) {
      throw new Fault('bad-condition', this.#peek().index, `Brackets and \`not\` nest deeper than ${DEPTH_LIMIT}; simplify the condition.`);
    }
    const tree = parse();
    this.#depth--;
    return tree;
  }

  #take(operator: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || (token.text !== operator && token.text !== operator.toUpperCase())) return false;
    if (token.text !== operator) {
      const message = `\`${token.text}\` is read as \`${operator}\`, but other Sigma tools refuse it; write it in lower case.`;
      this.doubts.push({ code: 'upper-case-operator', index: token.index, message });
    }
    this.#next++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', index: 0 };
  }
}

function isOperator(word: string): boolean {
  return /^(?:and|or|not|AND|OR|NOT)$/.test(word);
}

function unexpected(token: Token): Fault {
  if (token.kind === 'end') return new Fault('bad-condition', token.index, 'The condition ends where a selection should follow.');
  if (token.kind === 'bad') return new Fault('bad-condition', token.index, `\`${token.text}\` has no meaning in a condition.`);
  return new Fault('bad-condition', token.index, `A selection should stand here, not \`${token.text}\`.`);
}
