/**
 * Correlations → what runs: references resolved, those that others list before them, and which rules they silence.
 */
import type { Level } from '../level.ts';
import { arrange, headOf, References } from './correlation-references.ts';
import type { CompiledCorrelation, Correlation, RuleSet } from './rule.ts';

/**
 * Resolves the correlations of a set that {@link checkReferences} has no error in, each behind those that it lists.
 * @throws Error for a reference that is not there, or a circle: the set was not checked
 */
export function compileCorrelations(set: RuleSet): readonly CompiledCorrelation[] {
  const references = new References(set);
  const { ordered, circles } = arrange(set, references);
  const [circular] = circles.flat();
  if (circular !== undefined) throw new Error(`correlation ${circular.name} waits for itself; checkTogether() tells such errors`);
  return ordered
    .filter(({ correlation }) => correlation.status !== 'unsupported')
    .map(({ correlation, depth, level }) => {
      const nameOf = (reference: string): string => {
        const found = references.find(reference);
        if (found === undefined)
          throw new Error(`correlation ${correlation.name}: no rule ${reference}; checkTogether() tells such errors`);
        return headOf(found).name;
      };
      const alive = correlation.absence?.alive.map(nameOf) ?? [];
      return { correlation, level, depth, members: correlation.rules.map(nameOf), alive };
    });
}

/**
 * Which documents give no findings of their own: those that a correlation of the same file lists without `generate` (K28), be it
 * among `rules` or as signs of life in `absence.alive`, and those that are only there to be counted.
 * @param countedOnly names of documents that were not asked for themselves
 * @returns by name, the correlations that count them
 */
export function findSilenced(
  set: RuleSet,
  correlations: readonly CompiledCorrelation[],
  countedOnly: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const files = new Map([...set.rules, ...set.correlations].map(({ name, location }) => [name, location.uri]));
  const silenced = new Map<string, string[]>();
  for (const { correlation, members, alive } of correlations) {
    const { generate, location, name } = correlation;
    for (const member of new Set([...members, ...alive])) {
      const listedHere = !generate && files.get(member) === location.uri;
      if (!listedHere && !countedOnly.has(member)) continue;
      const by = silenced.get(member);
      if (by === undefined) silenced.set(member, [name]);
      else by.push(name);
    }
  }
  return silenced;
}

/** The level that the findings of each correlation have. */
export function correlationLevels(set: RuleSet): ReadonlyMap<Correlation, Level | null> {
  return new Map(arrange(set, new References(set)).ordered.map(({ correlation, level }) => [correlation, level]));
}

/** The names of everything that documents of these names count, directly or through other correlations. */
export function namesCountedBy(set: RuleSet, names: ReadonlySet<string>): ReadonlySet<string> {
  const references = new References(set);
  const counted = new Set<string>();
  const pending = set.correlations.filter(({ name }) => names.has(name));
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const reference of [...current.rules, ...(current.absence?.alive ?? [])]) {
      const found = references.find(reference);
      if (found === undefined || counted.has(headOf(found).name)) continue;
      counted.add(headOf(found).name);
      if (found.kind === 'correlation') pending.push(found.correlation);
    }
  }
  return counted;
}
