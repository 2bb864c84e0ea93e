/**
 * The summary as a JSON document (`--summary`).
 *
 * Owns: its spelling only; the wire format is the {@link Summary} type itself. Must not know: streams, how it came about.
 */
import type { Summary } from '../core/summary.ts';
import { escapeJson } from './escape.ts';

/** Indented JSON, keys in the order the engine gave them, ended by a line feed. */
export function summaryJson(summary: Summary): string {
  const lines = JSON.stringify(summary, null, 2).split('\n');
  return `${lines.map(escapeJson).join('\n')}\n`;
}
