/**
 * Whether two tests exclude each other, or one follows from the other. Sound, not complete: `true` is a proof.
 *
 * Remember that a field may hold a list (K6 of the Sigma reference): `x` and `y` are then both among its values, so two different
 * texts are no contradiction in logic. {@link excludeAsScalars} asks the question of fields that hold one value.
 */
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
  if (b.kind === 'exists') return isPresentFor(a);
  return a.kind === 'text' && b.kind === 'text' && isNarrower(a.pattern, b.pattern);
}

/** Whether a test asks for a value, so that the field must be there. */
function isPresentFor(test: Test): boolean {
  return test.kind === 'text';
}

/** Whether `a` asks for a value of the field that `b` wants empty. */
function denies(a: Test, b: Test): boolean {
  return b.kind === 'null' && a.kind === 'text' && a.field === b.field;
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
  if (!a.holds || !b.holds || a.test.kind !== 'text' || b.test.kind !== 'text' || a.test.field !== b.test.field) return false;
  return areDisjoint(a.test.pattern, b.test.pattern);
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
