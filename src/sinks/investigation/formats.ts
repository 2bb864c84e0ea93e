/**
 * The registry of formats for investigations. A new one is a file and a line here; test/sinks/investigation-formats.test.ts covers it.
 *
 * Owns: names and construction. Must not know: the command line, streams.
 */
import type { Investigation } from '../../core/investigate/model.ts';
import type { Style } from '../style.ts';
import { investigationRows } from './csv.ts';
import { investigationJson, investigationLines } from './json.ts';
import { investigationText } from './text.ts';

export interface InvestigationFormatOptions {
  readonly style: Style;
  readonly verbose: boolean;
}

export interface InvestigationFormat {
  readonly description: string;
  /** The whole, piece by piece. */
  readonly write: (investigation: Investigation, options: InvestigationFormatOptions) => Iterable<string>;
}

export const INVESTIGATION_FORMATS = {
  text: { description: 'hosts, timeline, peers, gaps, follow-ups for reading', write: investigationText },
  jsonl: { description: 'one JSON object per line, each with its kind', write: investigationLines },
  json: { description: 'one JSON document, docs/investigation.schema.json', write: (investigation) => [investigationJson(investigation)] },
  csv: { description: 'the timeline, safe to open in a spreadsheet', write: investigationRows },
  none: { description: 'nothing', write: () => [] },
} as const satisfies Record<string, InvestigationFormat>;

export type InvestigationFormatName = keyof typeof INVESTIGATION_FORMATS;

export const INVESTIGATION_FORMAT_NAMES = Object.keys(INVESTIGATION_FORMATS) as readonly InvestigationFormatName[];
