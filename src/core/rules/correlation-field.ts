/** Names of fields as correlations write them: plain, without modifiers. */
import { fieldFault } from './fields.ts';
import type { Position } from './node.ts';
import type { Report } from './report.ts';

/** A text and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly at: Position;
}

/** Checks the name of a field that is grouped by or counted. */
export function checkField(field: string, at: Position, report: Report): void {
  if (field.includes('|'))
    report.error('bad-field', at, `\`${field}\` must be a plain field name; modifiers belong into the listed rules.`);
  const fault = fieldFault(field);
  if (fault !== null) report.error('bad-field', at, fault);
}
