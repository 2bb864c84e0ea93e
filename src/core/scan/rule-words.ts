/**
 * Words of which a record must hold one for a rule to match it, when its service and action do not decide: so that it need not be read.
 *
 * Owns: for which rules there is room. Must not know: how words are looked for.
 */
import { WORD_LIMITS, type WordGroups } from '../ports.ts';
import { needlesOf } from '../rules/needles.ts';
import type { RoutedSchema } from '../rules/rule-index.ts';
import type { CompiledRule } from '../rules/rule.ts';

export class RuleWords {
  readonly groups: WordGroups;
  /** The bit of a rule's group. */
  readonly #bits = new Map<CompiledRule, number>();

  constructor(rules: readonly CompiledRule[], schemas: readonly RoutedSchema[]) {
    const known = new Set(schemas.flatMap(({ routing }) => (routing === undefined ? [] : [routing.service, routing.action])));
    const groups: (readonly string[])[] = [];
    let room: number = WORD_LIMITS.words;
    for (const rule of rules) {
      const needles = needlesOf(rule.rule.condition, { shortest: WORD_LIMITS.shortest, isKnown: (field) => known.has(field) });
      if (needles === null || groups.length === WORD_LIMITS.groups) continue;
      // Of a longer one the beginning stands there, too.
      const words = [...new Set(needles.map((needle) => needle.slice(0, WORD_LIMITS.longest)))];
      if (words.length > room) continue;
      room -= words.length;
      this.#bits.set(rule, 1 << groups.length);
      groups.push(words);
    }
    this.groups = groups;
  }

  /** The groups of these rules, as bits; null when one has none. */
  of(rules: readonly CompiledRule[]): number | null {
    let groups = 0;
    for (const rule of rules) {
      const bit = this.#bits.get(rule);
      if (bit === undefined) return null;
      groups |= bit;
    }
    return groups;
  }
}
