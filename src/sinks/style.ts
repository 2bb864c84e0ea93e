/**
 * The Style port: how colour reaches text without the sinks knowing any colour library.
 *
 * Owns: the vocabulary of emphasis and its plain implementation. The CLI builds the coloured one. Every function gets text that is
 * already escaped and padded, and returns it with nothing but emphasis added. Must not know: chalk, terminals, NO_COLOR.
 */
import type { Level } from '../core/level.ts';

export interface Style {
  /** Text shown for a level, e.g. its name; null is "no level". */
  level(level: Level | null, text: string): string;
  /** What the eye should find first: an instance id, a heading. */
  strong(text: string): string;
  /** What stands beside: labels, counts of nothing. */
  dim(text: string): string;
  /** A good verdict. */
  good(text: string): string;
  /** Something to look into. */
  warn(text: string): string;
  /** A bad verdict. */
  bad(text: string): string;
}

const same = (text: string): string => text;

/** No emphasis at all: for files, pipes and tests. */
export const plainStyle: Style = { level: (_level, text) => text, strong: same, dim: same, good: same, warn: same, bad: same };
