/** `re` and its flags: a regular expression, found anywhere in the text. The value is taken raw: no wildcards, no escapes of Sigma. */
import { parseSigmaText } from '../pattern.ts';
import { estimateProgram } from '../regex-size.ts';
import { findRegexFault, quoteRegex } from '../regex.ts';
import type { PatternPart } from '../rule.ts';
import { changeOperands, changeTextOperands, type Modifier, type RawPiece } from './modifier.ts';

export const re: Modifier = {
  name: 're',
  role: { kind: 'operator', takes: 'regex' },
  onKeywords: true,
  apply: (item, report) =>
    changeTextOperands(item, 're', report, ({ raw }, { node }) => {
      if (typeof node.value === 'string') return [{ kind: 'regex', regex: { source: raw.map(regexOf).join(''), flags: '' } }];
      report.error('bad-value', node.at, 'A regular expression is a text; put it in quotes.');
      return [];
    }),
  finish: (item, report) =>
    changeOperands(item, (operand, { node }) => {
      if (operand.kind !== 'regex') return [operand];
      const { regex } = operand;
      const affordable = report.context.takeRegexSteps(estimateProgram(regex.source));
      const fault = affordable
        ? findRegexFault(regex)
        : 'The regular expressions of this file are too large together; split it into several files.';
      if (fault !== null) report.error('bad-regex', node.at, fault);
      return fault === null ? [operand] : [];
    }),
};

function flag(name: string, alias: string): Modifier {
  return {
    name,
    aliases: [alias],
    role: { kind: 'flag' },
    onKeywords: true,
    apply: (item) =>
      changeOperands(item, (operand) => {
        if (operand.kind !== 'regex') return [operand];
        const flags = ['i', 'm', 's'].filter((known) => known === name || operand.regex.flags.includes(known)).join('');
        return [{ ...operand, regex: { ...operand.regex, flags } }];
      }),
  };
}

/** Letter case is ignored. */
export const ignoreCase = flag('i', 'ignorecase');
/** `^` and `$` hold at line breaks too. */
export const multiline = flag('m', 'multiline');
/** The dot is also a line break. */
export const dotAll = flag('s', 'dotall');

/** What a placeholder puts in is a Sigma text: its wildcards live, everything else is plain. */
function regexOf(piece: RawPiece): string {
  if ('written' in piece) return piece.written;
  const parts = typeof piece.entry === 'string' ? parseSigmaText(piece.entry) : [piece.entry.decimal];
  return `(?:${parts.map(regexOfPart).join('')})`;
}

function regexOfPart(part: PatternPart): string {
  if (typeof part === 'string') return quoteRegex(part);
  return part.wildcard === 'any' ? '(?s:.*)' : '(?s:.)';
}
