/**
 * Regular expressions of rules: what is wrong with one, and matching in time linear in the text. The only file that knows the
 * `re2js` package, whose grammar is RE2's (K14 of the Sigma reference). Whatever reads rule files imports it.
 *
 * Time and memory grow with the compiled program, so its size is bounded; regex-size.ts estimates it before anything is compiled.
 * Must not know: modifiers, fields.
 */
import { RE2JS, RE2JSException } from 're2js';
import { useRegexEngine } from './regex-engine.ts';
import { estimateProgram } from './regex-size.ts';
import type { Regex } from './rule.ts';

export const LONGEST_REGEX = 4000;
export const LARGEST_PROGRAM = 2000;

/** Memory for remembered states, of one expression. The package's own bound is eight times as much, for each. */
const STATE_BYTES = 1024 * 1024;

const compiled = new WeakMap<Regex, RE2JS>();

/** What is wrong with an expression and what to write instead, as a sentence; null when nothing is. */
export function findRegexFault(regex: Regex): string | null {
  const { source } = regex;
  if (source.length > LONGEST_REGEX)
    return `The regular expression is longer than ${LONGEST_REGEX} characters; split it into a list of several.`;
  const size = estimateProgram(source);
  if (size > LARGEST_PROGRAM) return tooLarge(size);
  try {
    const size = programOf(regex).programSize();
    return size > LARGEST_PROGRAM ? tooLarge(size) : null;
  } catch (error) {
    if (error instanceof RE2JSException) return explain(source, error.message);
    throw error;
  }
}

useRegexEngine((regex) => {
  const program = programOf(regex);
  let bounded = false;
  return (text) => {
    if (!bounded) {
      const { dfa } = program.re2();
      dfa.stateBudget = dfa.memBudget = STATE_BYTES;
      bounded = true;
    }
    return program.test(text);
  };
});

/** An expression that finds exactly this text. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function programOf(regex: Regex): RE2JS {
  const known = compiled.get(regex);
  if (known !== undefined) return known;
  const { flags } = regex;
  const program = RE2JS.compile(
    regex.source,
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
      (flags.includes('m') ? RE2JS.MULTILINE : 0) |
      (flags.includes('s') ? RE2JS.DOTALL : 0),
  );
  compiled.set(regex, program);
  return program;
}

function tooLarge(size: number): string {
  return `The regular expression is too large (about ${size} steps, at most ${LARGEST_PROGRAM} are allowed); repeat less often, or split it into a list of several.`;
}

/** What other engines have and RE2 leaves out because it cannot be matched in linear time, or spells in another way. */
const FOREIGN: readonly (readonly [found: RegExp, advice: string])[] = [
  [/\(\?[=!]/, 'Look-ahead is not supported; write the two parts as two items of a selection, and what must not follow as a filter.'],
  [/\(\?<[=!]/, 'Look-behind is not supported; write the two parts as two items of a selection, and what must not precede as a filter.'],
  [/\(\?>/, 'Atomic groups are not supported, and not needed: matching never goes back; write `(?:` for `(?>`.'],
  [/\(\?#/, 'Comments inside a regular expression are not supported; write a comment of the file.'],
  [/\(\?[a-z]*x/, 'The flag `x` is not supported; write the expression without spaces and comments.'],
  [/\\[1-9k]/, 'Back references are not supported; list the variants, or compare two fields with `fieldref`.'],
  [/[*+?}]\+/, 'Possessive repetition is not supported, and not needed: matching never goes back; remove the second `+`.'],
  [/\\u/, 'A character is written `\\x{41}`, not `\\u0041`.'],
  [/\\Z/, 'Write `$` (the very end of the text) instead of `\\Z`.'],
  [/\\[hRNX]/, 'Write `[ \\t]` for `\\h`, `\\r?\\n` for `\\R`, `[^\\n]` for `\\N`.'],
  [/\\[KG]/, '`\\K` and `\\G` are not supported; write the expression without.'],
];

/** The engine's complaint names the piece it stumbled over; only that piece decides which advice fits. */
function explain(source: string, message: string): string {
  const reason = message.replace(/^error parsing regexp: /, '');
  const piece = /`(.*)`$/s.exec(reason)?.[1] ?? source;
  if (reason.includes('invalid repeat count'))
    return `A part of the regular expression is repeated too often: \`${cut(piece)}\`; at most 1000 times in all, brackets inside brackets multiplied.`;
  const advice = /unsupported|invalid/.test(reason) ? FOREIGN.find(([found]) => found.test(piece))?.[1] : undefined;
  return advice ?? `The regular expression is not valid: ${cut(reason)}; write a \`\\\` before a character that is meant as itself.`;
}

function cut(text: string): string {
  const longest = 100;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
