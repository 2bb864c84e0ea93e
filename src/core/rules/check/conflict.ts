/**
 * Whether two tests exclude each other, or one follows from the other. Sound, not complete: `true` is a proof.
 *
 * Remember that a field may hold a list (K6 of the Sigma reference): `x` and `y` are then both among its values, so two different
 * texts are no contradiction in logic. {@link excludeAsScalars} asks the question of fields that hold one value.
 */
import { compareDecimals, isNumberText, satisfies } from '../decimal.ts';
import { fold } from '../fold.ts';
import { exactText, isAny, isSubstring, matchesPattern } from '../pattern.ts';
import type { Pattern, Test } from '../rule.ts';

/** A test that must hold, or must not. */
export interface Literal {
  readonly test: Test;
  readonly holds: boolean;
}

/** What makes two tests the same test: a text in which letter case counts only where the test says so. */
export function keyOf(test: Test): string {
  if (!('pattern' in test) || test.pattern.cased) return JSON.stringify(test);
  const parts = test.pattern.parts.map((part) => (typeof part === 'string' ? fold(part) : part));
  return JSON.stringify({ ...test, pattern: { ...test.pattern, parts } });
}

/** Whether no record whatsoever satisfies both. */
export function exclude(a: Literal, b: Literal): boolean {
  if (a.holds && !b.holds) return follows(a.test, b.test);
  if (!a.holds && b.holds) return follows(b.test, a.test);
  if (a.holds) return denies(a.test, b.test) || denies(b.test, a.test);
  return isAbsence(a.test, b.test) || isAbsence(b.test, a.test);
}

/** A field that is not there has no value, so the two tests cannot both fail. */
function isAbsence(a: Test, b: Test): boolean {
  return a.kind === 'exists' && b.kind === 'null' && a.field === b.field;
}

/** Whether every record that satisfies `a` satisfies `b`. */
function follows(a: Test, b: Test): boolean {
  if (keyOf(a) === keyOf(b)) return true;
  if (!('field' in a) || !('field' in b) || a.field !== b.field) return false;
  if (b.kind === 'exists') return asksForValue(a);
  if (a.kind === 'number' && b.kind === 'number') return isTighter(a, b);
  return a.kind === 'text' && b.kind === 'text' && isNarrower(a.pattern, b.pattern);
}

/** Whether a test can only hold where the field has a value. */
function asksForValue(test: Test): boolean {
  return 'field' in test && test.kind !== 'null' && test.kind !== 'exists';
}

/** Whether `a` asks for a value of the field that `b` wants empty. */
function denies(a: Test, b: Test): boolean {
  return b.kind === 'null' && 'field' in a && a.field === b.field && asksForValue(a);
}

type NumberTest = Extract<Test, { kind: 'number' }>;

/** Whether each number that satisfies `a` satisfies `b`. */
function isTighter(a: NumberTest, b: NumberTest): boolean {
  if (a.operator === 'eq') return satisfies(b.operator, compareDecimals(a.value, b.value));
  if (b.operator === 'eq') return false;
  if (isUpper(a) !== isUpper(b)) return false;
  const order = isUpper(a) ? compareDecimals(b.value, a.value) : compareDecimals(a.value, b.value);
  return order > 0 || (order === 0 && (isStrict(a) || !isStrict(b)));
}

/** Whether no number satisfies both. */
function leaveNothing(a: NumberTest, b: NumberTest): boolean {
  if (a.operator === 'eq') return !satisfies(b.operator, compareDecimals(a.value, b.value));
  if (b.operator === 'eq') return leaveNothing(b, a);
  if (isUpper(a) === isUpper(b)) return false;
  const [lower, upper] = isUpper(a) ? [b, a] : [a, b];
  const order = compareDecimals(lower.value, upper.value);
  return order > 0 || (order === 0 && (isStrict(a) || isStrict(b)));
}

function isUpper({ operator }: NumberTest): boolean {
  return operator === 'lt' || operator === 'lte';
}

function isStrict({ operator }: NumberTest): boolean {
  return operator === 'lt' || operator === 'gt';
}

/** Whether whatever `a` accepts is accepted by `b`, also inside a map. */
function isNarrower(a: Pattern, b: Pattern): boolean {
  if ((b.cased && !a.cased) || (isSubstring(a) && !isSubstring(b))) return false;
  if (b.parts.length === 1 && isAny(b.parts[0])) return true;
  const text = exactText(a);
  return text !== null && matchesPattern(b, text);
}

/** Whether no single value satisfies both tests. */
export function excludeAsScalars(a: Literal, b: Literal): boolean {
  if (!a.holds || !b.holds || !('field' in a.test) || !('field' in b.test) || a.test.field !== b.test.field) return false;
  return areApart(a.test, b.test) || areApart(b.test, a.test);
}

function areApart(a: Test, b: Test): boolean {
  if (a.kind === 'number' && b.kind === 'number') return leaveNothing(a, b);
  if (a.kind !== 'text') return false;
  if (b.kind === 'text') return areDisjoint(a.pattern, b.pattern);
  if (b.kind !== 'number') return false;
  const text = exactText(a.pattern);
  return text !== null && !(isNumberText(text) && satisfies(b.operator, compareDecimals(text, b.value)));
}

/** Whether no text is accepted by both patterns: one is exact and the other refuses it, or their beginnings or ends differ. */
function areDisjoint(a: Pattern, b: Pattern): boolean {
  const [exactA, exactB] = [exactText(a), exactText(b)];
  // A cased pattern is compared without case here: it then accepts more, which is on the safe side.
  if (exactA !== null) return !matchesPattern({ ...b, cased: false }, exactA);
  if (exactB !== null) return !matchesPattern({ ...a, cased: false }, exactB);
  return differ(edge(a, 0), edge(b, 0), true) || differ(edge(a, -1), edge(b, -1), false);
}

function edge({ parts }: Pattern, index: 0 | -1): string {
  const part = parts.at(index);
  return typeof part === 'string' ? fold(part) : '';
}

function differ(a: string, b: string, fromStart: boolean): boolean {
  return fromStart ? !a.startsWith(b) && !b.startsWith(a) : !a.endsWith(b) && !b.endsWith(a);
}
