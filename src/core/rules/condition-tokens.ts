/**
 * The words of a condition, each with its place. Owns: which characters a condition may hold. Must not know: the grammar.
 */

export interface Token {
  readonly kind: 'word' | '(' | ')' | '|' | 'bad' | 'end';
  readonly text: string;
  /** Index of its first character in the condition. */
  readonly index: number;
}

/** Splits a condition; what is no token becomes a `bad` one, and the last is always `end`. */
export function tokenize(condition: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, index } of condition.matchAll(/[A-Za-z0-9_*-]+|[()|]|[^\sA-Za-z0-9_*()|-]+/g)) {
    const isSign = text === '(' || text === ')' || text === '|';
    tokens.push({ kind: isSign ? text : /^[\w*-]/.test(text) ? 'word' : 'bad', text, index });
  }
  tokens.push({ kind: 'end', text: '', index: condition.trimEnd().length });
  return tokens;
}
