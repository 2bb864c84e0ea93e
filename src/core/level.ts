/** Sigma's levels and their order. Owns nothing else. */

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

export function isLevel(text: unknown): text is Level {
  return LEVELS.includes(text as Level);
}

/** A number that orders levels; no level at all sorts below informational. */
export function levelRank(level: Level | null): number {
  return level === null ? -1 : LEVELS.indexOf(level);
}

/** The higher of two levels. */
export function higherLevel(a: Level | null, b: Level | null): Level | null {
  return levelRank(b) > levelRank(a) ? b : a;
}
