/** `--since` and `--until`: what a user types → a half-open range in milliseconds, UTC. */
import { parseTime } from '../core/time.ts';
import { UsageError } from './usage-error.ts';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

/**
 * @param text an ISO date or date-time (UTC unless it has an offset), or a time ago such as `24h` or `7d`
 * @param bound a date alone means its first moment for `since` and `from`, and for `until` and `to` the moment the day is over
 * @param now milliseconds since the epoch
 * @throws UsageError for anything else
 */
export function parseTimeBound(text: string, bound: 'since' | 'until' | 'from' | 'to', now: number): number {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0);
  const time = /^\d{4}-/.test(text) ? parseTime(text) : null;
  if (time === null) {
    throw new UsageError(`--${bound} ${JSON.stringify(text)} is no time: write 2026-03-01, 2026-03-01T12:00:00Z, 24h or 7d`);
  }
  return (bound === 'until' || bound === 'to') && /^\d{4}-\d{2}-\d{2}$/.test(text) ? time + DAY : time;
}
