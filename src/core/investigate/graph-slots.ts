/**
 * Places that one at a time can have, with the statements that gave and took them: intervals with evidence.
 *
 * Must not know: what the places are.
 */
import type { Statement } from './cloudtrail-statements.ts';
import { mergeEvidence } from './evidence.ts';
import type { EvidenceRef, Interval } from './model.ts';
import { holdings, type Mark } from './spans.ts';
import type { Evident } from './statement-store.ts';

export interface EvidentHolding {
  readonly value: string;
  readonly interval: Interval;
  readonly contested: boolean;
  /** How it is known to begin, and the same with how it ended. */
  readonly beginning: string;
  readonly basis: string;
  readonly evidence: readonly EvidenceRef[];
}

interface Given {
  readonly mark: Mark;
  readonly statement: Evident<Statement>;
}

export class SlotBook {
  readonly #mostEvidence: number;
  readonly #slots = new Map<string, Given[]>();

  constructor(mostEvidence: number) {
    this.#mostEvidence = mostEvidence;
  }

  set(slot: string, value: string, statement: Evident<Statement>): void {
    this.#add(slot, { kind: 'set', time: statement.time, value }, statement);
  }

  /** @param value whose hold ends; null: whoever's */
  clear(slot: string, value: string | null, statement: Evident<Statement>): void {
    this.#add(slot, { kind: 'clear', time: statement.time, value }, statement);
  }

  slots(): readonly string[] {
    return [...this.#slots.keys()];
  }

  holdings(slot: string): readonly EvidentHolding[] {
    const given = this.#slots.get(slot) ?? [];
    return holdings(given.map(({ mark }) => mark)).map((holding) => this.#explain(holding, given));
  }

  #explain(holding: ReturnType<typeof holdings>[number], given: readonly Given[]): EvidentHolding {
    const { value, interval, contested } = holding;
    const within = given.filter(
      ({ mark }) =>
        (mark.value === value || (mark.kind === 'clear' && mark.time === interval.to)) &&
        (mark.time ?? -Infinity) >= (interval.from ?? -Infinity) &&
        (mark.time ?? -Infinity) <= (interval.to ?? Infinity),
    );
    const [first] = within.filter(({ mark }) => mark.kind === 'set' && mark.value === value);
    const end = given.find(
      ({ mark }) => mark.time === interval.to && mark.time !== null && (mark.kind === 'clear' || mark.value !== value),
    );
    const doubt = contested ? '; another was named in the same second' : '';
    const beginning = first?.statement.basis ?? 'not seen to begin';
    const ended = end === undefined ? '' : `, ended by the ${end.statement.basis}`;
    return {
      value,
      interval,
      contested,
      beginning: `${beginning}${doubt}`,
      basis: `${beginning}${ended}${doubt}`,
      evidence: [...within, ...(end === undefined ? [] : [end])].reduce<readonly EvidenceRef[]>(
        (all, { statement }) => mergeEvidence(all, statement.evidence, this.#mostEvidence),
        [],
      ),
    };
  }

  #add(slot: string, mark: Mark, statement: Evident<Statement>): void {
    const given = this.#slots.get(slot);
    if (given === undefined) this.#slots.set(slot, [{ mark, statement }]);
    else given.push({ mark, statement });
  }
}
