/**
 * The outcome of a rule's own tests as lines: one per test, and below a failed one what was expected, what came, and why.
 *
 * Owns: the layout, and that texts of rules and records are harmless to a terminal. Must not know: streams, colour libraries.
 */
import { SEQUENCE_START } from '../core/scan/rehearsal.ts';
import type { TestFault, TestOutcome } from '../core/scan/rule-test-run.ts';
import { truncate } from './display-width.ts';
import { escapeTerminal } from './escape.ts';
import { explanationLines } from './explanation-lines.ts';
import type { Style } from './style.ts';

const MOST_FINDINGS = 20;
const LINE_COLUMNS = 400;

/** The line of a test, and for a failed one its particulars. */
export function testLines({ document, title, location, fault }: TestOutcome, style: Style): string[] {
  const name = shown(`${document.name}: ${title}`);
  if (fault === null) return [`${style.good('ok')}    ${name}`];
  const { uri, line, column } = location;
  return [
    `${style.bad('FAIL')}  ${name}`,
    ...faultLines(fault, style).map((text) => `      ${text}`),
    `      ${style.dim(shown(`at ${uri}:${line}:${column}`))}`,
  ];
}

/** What is wrong, expected and got, then the tree or the findings that say why. */
export function faultLines({ message, expected, got, explanation, findings }: TestFault, style: Style): string[] {
  return [
    shown(message),
    `expected  ${shown(expected)}`,
    `got       ${shown(got)}`,
    ...(explanation === null ? [] : explanationLines(explanation, style, '  ')),
    ...findings.slice(0, MOST_FINDINGS).map(({ time, alerts, actionName }) => {
      const after = time === null ? '?' : `${(Date.parse(time) - SEQUENCE_START) / 1000}s`;
      return `  after ${after}: ${shown(alerts.join(', '))}${actionName === null ? '' : style.dim(`  ${shown(actionName)}`)}`;
    }),
    ...(findings.length > MOST_FINDINGS ? ['  … and more findings'] : []),
  ];
}

function shown(text: string): string {
  return truncate(escapeTerminal(text), LINE_COLUMNS);
}
