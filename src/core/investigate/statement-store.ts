/**
 * The statements that a graph is made of, each once, with its evidence.
 *
 * Owns: that copies of a record change nothing, and that the order of adding does not either. Bounded. Must not know: what follows from them.
 */
import type { Statement } from './cloudtrail-statements.ts';
import { mergeEvidence } from './evidence.ts';
import type { GraphLimits } from './graph-limits.ts';
import type { EvidenceRef } from './model.ts';

export type Evident<T> = T & { readonly evidence: readonly EvidenceRef[] };

/** An agent says these every few minutes of a machine's life: the first time is all that matters, of a role also the last. */
const REPEATED: ReadonlySet<string> = new Set(['attribute', 'address-told', 'seen', 'acts-as']);

export class StatementStore {
  readonly #limits: GraphLimits;
  readonly #statements = new Map<string, Evident<Statement>>();
  /** Statements that the limit kept out. */
  omitted = 0;

  constructor(limits: GraphLimits) {
    this.#limits = limits;
  }

  add(statement: Statement, evidence: EvidenceRef): void {
    if (!REPEATED.has(statement.kind)) {
      this.#put(textOf(statement), statement, evidence, () => false);
      return;
    }
    const key = textOf({ ...statement, time: null });
    this.#put(`${key} first`, statement, evidence, (known) => time(statement, Infinity) < time(known, Infinity));
    if (statement.kind === 'acts-as') this.#put(`${key} last`, statement, evidence, (known) => time(statement, -1) > time(known, -1));
  }

  #put(key: string, statement: Statement, evidence: EvidenceRef, isBetter: (known: Statement) => boolean): void {
    const known = this.#statements.get(key);
    if (known === undefined && this.#statements.size >= this.#limits.statements) {
      this.omitted++;
      return;
    }
    const { evidence: before, ...kept } = known ?? { ...statement, evidence: [] };
    const better = known !== undefined && isBetter(known) ? statement : kept;
    this.#statements.set(key, { ...better, evidence: mergeEvidence(before, [evidence], this.#limits.evidence) });
  }

  /** By time (unknown first), then by their text. */
  sorted(): readonly Evident<Statement>[] {
    return [...this.#statements]
      .sort(([a, x], [b, y]) => (x.time ?? -1) - (y.time ?? -1) || (a < b ? -1 : 1))
      .map(([, statement]) => statement);
  }
}

function time(statement: Statement, unknown: number): number {
  return statement.time ?? unknown;
}

function textOf(statement: Statement): string {
  return JSON.stringify(Object.entries(statement).sort(([a], [b]) => (a < b ? -1 : 1)));
}
