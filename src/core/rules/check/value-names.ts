/**
 * Services and actions that no Databricks audit log is known to have, and two names that were written as one.
 * Owns: what is said of a single value. Must not know: where it stands.
 */
import { ACTION_NAMES, SERVICE_NAMES, isKnownAction, isKnownService, servicesOf } from '../../catalogue/catalogue.ts';
import { exactText, matchesPattern } from '../pattern.ts';
import type { IssueCode } from '../report.ts';
import type { Pattern } from '../rule.ts';
import { suggestion } from '../similar.ts';

export interface Doubt {
  readonly code: IssueCode;
  readonly message: string;
}

const KINDS = {
  service: { code: 'unknown-service', names: SERVICE_NAMES, isKnown: isKnownService },
  action: { code: 'unknown-action', names: ACTION_NAMES, isKnown: (name: string) => isKnownAction(name) },
} as const;

/** What is doubtful about a value of `serviceName` or `actionName`; null when nothing is. */
export function doubtName(kind: keyof typeof KINDS, pattern: Pattern, written: string): Doubt | null {
  const { code, names, isKnown } = KINDS[kind];
  const text = exactText(pattern);
  if (text === null) {
    if (names.some((name) => matchesPattern(pattern, name))) return null;
    return { code, message: `No ${kind} is known that \`${shown(written)}\` would match.` };
  }
  if (isKnown(text)) return pattern.cased && !isSpelled(text, kind) ? { code, message: miscased(kind, text) } : null;
  const pieces = splitNames(text, names);
  if (pieces !== null) {
    const separate = pieces.map((piece) => `\`${piece}\``).join(', ');
    const message = `\`${shown(text)}\` is ${pieces.length} names run together and is no ${kind} itself; write a list of ${separate}.`;
    return { code: 'names-run-together', message };
  }
  const other = kind === 'action' ? isKnownService(text) : servicesOf(text).length > 0;
  const confusion = other ? `, but it is the name of ${kind === 'action' ? 'a service' : 'an action'}` : '';
  return { code, message: `No ${kind} is known as \`${shown(text)}\`${confusion}.${other ? '' : suggestion(text, names)}` };
}

/** Sensors spell their actions in several ways, so nothing is said of theirs. */
function isSpelled(text: string, kind: keyof typeof KINDS): boolean {
  const { names } = KINDS[kind];
  return names.includes(text) || !names.some((name) => name.toLowerCase() === text.toLowerCase());
}

function miscased(kind: keyof typeof KINDS, text: string): string {
  const known = KINDS[kind].names.find((name) => name.toLowerCase() === text.toLowerCase()) ?? text;
  return `With \`cased\` letter case counts, and the ${kind} is not spelled \`${text}\`. Did you mean \`${known}\`?`;
}

/** On one line, and not without end. */
function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

const LONGEST_VALUE = 1000;
const SEPARATOR = /[\s,;|]/;
/** Shorter names (`get`, `list`) would be found inside many an unknown one. */
const SHORTEST_PIECE = 6;

let folded: ReadonlyMap<string, string> | undefined;
let foldedFrom: readonly string[] | undefined;

/**
 * The names of which a text consists, with nothing, white space, a comma, semicolon or bar between them; null when it does not.
 * Where several are possible, the longest name at each place wins.
 */
export function splitNames(text: string, names: readonly string[]): readonly string[] | null {
  if (text.length > LONGEST_VALUE) return null;
  if (foldedFrom !== names) [foldedFrom, folded] = [names, new Map(names.map((name) => [name.toLowerCase(), name]))];
  const known = folded ?? new Map<string, string>();
  const whole = text.toLowerCase();
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  // From the end: for each place, the names that lead from it to the end.
  const ways: (readonly string[] | null)[] = Array.from({ length: whole.length + 1 }, () => null);
  ways[whole.length] = [];
  for (let start = whole.length - 1; start >= 0; start--) {
    if (SEPARATOR.test(whole.charAt(start))) ways[start] = ways[start + 1] ?? null;
    for (let end = Math.min(whole.length, start + longest); end >= start + SHORTEST_PIECE && ways[start] === null; end--) {
      const name = known.get(whole.slice(start, end));
      const rest = ways[end];
      if (name !== undefined && rest) ways[start] = [name, ...rest];
    }
  }
  const pieces = ways[0] ?? null;
  return pieces !== null && pieces.length > 1 ? pieces : null;
}
