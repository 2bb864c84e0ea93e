/**
 * `base64`: the text as Base64. `base64offset`: the three ways it can stand somewhere inside Base64. Bytes are those of
 * UTF-8, unless a character set was named before (K15).
 */
import { bytesOf, encodeBase64, FEWEST_OFFSET_BYTES, offsetVariants } from '../base64.ts';
import { DASHES } from '../pattern.ts';
import type { PatternPart } from '../rule.ts';
import { changeTextOperands, type Item, type Modifier } from './modifier.ts';
import type { Report } from '../report.ts';

/** Texts that may be made of one value, when `windash` leaves its dashes open. */
const MOST_VARIANTS = 625;

function encoding(name: string, encode: (bytes: readonly number[]) => readonly string[], fewest: number): Pick<Modifier, 'name' | 'apply'> {
  const apply = (item: Item, report: Report): Item =>
    changeTextOperands({ ...item, charset: null }, name, report, ({ parts }, { node }) => {
      const texts = spellOut(parts);
      const bytes = texts?.map((text) => bytesOf(text, item.charset ?? 'utf8')) ?? [];
      const fault =
        texts === null ? 'takes a text without wildcards' : bytes.some(({ length }) => length < fewest) ? 'takes a longer text' : null;
      if (fault !== null)
        report.error(
          'bad-value',
          node.at,
          `\`${name}\` ${fault}${fault.includes('wildcards') ? '; write \`\\*\` or \`\\?\` for the character itself' : ''}.`,
        );
      if (fault !== null) return [];
      return bytes.flatMap(encode).map((text) => ({ kind: 'text', parts: [text], raw: [{ written: text }], decimal: null }));
    });
  return { name, apply };
}

export const base64: Modifier = {
  ...encoding('base64', (bytes) => [encodeBase64(bytes)], 1),
  role: { kind: 'encoding' },
  onKeywords: true,
};

export const base64offset: Modifier = {
  ...encoding('base64offset', offsetVariants, FEWEST_OFFSET_BYTES),
  role: { kind: 'encoding' },
  onKeywords: true,
  finish(item, report) {
    const isOpen = ({ parts }: { readonly parts: readonly PatternPart[] }): boolean => parts.some((part) => typeof part !== 'string');
    const open = item.values.every(({ operands }) => operands.every((operand) => operand.kind !== 'text' || isOpen(operand)));
    if (!open && item.field !== null) {
      report.warning('no-effect', item.at, '`base64offset` makes parts of Base64, which hardly ever are a whole value; add `|contains`.');
    }
    return item;
  },
};

/** Every text the parts can be, when all that is open is dashes; null when there is a wildcard, or there are too many. */
function spellOut(parts: readonly PatternPart[]): readonly string[] | null {
  let texts: readonly string[] = [''];
  for (const part of parts) {
    if (typeof part !== 'string' && part.wildcard !== 'dash') return null;
    const ends = typeof part === 'string' ? [part] : Array.from(DASHES);
    texts = texts.flatMap((text) => ends.map((end) => text + end));
    if (texts.length > MOST_VARIANTS) return null;
  }
  return texts;
}
