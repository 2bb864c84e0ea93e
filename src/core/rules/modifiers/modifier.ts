/**
 * What a modifier is: a step that changes one item of a selection (`field|modifier: values`) before it becomes tests.
 *
 * A new modifier is one file beside this one and one line in registry.ts. Must not know: any modifier in particular.
 */
import type { Charset } from '../base64.ts';
import type { Position, ScalarNode } from '../node.ts';
import { joinParts } from '../pattern.ts';
import type { PlaceholderValue } from '../reading-context.ts';
import type { Report } from '../report.ts';
import type { Comparison, DatePart, Network, PatternPart, Place, Regex } from '../rule.ts';

/** A value that no operator has taken yet: a text with live wildcards. */
export interface TextOperand {
  readonly kind: 'text';
  readonly parts: readonly PatternPart[];
  /** For operators that take a value raw: as written, and what placeholders put in. */
  readonly raw: readonly RawPiece[];
  /** The exact decimal when the value is a number, without quotes. */
  readonly decimal: string | null;
}
export type RawPiece = { readonly written: string } | { readonly entry: PlaceholderValue };

/** What one value asks for. */
export type Operand =
  | TextOperand
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'regex'; readonly regex: Regex }
  | { readonly kind: 'cidr'; readonly network: Network }
  | { readonly kind: 'number'; readonly operator: Comparison; readonly value: string }
  | { readonly kind: 'date'; readonly part: DatePart; readonly operator: Comparison | 'eq'; readonly value: number }
  | { readonly kind: 'fieldref'; readonly other: string; readonly place: Place };

/** One value of the rule. Operands made from the same value are alternatives, also under `all`. */
export interface ItemValue {
  /** As written: for positions, and for what only the spelling tells. */
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
  /** The whole item is denied. */
  readonly negated: boolean;
  /** How the texts become bytes, when they do; the encoding that follows takes it. */
  readonly charset: Charset | null;
}

/** What an operator makes of the values; only some of them go together (chain.ts). */
export type OperatorTakes = 'text' | 'regex' | 'network' | 'number' | 'date' | 'field';

export type Role =
  /** Says how values are compared. */
  | { readonly kind: 'operator'; readonly takes: OperatorTakes }
  /** Says more about a regular expression. */
  | { readonly kind: 'flag' }
  /** Turns a text into bytes, or bytes into another text. */
  | { readonly kind: 'charset' | 'encoding' }
  /** Changes texts, wherever it stands among their modifiers. */
  | { readonly kind: 'text' }
  /** Bears no other modifier. */
  | { readonly kind: 'alone' }
  /** Goes with everything that can have it. */
  | { readonly kind: 'free' };

export interface Modifier {
  readonly name: string;
  /** Other names of the same. */
  readonly aliases?: readonly string[];
  readonly role: Role;
  /** Whether keywords can have it. */
  readonly onKeywords: boolean;
  /** Goes before the others, wherever it is written. */
  readonly early?: boolean;
  /** The item as this modifier changes it; what is wrong with its values goes to the report. */
  apply(item: Item, report: Report): Item;
  /** What is left to do or to check when every modifier has been applied. */
  finish?(item: Item, report: Report): Item;
}

/** Replaces every operand of an item; an operand for which there is none is dropped, its fault having been reported. */
export function changeOperands(item: Item, change: (operand: Operand, value: ItemValue) => readonly Operand[]): Item {
  return {
    ...item,
    values: item.values.map((value) => ({ ...value, operands: value.operands.flatMap((operand) => change(operand, value)) })),
  };
}

/** Replaces every text of an item; `null` is no text, and an error. */
export function changeTextOperands(
  item: Item,
  modifier: string,
  report: Report,
  change: (operand: TextOperand, value: ItemValue) => readonly Operand[],
): Item {
  return changeOperands(item, (operand, value) => {
    if (operand.kind === 'text') return change(operand, value);
    report.error(
      'bad-value',
      value.node.at,
      `\`${modifier}\` takes ${operand.kind === 'null' ? 'a value, and null is none; give null an item of its own,' : 'a plain text; write it'} without \`${modifier}\`.`,
    );
    return [];
  });
}

/** Applies a change to the pattern of every text of an item. */
export function changeTexts(
  item: Item,
  modifier: string,
  report: Report,
  change: (parts: readonly PatternPart[]) => readonly PatternPart[],
): Item {
  return changeTextOperands(item, modifier, report, (operand) => [{ ...operand, parts: joinParts(change(operand.parts)) }]);
}

/** The value as it was written, placeholders replaced. */
export function rawText({ raw }: TextOperand): string {
  return raw
    .map((piece) => ('written' in piece ? piece.written : typeof piece.entry === 'string' ? piece.entry : piece.entry.decimal))
    .join('');
}

/** The text an operand means when it has no wildcard, or null. */
export function plainText({ parts }: TextOperand): string | null {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : null;
}
