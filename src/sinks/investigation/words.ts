/** How places, times and amounts of an investigation read as text. Whoever shows them escapes them for the medium. */
import type { EvidenceRef, Interval } from '../../core/investigate/model.ts';
import { formatTime } from '../../core/time.ts';

/** `uri:line` for lines, `uri#index` for documents, and the byte. */
export function placeText({ uri, line, index, offset }: EvidenceRef): string {
  const position = line !== null ? `:${line}` : index !== null ? `#${index}` : '';
  return `${uri === '-' ? 'standard input' : uri}${position} (byte ${offset})`;
}

/** Without milliseconds where there are none: `2026-03-01T12:00:00Z`. */
export function timeText(time: number | null): string {
  return (formatTime(time) ?? 'unknown').replace('.000Z', 'Z');
}

export function intervalText({ from, to }: Interval): string {
  return `${timeText(from)} to ${timeText(to)}`;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Powers of 1000, three digits: `1.23 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toPrecision(3)} ${UNITS[unit] ?? ''}`;
}
