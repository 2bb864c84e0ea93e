/**
 * Opens what the options of a scan ask to be written, before anything is read.
 *
 * Owns: which format and which style goes where, and that nothing is left open when one cannot be opened. Must not know: findings.
 */
import type { Formatter } from '../core/ports.ts';
import { DEFAULT_COLUMNS, FORMATS, type FormatName } from '../sinks/formats.ts';
import { openStreamOutput, type Output } from '../sinks/output.ts';
import { plainStyle, type Style } from '../sinks/style.ts';
import type { Io, TerminalStream } from './io.ts';
import { discardAll, type Destination, type OpenedOutputs } from './outputs.ts';
import type { FileTarget } from './resolve-scan.ts';
import type { ScanOptions } from './scan-options.ts';
import { styleFor } from './theme.ts';

export interface OpeningContext {
  readonly io: Io;
  readonly files: readonly FileTarget[];
  readonly open: (path: string) => Promise<Output>;
  /** Hears what had to be left behind when the opening failed. */
  readonly say: (sentence: string) => void;
}

/** Opens standard output and everything named. Rejects with what `open` threw when one cannot be opened; the others are discarded. */
export async function openOutputs(options: ScanOptions, { io, files, open, say }: OpeningContext): Promise<OpenedOutputs> {
  const findings: Destination[] = [];
  let rejects: Output | null = null;
  const format = options.format ?? (io.stdout.isTTY === true ? 'text' : 'jsonl');
  if (format !== 'none') {
    const formatter = await formatterFor(format, options, styleFor(io.stdout, options.color, io.env), io.stdout);
    findings.push({ formatter, output: openStreamOutput(io.stdout) });
  }
  try {
    for (const { format, path } of files)
      findings.push({ formatter: await formatterFor(format, options, plainStyle, {}), output: await open(path) });
    if (options.rejects !== undefined) rejects = await open(options.rejects);
    return { findings, rejects, summary: options.summary === undefined ? null : await open(options.summary) };
  } catch (error) {
    for (const sentence of await discardAll({ findings, rejects, summary: null })) say(sentence);
    throw error;
  }
}

async function formatterFor(
  format: FormatName,
  { verbose = false }: ScanOptions,
  style: Style,
  { columns, isTTY }: Pick<TerminalStream, 'columns' | 'isTTY'>,
): Promise<Formatter> {
  const create = await FORMATS[format].load();
  return create({ style, verbose, columns: columns ?? DEFAULT_COLUMNS, terminal: isTTY === true });
}
