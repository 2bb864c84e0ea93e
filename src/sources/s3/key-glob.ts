/**
 * Globs over keys: a pattern taken apart into one matcher per name, so that a walk can follow it folder by folder.
 *
 * Owns: the syntax, the same as for paths on disk: `*` `?` `[…]` `{a,b}` `{1..3}` within a name, `**` over any number of folders, `\` for
 * a literal character; a leading dot must be spelled out. Must not know: stores, listings.
 */

/** One name of a pattern. */
export type NamePattern =
  | { readonly kind: 'literal'; readonly name: string }
  /** `start` is how every match begins: what a listing can be narrowed to. */
  | { readonly kind: 'pattern'; readonly start: string; matches(name: string): boolean }
  | { readonly kind: 'any-folders' };

/** Whether a text holds glob characters. */
export function isKeyGlob(text: string): boolean {
  return /(?<!\\)(?:[*?]|\[[^\]]+\]|\{[^{}]*(?:,|\.\.)[^{}]*\})/.test(text);
}

/** A pattern's alternatives, each as names from the top. */
export function parseKeyGlob(pattern: string): NamePattern[][] {
  return expandBraces(pattern).map((alternative) => alternative.split('/').map(parseName));
}

/** More alternatives than this are a mistake, or an attack on the memory. */
const MOST_ALTERNATIVES = 10_000;

function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const todo = [pattern];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (done.length + todo.length > MOST_ALTERNATIVES) throw new RangeError(`the pattern has more than ${MOST_ALTERNATIVES} alternatives`);
    // The innermost braces first.
    const braces = /(?<!\\)\{([^{}]*(?:,|\.\.)[^{}]*)\}/.exec(next);
    if (braces === null) {
      done.push(next);
      continue;
    }
    const before = next.slice(0, braces.index);
    const after = next.slice(braces.index + braces[0].length);
    for (const choice of choicesOf(braces[1] ?? '').reverse()) todo.push(before + choice + after);
  }
  return [...new Set(done)];
}

function choicesOf(inside: string): string[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(inside);
  if (range === null) return inside.includes(',') ? inside.split(',') : [`\\{${inside}\\}`];
  const [, first = '', last = ''] = range;
  const [from, to] = [Number(first), Number(last)];
  const width = first.startsWith('0') || last.startsWith('0') ? Math.max(first.length, last.length) : 0;
  const length = Math.abs(to - from) + 1;
  if (length > MOST_ALTERNATIVES) throw new RangeError(`the pattern has more than ${MOST_ALTERNATIVES} alternatives`);
  return Array.from({ length }, (_, i) => String(from + (from <= to ? i : -i)).padStart(width, '0'));
}

function parseName(text: string): NamePattern {
  if (text === '**') return { kind: 'any-folders' };
  if (!isKeyGlob(text)) return { kind: 'literal', name: unescape(text) };
  const start = /^(?:\\.|[^*?[\\])*/s.exec(text)?.[0] ?? '';
  const expression = compile(`^${/^[*?[]/.test(text) ? '(?!\\.)' : ''}${toExpression(text)}$`, text);
  return { kind: 'pattern', start: unescape(start), matches: (name) => expression.test(name) };
}

/** @throws RangeError for a range that runs backwards, as in `[z-a]` */
function compile(expression: string, text: string): RegExp {
  try {
    return new RegExp(expression, 'su');
  } catch {
    throw new RangeError(`the pattern ${text} has a range that means nothing`);
  }
}

function toExpression(text: string): string {
  return text.replace(/\\(.)|\[([!^]?)([^\]]+)\]|\*+|\?|[^\\[*?]|[\\[]/gsu, (token, escaped?: string, negated?: string, set?: string) => {
    if (escaped !== undefined) return quote(escaped);
    if (set !== undefined) return `[${negated === '' ? '' : '^'}${set.replace(/[\\[\]^]/g, '\\$&')}]`;
    if (token.startsWith('*')) return '.*';
    return token === '?' ? '.' : quote(token);
  });
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gsu, '$1');
}
