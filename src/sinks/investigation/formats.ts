/**
 * The registry of formats for investigations. A new one is a file and a line here; test/sinks/investigation-formats.test.ts covers it.
 *
 * Owns: names and construction. Must not know: the command line, streams.
 */
import type { Investigation } from '../../core/investigate/model.ts';
import type { Style } from '../style.ts';

export interface InvestigationFormatOptions {
  readonly style: Style;
  readonly verbose: boolean;
}

export interface InvestigationFormat {
  readonly description: string;
  /** Gives what writes the whole, piece by piece; loaded when it is asked for. */
  readonly load: () => Promise<(investigation: Investigation, options: InvestigationFormatOptions) => Iterable<string>>;
}

/** Those that are not a page. */
const loadPlain = () => import('./plain-formats.ts');

export const INVESTIGATION_FORMATS = {
  text: {
    description: 'hosts, timeline, peers, gaps, follow-ups for reading',
    load: async () => (await loadPlain()).investigationText,
  },
  jsonl: { description: 'one JSON object per line, each with its kind', load: async () => (await loadPlain()).investigationLines },
  json: {
    description: 'one JSON document, docs/investigation.schema.json',
    load: async () => (await loadPlain()).investigationJson,
  },
  csv: { description: 'the timeline, safe to open in a spreadsheet', load: async () => (await loadPlain()).investigationRows },
  html: {
    description: 'one page for the incident team, without network or script',
    load: async () => (await import('../html/investigation.ts')).investigationHtml,
  },
  none: { description: 'nothing', load: () => Promise.resolve(() => []) },
} as const satisfies Record<string, InvestigationFormat>;

export type InvestigationFormatName = keyof typeof INVESTIGATION_FORMATS;

export const INVESTIGATION_FORMAT_NAMES = Object.keys(INVESTIGATION_FORMATS) as readonly InvestigationFormatName[];
