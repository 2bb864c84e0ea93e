/**
 * `contains`, `startswith`, `endswith`: where the value stands in the text. Wildcards inside the value stay live. Behind
 * `fieldref` they say where the other field's value stands.
 */
import { ANY } from '../pattern.ts';
import type { PatternPart, Place } from '../rule.ts';
import { changeOperands, changeTexts, type Modifier } from './modifier.ts';

function placeModifier(
  name: string,
  place: Place,
  onKeywords: boolean,
  change: (parts: readonly PatternPart[]) => readonly PatternPart[],
): Modifier {
  return {
    name,
    role: { kind: 'operator', takes: 'text' },
    onKeywords,
    apply(item, report) {
      const isReference = item.values.some(({ operands }) => operands.some(({ kind }) => kind === 'fieldref'));
      if (!isReference) return changeTexts(item, name, report, change);
      return changeOperands(item, (operand) => [operand.kind === 'fieldref' ? { ...operand, place } : operand]);
    },
  };
}

export const contains = placeModifier('contains', 'inside', true, (parts) => [ANY, ...parts, ANY]);
export const startswith = placeModifier('startswith', 'start', false, (parts) => [...parts, ANY]);
export const endswith = placeModifier('endswith', 'end', false, (parts) => [ANY, ...parts]);
