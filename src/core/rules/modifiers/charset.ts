/**
 * `utf16le` (`wide`), `utf16be`, `utf16`: which bytes a text is, for the encoding that follows. Without one, the value is compared
 * with those bytes as characters U+0000 to U+00FF.
 */
import { bytesOf, type Charset } from '../base64.ts';
import { changeTexts, type Item, type Modifier } from './modifier.ts';
import type { Report } from '../report.ts';

function charset(name: Exclude<Charset, 'utf8'>, aliases: readonly string[] = []): Modifier {
  return { name, aliases, role: { kind: 'charset' }, onKeywords: true, apply: (item) => ({ ...item, charset: name }), finish };
}

function finish(item: Item, report: Report): Item {
  const { charset } = item;
  if (charset === null) return item;
  report.warning(
    'no-effect',
    item.at,
    `\`${charset}\` without \`base64\` or \`base64offset\` behind it looks for single bytes, which hardly any log holds; add \`|base64offset|contains\`.`,
  );
  return changeTexts({ ...item, charset: null }, charset, report, (parts) =>
    parts.map((part) => (typeof part === 'string' ? String.fromCharCode(...bytesOf(part, charset)) : part)),
  );
}

export const utf16le = charset('utf16le', ['wide']);
export const utf16be = charset('utf16be');
export const utf16 = charset('utf16');
