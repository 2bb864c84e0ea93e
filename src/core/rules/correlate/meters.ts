/**
 * What is measured over a complete window: records, distinct values, their sum, average, median or percentile. All exact.
 */
import { addDecimals, ratioOf, scaledTo, type Decimal, type Ratio } from '../ratio.ts';
import type { Correlation } from '../rule.ts';
import { unitsOf, VALUE_UNITS } from './memory.ts';
import type { Participation } from './participation.ts';

export interface Meter {
  add(part: Participation): void;
  /** The measured value; at least one record was added. */
  read(): Ratio;
  readonly units: number;
}

export function meterFor({ type, percentile }: Correlation): Meter {
  switch (type) {
    case 'value_count':
      return new DistinctMeter();
    case 'value_sum':
      return new SumMeter((sum) => ratioOf(sum));
    case 'value_avg':
      return new SumMeter((sum, count) => ratioOf(sum, BigInt(count)));
    case 'value_median':
      return new RankMeter(50);
    case 'value_percentile':
      return new RankMeter(percentile ?? 50);
    default:
      return new RecordMeter();
  }
}

class RecordMeter implements Meter {
  readonly units = 0;
  #count = 0n;

  add(): void {
    this.#count++;
  }

  read(): Ratio {
    return { numerator: this.#count, denominator: 1n };
  }
}

class DistinctMeter implements Meter {
  readonly #values = new Set<string>();
  #units = 0;

  get units(): number {
    return this.#units;
  }

  add({ tuples }: Participation): void {
    for (const tuple of tuples) {
      if (this.#values.has(tuple)) continue;
      this.#values.add(tuple);
      this.#units += VALUE_UNITS + unitsOf(tuple);
    }
  }

  read(): Ratio {
    return { numerator: BigInt(this.#values.size), denominator: 1n };
  }
}

class SumMeter implements Meter {
  readonly units = 0;
  readonly #ratio: (sum: Decimal, count: number) => Ratio;
  #sum: Decimal = { digits: 0n, scale: 0 };
  #count = 0;

  constructor(ratio: (sum: Decimal, count: number) => Ratio) {
    this.#ratio = ratio;
  }

  add({ numbers }: Participation): void {
    for (const number of numbers) this.#sum = addDecimals(this.#sum, number);
    this.#count += numbers.length;
  }

  read(): Ratio {
    return this.#ratio(this.#sum, Math.max(1, this.#count));
  }
}

/** Percentiles, interpolated linearly between the two nearest ranks (K26). */
class RankMeter implements Meter {
  readonly #percentile: Decimal;
  readonly #numbers: Decimal[] = [];
  #units = 0;

  constructor(percentile: number) {
    const text = percentile.toFixed(6);
    this.#percentile = { digits: BigInt(text.replace('.', '')), scale: 6 };
  }

  get units(): number {
    return this.#units;
  }

  add({ numbers }: Participation): void {
    for (const number of numbers) {
      this.#numbers.push(number);
      this.#units += VALUE_UNITS + (number.scale >> 2);
    }
  }

  read(): Ratio {
    const scale = this.#numbers.reduce((most, number) => Math.max(most, number.scale), 0);
    const sorted = this.#numbers.map((number) => scaledTo(number, scale)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const steps = 100n * 10n ** BigInt(this.#percentile.scale);
    const position = this.#percentile.digits * BigInt(Math.max(0, sorted.length - 1));
    const low = sorted[Number(position / steps)] ?? 0n;
    const high = sorted[Number(position / steps) + 1] ?? low;
    return { numerator: low * steps + (position % steps) * (high - low), denominator: steps * 10n ** BigInt(scale) };
  }
}
