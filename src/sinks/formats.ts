/**
 * The registry of output formats. A new format is one file and one line here; the contract suite in test/sinks then covers it.
 *
 * Owns: names, one-line descriptions and construction. Must not know: the command line, streams.
 */
import type { Formatter } from '../core/ports.ts';
import type { Style } from './style.ts';

export interface FormatOptions {
  /** Emphasis, for the formats people read; the others ignore it. */
  readonly style: Style;
  /** Show the particulars of every finding (`text`). */
  readonly verbose: boolean;
  /** Columns of the terminal (`table`); {@link DEFAULT_COLUMNS} for files. */
  readonly columns: number;
  /** The output is a terminal: `jsonl` and `json` then spell unsafe characters of the record as escapes of the same value. */
  readonly terminal: boolean;
}

export interface Format {
  /** What it is, one clause, for help texts. */
  readonly description: string;
  /** Gives its constructor, loaded when it is asked for: some formats come with a large package. A formatter keeps state: make one for each output. */
  readonly load: () => Promise<(options: FormatOptions) => Formatter>;
}

export const DEFAULT_COLUMNS = 120;

/** Those that need nothing but themselves. */
const loadPlain = () => import('./plain-formats.ts');

export const FORMATS = {
  text: { description: 'one line per finding', load: async () => (await loadPlain()).textFormatter },
  table: { description: 'pages of a table', load: async () => (await import('./table.ts')).tableFormatter },
  jsonl: { description: 'one JSON object per line', load: async () => (await loadPlain()).jsonLinesFormatter },
  json: { description: 'one JSON array', load: async () => (await loadPlain()).jsonFormatter },
  csv: { description: 'comma-separated, safe to open in a spreadsheet', load: async () => (await loadPlain()).csvFormatter },
  html: {
    description: 'one page for a browser, without network or script',
    load: async () => (await import('./html/scan.ts')).scanHtmlFormatter,
  },
  none: { description: 'nothing', load: async () => (await loadPlain()).noneFormatter },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Whether a format of this name is registered. */
export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
