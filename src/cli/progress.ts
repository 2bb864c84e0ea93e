/** The progress line of a long scan: how much was read, how fast, what was found. Never more often than ten times a second. */
import type { Progress } from '../core/ports.ts';
import { escapeTerminal } from '../sinks/escape.ts';
import { bytes, count } from '../sinks/quantity.ts';

const FIRST_AFTER = 1000;
const EVERY = 100;

/** Gives the line to draw for a state, or null when it is too early or too soon. */
export function createProgressLine(now: () => number): (progress: Progress) => string | null {
  const started = now();
  let last = started + FIRST_AFTER - EVERY;
  return ({ uri, storedBytes, records, findings }) => {
    const time = now();
    if (time - last < EVERY) return null;
    last = time;
    const speed = bytes(storedBytes / ((time - started) / 1000));
    return `${bytes(storedBytes)} read (${speed}/s), ${count(records, 'record')}, ${count(findings, 'finding')}  ${escapeTerminal(uri)}`;
  };
}
