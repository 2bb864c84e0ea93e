/** Where a document ends: its text as it stands in its file, by itself. Must not know: what is in it. */
import type { RuleLocation } from './rule.ts';

/**
 * The text of one document, without the file around it: lines that are indented because of what is around them lose that much.
 * @param text the whole file
 * @param location where the document begins
 */
export function documentText(text: string, { line, column }: RuleLocation): string {
  const lines = text.split(/\r?\n/);
  const first = (lines[line - 1] ?? '').slice(column - 1);
  const following = lines.slice(line);
  const isJson = first.startsWith('{') && isJsonText(text);
  const own = isJson ? jsonLines(first, following) : [first, ...following.slice(0, endOfYaml(following, column - 1))];
  const indent = isJson ? indentOf(lines[line - 1] ?? '') : column - 1;
  return own
    .map((each, i) => (i === 0 ? each : each.slice(Math.min(indent, indentOf(each)))))
    .join('\n')
    .trimEnd();
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** From its opening brace to the closing one. */
function jsonLines(first: string, following: readonly string[]): readonly string[] {
  const own: string[] = [];
  let depth = 0;
  for (const each of [first, ...following]) {
    for (const { 0: token, index } of each.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
      if (token === '{' || token === '[') depth++;
      else if (token === '}' || token === ']') depth--;
      if (depth === 0) return [...own, each.slice(0, index + token.length)];
    }
    own.push(each);
  }
  return own;
}

/** How many of the lines behind its first belong to a document that begins at this indentation. */
function endOfYaml(following: readonly string[], indent: number): number {
  const end = following.findIndex((each) => /^(?:---|\.\.\.)(?:\s|$)/.test(each) || (each.trim() !== '' && indentOf(each) < indent));
  return end === -1 ? following.length : end;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
