/**
 * Numbers in sentences: counts with their noun, bytes, grouped digits.
 *
 * Owns: English plurals and units of 1000. Must not know: what is counted.
 */

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1234567` as `1,234,567`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 record`, `1,200 records`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`;
}

/** `12 bytes`, `4.2 MB` (powers of 1000). */
export function bytes(value: number): string {
  if (value < 1000) return count(value, 'byte');
  let scaled = value;
  let unit = '';
  for (const next of UNITS) {
    if (scaled < 999.95) break;
    scaled /= 1000;
    unit = next;
  }
  return `${scaled.toFixed(1)} ${unit}`;
}
