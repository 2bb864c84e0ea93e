/** Names of fields as correlations write them: plain, without modifiers. */
import { LONGEST_PATH } from './fields.ts';
import type { Position } from './node.ts';
import type { Report } from './report.ts';

/** A text and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly at: Position;
}

/** Checks the name of a field that is grouped by or counted. */
export function checkField(field: string, at: Position, report: Report): void {
  if (field.includes('|')) report.error('bad-field', at, `\`${field}\` must be a plain field name; modifiers belong into the listed rules.`);
  if (field.split('.').length > LONGEST_PATH) report.error('bad-field', at, `A field name has at most ${LONGEST_PATH} segments.`);
}
