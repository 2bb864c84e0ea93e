/** A record that some rule may match by a text in it is passed over only when none of the rule's words stands in it: reading all is the oracle. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileRules, NO_RULES, type CompiledRuleSet } from '../../src/core/rules/index.ts';
import type { Expression, PatternPart } from '../../src/core/rules/rule.ts';
import { scanChunks } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { found, ruleOf, SKIPPERS } from './skipping-cases.ts';

const SERVICES = ['clamAVScanService-dataplane', 'notebook', 'monit'];
const ACTIONS = ['clamAVScanAction', 'runCommand', 'processNotRunning'];
const FIELDS = ['response.result', 'requestParams.commandText', 'userIdentity.email', 'requestParams.n', 'serviceName'];
const TEXTS = [
  'x FOUND',
  'Infected files: 1',
  'kelvin@example.com',
  'sensor',
  'nothing',
  '177',
  'a/b found',
  'İnfected',
  'FOUND"y',
  'tab\tfound',
];

const star: PatternPart = { wildcard: 'any' };
/** A test of some field, or of all, for a text: whole, or as much of it as a rule may ask for. */
const testFor = (texts: fc.Arbitrary<string>): fc.Arbitrary<Expression> =>
  fc
    .tuple(
      fc.constantFrom(...FIELDS, null),
      texts,
      fc.constantFrom<(text: string) => readonly PatternPart[]>(
        (text) => [text],
        (text) => [star, text, star],
        (text) => [text.toUpperCase(), star],
        (text) => [star, text.slice(1)],
        (text) => [star, text.slice(0, 4), { wildcard: 'one' }, star],
        (text) => [star, text.slice(0, 3), star, text.slice(3), star],
      ),
      fc.boolean(),
    )
    .map(([field, text, around, cased]) => ({
      kind: 'test',
      test:
        field === null
          ? { kind: 'keyword', pattern: { parts: [star, text, star], cased } }
          : { kind: 'text', field, pattern: { parts: around(text), cased } },
    }));
const service = (name: string): Expression => ({
  kind: 'test',
  test: { kind: 'text', field: 'serviceName', pattern: { parts: [name], cased: false } },
});
const ruleSetFor = (texts: fc.Arbitrary<string>): fc.Arbitrary<CompiledRuleSet> =>
  fc
    .array(fc.tuple(fc.constantFrom(...SERVICES), fc.array(testFor(texts), { minLength: 1, maxLength: 2 }), fc.constantFrom('and', 'or')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((all) =>
      compileRules({
        ...NO_RULES,
        rules: all.map(([name, operands, kind], n) =>
          ruleOf({ kind: 'and', operands: [service(name), kind === 'and' ? { kind, operands } : { kind: 'or', operands }] }, n),
        ),
      }),
    );

/** A text as JSON may spell it: escapes, other letters that fold alike, JSON within JSON. */
const spelledAs = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.nat({ max: 30 }), fc.nat({ max: 7 })).map(([text, at, way]): string => {
    const char = text.charAt(at % text.length);
    const escape = `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const plain = JSON.stringify(text);
    if (way === 0) return `"${plain.slice(1, -1).replace(char, () => escape)}"`;
    if (way === 1 || way === 5) return plain.replace('k', '\u212a').replace('/', '\\/');
    if (way === 2) return plain.toUpperCase().replaceAll('\\T', '\\t');
    if (way === 3) return JSON.stringify(`{"email":${plain.replace(char, () => escape)}}`);
    if (way === 4) return plain.slice(0, -1) + ' \u00e9"';
    return plain;
  });
const recordOf = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...SERVICES),
      fc.constantFrom(...ACTIONS),
      ...([spelledAs(texts), spelledAs(texts), spelledAs(texts)] as const),
      fc.constantFrom('0', '177', '1', '1.5', 'null', '[177,"x FOUND"]'),
      fc.boolean(),
      fc.constantFrom('', ' ', ',"more":{"x":1}'),
    )
    .map(([serviceName, actionName, result, command, email, n, isRow, more]) => {
      const [names, when] = isRow
        ? [['service_name', 'action_name', 'workspace_id', 'event_time', 'request_params', 'user_identity'], '"2026-03-01T00:00:00.000Z"']
        : [['serviceName', 'actionName', 'workspaceId', 'timestamp', 'requestParams', 'userIdentity'], '1772323200000'];
      const [a, b, c, d, params, identity] = names;
      const user = email.startsWith('"{') ? email : `{"email":${email}}`;
      return (
        `{"${String(a)}":"${serviceName}","${String(b)}":"${actionName}","${String(c)}":"12","${String(d)}":${when},"${String(identity)}":${user},` +
        `"${String(params)}":{"commandText":${command},"n":${n}},"response":{"statusCode":200,"result":${result}}${more}}`
      );
    });

/** What rules look for and what stands in records is much the same, or none would match. */
const cases = fc.constantFrom(...TEXTS).chain((text) => {
  const others = fc.constantFrom('nothing', 'clam', 'd\\', ...TEXTS);
  const sought = fc.oneof({ weight: 3, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: others });
  // In one field of many, so that it is not found beside the one that matters.
  const present = fc.oneof(
    { weight: 1, arbitrary: fc.constant(text) },
    { weight: 2, arbitrary: fc.constant('nothing') },
    { weight: 1, arbitrary: others },
  );
  return fc.record({ records: fc.array(recordOf(present), { minLength: 1, maxLength: 12 }), rules: ruleSetFor(sought) });
});

it.each(SKIPPERS)('a scan finds what reading every record finds, in %s', async (_, createSkipper) => {
  await fc.assert(
    fc.asyncProperty(cases, cuts, fc.boolean(), async ({ records, rules }, positions, isArray) => {
      const log = Buffer.from(isArray ? `[${records.join(',')}]` : records.map((text) => `${text}\n`).join(''));
      const oracle = await scanChunks([log], { rules });
      const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
      expect(found(fast)).toEqual(found(oracle));
      expect(fast.summary.records).toEqual(oracle.summary.records);
      expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
    }),
    { numRuns: 600 },
  );
});
