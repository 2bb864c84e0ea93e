/**
 * Scalars that mean one thing in YAML 1.2 and another in YAML 1.1, which pySigma reads. Owns the list of such spellings.
 */
import type { Position, SourceNode } from './node.ts';
import type { Report } from './report.ts';

const READINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:yes|Yes|YES|on|On|ON)$/, 'true'],
  [/^(?:no|No|NO|off|Off|OFF)$/, 'false'],
  [/^[-+]?0[0-7_]+$/, 'an octal number'],
  [/^0o[0-7]+$/, 'a text'],
  [/^[-+]?0b[01_]+$/, 'a binary number'],
  [/^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/, 'a number in base 60'],
  [/^[-+]?(?=[0-9.]*_)[0-9][0-9_]*(?:\.[0-9_]*)?$/, 'a number'],
  [/^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/, 'a date'],
];

/** Warns about every unquoted scalar and key below a node whose meaning depends on the YAML version. */
export function warnOfAmbiguity(node: SourceNode, report: Report): void {
  if (node.kind === 'seq') {
    for (const item of node.items) warnOfAmbiguity(item, report);
  } else if (node.kind === 'map') {
    for (const { key, keyAt, keyQuoted, value } of node.entries) {
      if (!keyQuoted) check(key, keyAt, report);
      warnOfAmbiguity(value, report);
    }
  } else if (!node.quoted && node.value !== null && typeof node.value !== 'boolean') {
    check(typeof node.value === 'string' ? node.value : node.value.number, node.at, report);
  }
}

function check(spelling: string, at: Position, report: Report): void {
  const reading = READINGS.find(([shape]) => shape.test(spelling))?.[1];
  if (reading === undefined) return;
  report.warning(
    'yaml-1.1',
    at,
    `\`${spelling}\` without quotes is ${reading} to Sigma tools that read YAML 1.1, such as pySigma; put it in quotes.`,
  );
}
