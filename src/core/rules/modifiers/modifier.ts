/**
 * What a modifier is: a step that changes one item of a selection (`field|modifier: values`) before it becomes tests.
 *
 * A new modifier is one file beside this one and one line in registry.ts. Must not know: any modifier in particular.
 */
import type { Position, ScalarNode } from '../node.ts';
import { joinParts } from '../pattern.ts';
import type { Report } from '../report.ts';
import type { PatternPart } from '../rule.ts';

/** What one value asks for. */
export type Operand =
  | { readonly kind: 'text'; readonly parts: readonly PatternPart[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean };

/** One value of the rule. Operands made from the same value are alternatives, also under `all`. */
export interface ItemValue {
  /** As written: some modifiers take a value raw. */
  readonly node: ScalarNode;
  readonly operands: readonly Operand[];
}

/** One item of a selection, on its way from `field|modifiers: values` to an expression. */
export interface Item {
  /** null for keywords. */
  readonly field: string | null;
  /** Where its key stands. */
  readonly at: Position;
  readonly values: readonly ItemValue[];
  /** The values are joined by AND. */
  readonly all: boolean;
  /** Letter case counts. */
  readonly cased: boolean;
}

export interface Modifier {
  readonly name: string;
  /** `operator`: says how values are compared, at most one per item. `alone`: bears no other modifier. `free`: goes with everything. */
  readonly role: 'operator' | 'alone' | 'free';
  /** Whether keywords can have it. */
  readonly onKeywords: boolean;
  /** The item as this modifier changes it; what is wrong with its values goes to the report. */
  apply(item: Item, report: Report): Item;
}

/** Applies a change to every text of an item; `null` is no text, and an error. */
export function changeTexts(
  item: Item,
  modifier: string,
  report: Report,
  change: (parts: readonly PatternPart[]) => readonly PatternPart[],
): Item {
  const values = item.values.map((value) => {
    const operands = value.operands.map((operand): Operand => {
      if (operand.kind === 'text') return { kind: 'text', parts: joinParts(change(operand.parts)) };
      report.error(
        'bad-value',
        value.node.at,
        `\`${modifier}\` compares texts, and null is none; give null an item of its own, without \`${modifier}\`.`,
      );
      return operand;
    });
    return { ...value, operands };
  });
  return { ...item, values };
}
