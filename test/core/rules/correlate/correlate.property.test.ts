/** The evaluator finds what the oracle finds, over random streams, whatever the order in which they arrive. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracle, type OracleEvent } from './oracle.ts';
import { correlationNamed, correlationsIn, namedRule, runCorrelations } from './run-correlations.ts';

const RULES = ['a', 'b', 'c'];
const SPAN = 5;

const texts = (...values: string[]): fc.Arbitrary<string[]> => fc.array(fc.constantFrom(...values), { maxLength: 2 });
const anyEvent = fc.record({
  time: fc.integer({ min: 0, max: 25 }).map((second) => second * 1000),
  rules: fc.uniqueArray(fc.constantFrom(...RULES, 'd'), { minLength: 1, maxLength: 3 }),
  fields: fc.record({
    g: texts('x', 'y', 'Y'),
    h: fc.oneof(fc.constant(['p']), texts('p', 'q')),
    v: texts('1', '2', '3', '-4', '0.5', 'none'),
    w: texts('1', '2', '3'),
  }),
});
/** Records are told apart by their id; it orders those of one moment. */
const anyStream = fc
  .array(anyEvent, { maxLength: 30 })
  .chain((events) =>
    fc
      .shuffledSubarray([...events.keys()], { minLength: events.length })
      .map((ids): OracleEvent[] => events.map((event, index) => ({ ...event, id: `r${String(ids[index]).padStart(2, '0')}` }))),
  );

const ascending = fc.constantFrom({ gte: 2 }, { gt: 2 }, { gte: 1 }, { gte: 3, gt: 1 });
const anyBounds = fc.oneof(ascending, fc.constantFrom<object>({ eq: 2 }, { neq: 2, gte: 1 }, { gte: 2, lte: 3 }, { lt: 3, gte: 1 }));
const numeric = fc.constantFrom<object>({ gt: 3 }, { lte: 1.5 }, { gte: 0.5, lt: 4 }, { eq: 1 }, { neq: 2 });
const someRules = fc.shuffledSubarray(RULES, { minLength: 1 });
const groupBy = fc.constantFrom(['g'], ['h', 'g'], []);

const body = (type: string, more: object): object => ({ type, timespan: `${SPAN}s`, ...more });

const KINDS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  event_count: fc
    .tuple(someRules, groupBy, anyBounds)
    .map(([rules, by, condition]) => body('event_count', { rules, 'group-by': by, condition })),
  'event_count by alias': ascending.map((condition) =>
    body('event_count', { rules: ['a', 'b'], 'group-by': ['who'], condition, aliases: { who: { a: 'g', b: 'h' } } }),
  ),
  value_count: fc
    .tuple(someRules, groupBy, anyBounds, fc.constantFrom<string | string[]>('v', ['v', 'w']))
    .map(([rules, by, condition, field]) => body('value_count', { rules, 'group-by': by, condition: { ...condition, field } })),
  temporal: fc
    .tuple(someRules, groupBy, fc.option(anyBounds, { nil: undefined }))
    .map(([rules, by, condition]) => body('temporal', { rules, 'group-by': by, ...(condition && { condition }) })),
  'temporal with a text': fc
    .tuple(groupBy, fc.constantFrom('a and b', 'a or b and c', 'a and not b', '2 of them'.replace('2', 'all'), '1 of them and not c'))
    .map(([by, condition]) => body('temporal', { rules: RULES, 'group-by': by, condition })),
  temporal_ordered: fc.tuple(someRules, groupBy).map(([rules, by]) => body('temporal_ordered', { rules, 'group-by': by })),
  ...Object.fromEntries(
    ['value_sum', 'value_avg', 'value_median', 'value_percentile'].map((type) => [
      type,
      fc.tuple(someRules, groupBy, numeric).map(([rules, by, condition]) =>
        body(type, {
          rules,
          'group-by': by,
          condition: { ...condition, field: 'v', ...(type === 'value_percentile' && { percentile: 75 }) },
        }),
      ),
    ]),
  ),
  absence: fc.constantFrom(['a'], ['a', 'b']).map((rules) => body('event_count', { rules, 'group-by': ['g'], condition: { lt: 1 } })),
};

const anyAbsence = fc.record({ while: fc.constantFrom<string[]>(['h'], []), alive: fc.constantFrom<string[]>([], ['d'], ['c', 'd']) });

describe.each(Object.keys(KINDS))('%s', (kind) => {
  const anyDocument = fc
    .tuple(KINDS[kind]!, anyAbsence)
    .map(([correlation, absence]) => correlationNamed('x', correlation, kind === 'absence' ? { absence } : undefined));

  it('agrees with the oracle', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, anyStream, fc.integer({ min: 0, max: 8000 }), async (document, events, beyond) => {
        const reach = Math.max(0, ...events.map(({ time }) => time)) + beyond;
        const documents = [...[...RULES, 'd'].map(namedRule), document];
        const [correlation] = correlationsIn(...documents);
        const { firings } = await runCorrelations(documents, events, { reach });
        const found = firings.map(({ group, start, end, members }) => ({ group, start, end, members }));
        const expected = oracle(correlation!, events, reach).firings;
        const inOrder = (list: readonly object[]): string[] => list.map((item) => JSON.stringify(item)).sort();
        expect(inOrder(found)).toEqual(inOrder(expected));
        expect(firings.every(({ members, memberCount }) => members.length === memberCount)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('finds the same in whatever order records arrive, and however often', async () => {
    const anyDelivery = anyStream.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
    );
    await fc.assert(
      fc.asyncProperty(anyDocument, anyDelivery, async (document, [events, delivered]) => {
        const documents = [...[...RULES, 'd'].map(namedRule), document];
        expect(await runCorrelations(documents, delivered)).toEqual(await runCorrelations(documents, events));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a chain', () => {
  it('counts every record at which the inner condition holds, with its fields', async () => {
    const inner = fc.oneof(KINDS['event_count']!, KINDS['temporal']!, KINDS['value_count']!, KINDS['value_sum']!);
    const outer = fc.constantFrom<object>(
      body('event_count', { rules: ['inner'], 'group-by': ['w'], condition: { gte: 2 } }),
      body('event_count', { rules: ['inner', 'd'], 'group-by': [], condition: { gte: 3 } }),
      body('temporal_ordered', { rules: ['inner', 'd'], 'group-by': ['w'] }),
    );
    await fc.assert(
      fc.asyncProperty(inner, outer, anyStream, async (first, second, plain) => {
        // A list in a group field would put the group's own value in place of the list.
        const events = plain.map((event) => ({
          ...event,
          fields: { ...event.fields, g: event.fields['g']!.slice(0, 1), h: event.fields['h']!.slice(0, 1) },
        }));
        const documents = [...[...RULES, 'd'].map(namedRule), correlationNamed('inner', first), correlationNamed('outer', second)];
        const [one, two] = correlationsIn(...documents);
        const held = new Set(oracle(one!, events, Infinity).held.map(({ id }) => id));
        const seen = events.map((event) => (held.has(event.id) ? { ...event, rules: [...event.rules, 'inner'] } : event));
        const expected = oracle(two!, seen, Infinity).firings.map(({ end, members }) => ({ end, members }));
        const { firings } = await runCorrelations(documents, events);
        const found = firings.filter(({ compiled }) => compiled.correlation.name === 'outer').map(({ end, members }) => ({ end, members }));
        const inOrder = (list: readonly object[]): string[] => list.map((item) => JSON.stringify(item)).sort();
        expect(inOrder(found)).toEqual(inOrder(expected));
      }),
      { numRuns: 400 },
    );
  });
});
