/**
 * HTML that cannot be broken out of: whatever is put into the template is escaped, unless it is markup itself.
 *
 * Owns: the one way from a value to HTML text or to a quoted attribute, and cutting long values. Must not know: pages, findings.
 */
import { escapeXml } from '../escape.ts';

/** Finished HTML. Made by {@link markup} only, so that no log value becomes one. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[] | null;

/**
 * The only place where HTML is put together: `` markup`<td title="${who}">${what}</td>` ``. Attributes must stand in double quotes. Unsafe
 * characters are shown as visible escapes, line ends are kept as references, and `null` is nothing.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = '';
  parts.forEach((part, i) => {
    text += part + spelled(values[i] ?? null);
  });
  return new Markup(text);
}

function spelled(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeXml(String(value));
}

/** At most `limit` characters of a text; what is cut is said. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Never half of a pair of surrogates.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}
