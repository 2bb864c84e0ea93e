/** `expand`: `%name%` stands for each of the values that the placeholder file gives it. Goes first, wherever it is written. */
import type { ScalarNode } from '../node.ts';
import { joinParts, parseSigmaText } from '../pattern.ts';
import { cutAtPlaceholders, type Piece } from '../placeholders.ts';
import type { Report } from '../report.ts';
import { suggestion } from '../similar.ts';
import { changeTextOperands, type Modifier, type RawPiece, type TextOperand } from './modifier.ts';

/** Texts that one value may stand for. */
const MOST_ALTERNATIVES = 100_000;

export const expand: Modifier = {
  name: 'expand',
  role: { kind: 'free' },
  onKeywords: true,
  early: true,
  apply: (item, report) =>
    changeTextOperands(item, 'expand', report, (operand, { node }) =>
      typeof node.value === 'string' ? expandText(node.value, node, report) : [operand],
    ),
};

function expandText(text: string, node: ScalarNode, report: Report): readonly TextOperand[] {
  const choices = cutAtPlaceholders(text).map((piece) => choicesOf(piece, node, report));
  if (choices.some((choice) => choice.length === 0)) return [];
  const count = choices.reduce((product, choice) => product * choice.length, 1);
  if (count > MOST_ALTERNATIVES || !report.context.takeAlternatives(count)) {
    report.error(
      'bad-value',
      node.at,
      `The placeholders stand for too many texts together (${count}); write fewer of them into one value or file.`,
    );
    return [];
  }
  let combinations: readonly (readonly RawPiece[])[] = [[]];
  for (const choice of choices) combinations = combinations.flatMap((pieces) => choice.map((piece) => [...pieces, piece]));
  return combinations.map(operandOf);
}

/** What may stand in the place of a piece; nothing when the placeholder is unknown, which is reported. */
function choicesOf(piece: Piece, node: ScalarNode, report: Report): readonly RawPiece[] {
  if ('written' in piece) return [piece];
  const { placeholders } = report.context;
  const values = placeholders.get(piece.name);
  if (values !== undefined) return values.map((entry) => ({ entry }));
  const hint =
    placeholders.size === 0 ? ' with `--placeholders <file>`' : ` in the placeholder file.${suggestion(piece.name, placeholders.keys())}`;
  report.error(
    'unknown-placeholder',
    node.at,
    `Nothing is known of the placeholder \`%${piece.name}%\`; list its values${hint}${hint.endsWith('?') ? '' : '.'}`,
  );
  return [];
}

function operandOf(raw: readonly RawPiece[]): TextOperand {
  const [only] = raw;
  const number = raw.length === 1 && only !== undefined && 'entry' in only && typeof only.entry !== 'string' ? only.entry.decimal : null;
  return { kind: 'text', parts: joinParts(raw.flatMap(partsOf)), raw, decimal: number };
}

function partsOf(piece: RawPiece): TextOperand['parts'] {
  // `\%` is an escape only here; in a pair of backslashes the second one escapes nothing.
  if ('written' in piece)
    return parseSigmaText(piece.written.replace(/\\([^])/g, (escape, escaped: string) => (escaped === '%' ? '%' : escape)));
  return typeof piece.entry === 'string' ? parseSigmaText(piece.entry) : [piece.entry.decimal];
}
