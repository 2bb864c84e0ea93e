/**
 * From times to places along a line, with round numbers to mark.
 *
 * Owns: the scale and its ticks. Must not know: markup, events.
 */

export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** Place of a time, clamped to the line. */
  place(time: number): number;
  readonly ticks: readonly { readonly time: number; readonly label: string }[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1000,
  5000,
  15_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
].concat([1, 2, 7, 14, 30, 90, 365, 3650, 36_500].map((n) => n * DAY));

/** A line from `left` to `right` for these times; a single moment gets a minute around it. */
export function timeScale(first: number, last: number, left: number, right: number, most = 10): TimeScale {
  const pad = Math.max((last - first) * 0.01, 30_000);
  const [from, to] = [first - pad, last + pad];
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? (to - from) / most;
  const ticks: { time: number; label: string }[] = [];
  let day = '';
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const text = new Date(time).toISOString();
    const date = text.slice(0, 10);
    const clock = step < MINUTE ? text.slice(11, 19) : text.slice(11, 16);
    // The date where it begins to hold; only the date when steps are days.
    ticks.push({ time, label: step >= DAY ? date : date === day ? clock : `${date.slice(5)} ${clock}` });
    day = date;
  }
  const place = (time: number): number => {
    const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return Math.round((left + share * (right - left)) * 10) / 10;
  };
  return { from, to, place, ticks };
}
