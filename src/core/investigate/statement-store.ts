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

export class StatementStore {
  readonly #limits: GraphLimits;
  readonly #statements = new Map<string, Evident<Statement>>();
  /** Statements that the limit kept out. */
  omitted = 0;

  constructor(limits: GraphLimits) {
    this.#limits = limits;
  }

  add(statement: Statement, evidence: EvidenceRef): void {
    const key = JSON.stringify(Object.entries(statement).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.#statements.get(key);
    if (known === undefined && this.#statements.size >= this.#limits.statements) {
      this.omitted++;
      return;
    }
    this.#statements.set(key, { ...statement, evidence: mergeEvidence(known?.evidence ?? [], [evidence], this.#limits.evidence) });
  }

  /** By time (unknown first), then by their text. */
  sorted(): readonly Evident<Statement>[] {
    return [...this.#statements]
      .sort(([a, x], [b, y]) => (x.time ?? -1) - (y.time ?? -1) || (a < b ? -1 : 1))
      .map(([, statement]) => statement);
  }
}
