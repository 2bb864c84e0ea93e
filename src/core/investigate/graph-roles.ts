/** Whose credentials an instance held, from the records that show it. Must not know: who asks. */
import type { StatementOf } from './cloudtrail-statements.ts';
import { mergeEvidence } from './evidence.ts';
import type { EvidentHolding } from './graph-slots.ts';
import type { Confidence } from './model.ts';
import { hull } from './spans.ts';
import type { Evident } from './statement-store.ts';

export interface RoleHeld extends Omit<EvidentHolding, 'contested' | 'beginning'> {
  readonly instanceId: string;
  readonly confidence: Confidence;
  readonly contested: false;
}

/** From the first to the last record that shows it. */
export function rolesHeld(statements: readonly Evident<StatementOf<'acts-as'>>[], mostEvidence: number): readonly RoleHeld[] {
  const found = new Map<string, RoleHeld>();
  for (const one of statements) {
    const key = `${one.instanceId} ${one.role}`;
    const before = found.get(key);
    const sure = before === undefined || (before.confidence !== 'certain' && one.confidence === 'certain') ? one : before;
    const moment = { from: one.time, to: one.time };
    found.set(key, {
      instanceId: one.instanceId,
      value: one.role,
      // A record without a time does not open the interval.
      interval:
        before === undefined
          ? moment
          : one.time === null
            ? before.interval
            : hull([before.interval.from === null ? moment : before.interval, moment]),
      confidence: sure.confidence,
      basis: sure.basis,
      contested: false,
      evidence: mergeEvidence(before?.evidence ?? [], one.evidence, mostEvidence),
    });
  }
  return [...found.values()];
}
