/** Correlations over events that a test writes down, without records, schemas or an engine. */
import { Memory } from '../../../../src/core/rules/correlate/memory.ts';
import { correlate, type CorrelationTally } from '../../../../src/core/rules/correlate/correlate.ts';
import type { Firing } from '../../../../src/core/rules/correlate/firing.ts';
import { lineOf } from '../../../../src/core/rules/correlate/occurrence.ts';
import { planCorrelations } from '../../../../src/core/rules/correlate/plan.ts';
import { checkTogether, compileRules, parseRules, type Correlation } from '../../../../src/core/rules/index.ts';
import { createMemoryStore } from '../../../../src/core/sorted-lines.ts';
import type { OracleEvent } from './oracle.ts';

/** A rule that is only referred to. */
export function namedRule(name: string): object {
  return { title: name, name, logsource: { product: 'x' }, detection: { s: { a: 1 }, condition: 's' } };
}

/** A correlation document. */
export function correlationNamed(name: string, correlation: object, auditsift?: object): object {
  return { title: name, name, level: 'medium', correlation, ...(auditsift === undefined ? {} : { auditsift }) };
}

/** Parses documents that must have no error. */
export function correlationsIn(...documents: readonly object[]): readonly Correlation[] {
  return load(documents).correlations;
}

function load(documents: readonly object[]): ReturnType<typeof parseRules> {
  const parsed = parseRules(JSON.stringify(documents), 'c.json');
  const errors = [...parsed.issues, ...checkTogether(parsed)].filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return parsed;
}

export interface Correlated {
  readonly firings: readonly Firing[];
  readonly tallies: Readonly<Record<string, CorrelationTally>>;
  readonly limits: readonly string[];
}

/** Evaluates documents over events, delivered as they come. */
export async function runCorrelations(
  documents: readonly object[],
  events: readonly OracleEvent[],
  { reach = Infinity, units }: { readonly reach?: number; readonly units?: number } = {},
): Promise<Correlated> {
  const plan = planCorrelations(compileRules(load(documents)).correlations);
  const store = createMemoryStore();
  await store.add(
    events.map(({ time, id, rules, fields }) => {
      const numbers = rules.flatMap((rule) => plan.slots.get(rule) ?? []).sort((a, b) => a - b);
      const needed = new Set(numbers.flatMap((slot) => plan.needs.get(slot) ?? []));
      const values = [...needed].flatMap((field) => {
        const texts = fields[plan.fields[field]!] ?? [];
        return texts.length === 0 ? [] : [[field, ...texts] as const];
      });
      return lineOf({ time, id, rules: numbers, values, source: { uri: 'x', line: 1, offset: 0 } });
    }),
  );
  const firings: Firing[] = [];
  const limits: string[] = [];
  const tallies = await correlate({
    ...{ plan, store, reach, openStore: () => createMemoryStore() },
    onFirings: (found) => Promise.resolve(void firings.push(...found)),
    onLimit: ({ compiled }, detail) => void limits.push(`${compiled.correlation.name}: ${detail}`),
    memory: new Memory(units),
  });
  return { firings, limits, tallies: Object.fromEntries([...tallies].map(([{ compiled }, tally]) => [compiled.correlation.name, tally])) };
}
