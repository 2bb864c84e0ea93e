/** Parsers for commander: what each kind of option value may be. A bad value is a usage error in one sentence. */
import { InvalidArgumentError } from 'commander';
import { LEVELS, type Level } from '../core/level.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/** Collects a repeatable, comma-separated option. */
export function collectList(value: string, previous: readonly string[] | undefined): readonly string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('a name is missing.');
  return [...(previous ?? []), ...items];
}

/** Collects a repeatable option whose value may hold commas. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

export function parseLevel(value: string): Level {
  return oneOf(value.toLowerCase(), LEVELS);
}

/** The value, when it is one of `names`. */
export function oneOf<T extends string>(value: string, names: readonly T[]): T {
  const name = names.find((candidate) => candidate === value);
  if (name === undefined) throw new InvalidArgumentError(`expected ${names.join(', ')}${didYouMean(value, names)}`);
  return name;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A number of bytes, with K, M or G for powers of 1024. */
export function parseSize(smallest: number, largest: number): (value: string) => number {
  return (value) => {
    const parts = /^(\d{1,12})([kmg]?)(?:i?b)?$/i.exec(value);
    const size = parts === null ? NaN : Number(parts[1]) * (SIZE_UNITS[(parts[2] ?? '').toLowerCase()] ?? 1);
    if (!(size >= smallest && size <= largest)) {
      throw new InvalidArgumentError(`expected a number of bytes from ${smallest} to ${largest}, such as 16M.`);
    }
    return size;
  };
}

/** A whole number within bounds. */
export function parseCount(smallest: number, largest: number): (value: string) => number {
  return (value) => {
    const count = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(count >= smallest && count <= largest)) throw new InvalidArgumentError(`expected a whole number from ${smallest} to ${largest}.`);
    return count;
  };
}

/** An http or https URL without anything secret in it. */
export function parseUrl(value: string): string {
  // The parser would quote the value of an InvalidArgumentError, and with it a password somebody put there.
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError('--endpoint-url: expected a URL such as https://s3.example.com');
  if (url.username !== '' || url.password !== '') throw new UsageError('--endpoint-url: credentials do not belong into the URL');
  return value;
}
