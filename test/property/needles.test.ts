/** Reading only records in which something looked for stands finds what reading every record finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditRules } from '../../src/core/investigate/audit-rules.ts';
import { cloudTrailRules, furtherCloudTrailRules } from '../../src/core/investigate/cloudtrail-rules.ts';
import { ruleSetOf } from '../../src/core/investigate/rule-sets.ts';
import { canonicalSource } from '../../src/core/address.ts';
import { needlesOf } from '../../src/core/rules/needles.ts';
import { parseNetwork } from '../../src/core/rules/network.ts';
import { NO_RULES } from '../../src/core/rules/rule.ts';
import { compileRules } from '../../src/core/rules/running.ts';
import type { LogSchema, RecordSkipper, SkipRules } from '../../src/core/ports.ts';
import { HOST_RULES, scanChunks } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { found, SKIPPERS } from './skipping-cases.ts';

const V4 = ['192.0.2.66'];
const HOSTS = ['i-0c0ffee0000000001', 'i-0123456789abcdef0', 'eni-0a00000000000001a'];
const ADDRESSES = ['192.0.2.66', '2001:db8::1'];
/** Other ways to write the first, and what only looks like one. */
const SPELLINGS = [
  ...['192.0.2.66:443', '[192.0.2.66]', '::ffff:192.0.2.66', '[::ffff:192.0.2.66]:443', '::ffff:c000:242', '[::ffff:C000:0242]:80'],
  ...['0:0:0:0:0:ffff:c000:242', '0000:0::0000:FFFF:192.0.2.66', '[2001:DB8:0::1]:443', '[198.51.100.7]:1', '[', '::ffff:c633:6407'],
];
const USERS = ['dana@example.com'];

/** A text that may be looked for, in one of the ways in which JSON and people spell it, or one that is none. */
const spelled = fc
  .tuple(
    fc.constantFrom(...HOSTS, ...ADDRESSES, ...SPELLINGS, ...USERS, 'kelvin@example.com', 'i-0c0ffee0000000002', 'x', ''),
    fc.integer({ min: 0, max: 30 }),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([text, at, way]): string => {
    const char = text.charAt(at % Math.max(1, text.length));
    const escaped = char === '' ? '' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const json =
      [text, text.toUpperCase(), text.replace(char, () => escaped), text.replace('k', '\u212a'), `a ${text}\\n`, `"${text}"`][way] ?? text;
    return way === 5 ? JSON.stringify(json).slice(1, -1) : json;
  });

const trail = fc
  .tuple(spelled, spelled, fc.constantFrom('RunInstances', 'GetObject'), fc.nat(3))
  .map(
    ([text, address, name, more]) =>
      `{"eventVersion":"1.09","eventTime":"2026-03-10T09:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"${name}","awsRegion":"eu-west-1",` +
      `"sourceIPAddress":"${address}","requestParameters":${more === 0 ? `{"nested":"{\\"instanceId\\":\\"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}\\"}"}` : `{"items":[{"instanceId":"${text}"}],"count":${String(more)}}`}}`,
  );
const audit = fc
  .tuple(
    spelled,
    spelled,
    spelled,
    fc.constantFrom('runCommand', 'workspaceConfEdit', 'login', 'Kernel Module Loaded'),
    fc.constantFrom('accounts', 'jobs', 'notebook'),
  )
  .map(
    ([text, address, user, action, service]) =>
      `{"version":"2.0","timestamp":1773133200000,"workspaceId":12,"serviceName":"${service}","actionName":"${action}","sourceIPAddress":"${address}",` +
      `"userIdentity":{"email":"${user}"},"requestParams":{"commandText":"${text}","workspaceConfKeys":"enableVerboseAuditLogs"},"response":{"statusCode":200}}`,
  );
const logs = fc
  .tuple(fc.array(fc.oneof(trail, audit), { maxLength: 20 }), fc.constantFrom('lines', 'array', 'envelope'), fc.constantFrom(0, 3, 900))
  .map(([records, layout, padding]) => {
    const spread = records.map((text) => text.replace(/\}$/, `,"padding":"${'y'.repeat(padding * 20)}"}`));
    return Buffer.from(
      layout === 'lines'
        ? spread.map((text) => `${text}\n`).join('')
        : layout === 'array'
          ? `[${spread.join(',')}]`
          : `{"Records":[${spread.join(',')}]}`,
    );
  });

const subset = (all: readonly string[]): fc.Arbitrary<ReadonlySet<string>> => fc.subarray([...all]).map((some) => new Set(some));
const ruleSets = fc
  .tuple(subset([...HOSTS, ...USERS]), subset(HOSTS), subset([...USERS, 'kelvin@example.com']), subset(ADDRESSES), fc.boolean())
  .map(([ids, further, users, addresses, alerts]) =>
    ruleSetOf(
      [
        ...cloudTrailRules(ids, addresses),
        ...(further.size === 0 ? [] : furtherCloudTrailRules(further, ids, addresses)),
        ...auditRules({ ids, runs: new Set(['7']), users, addresses }),
      ],
      ...(alerts ? [HOST_RULES] : []),
    ),
  );

describe.each(SKIPPERS)('an investigation that leaves records unread, in %s', (_, createSkipper) => {
  it('finds what reading everything finds, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(logs, cuts, ruleSets, async (log, positions, rules) => {
        const oracle = await scanChunks([log], { rules });
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper, usesNeedles: true });
        expect(found(fast)).toEqual(found(oracle));
        expect(fast.summary.records).toEqual(oracle.summary.records);
        expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
        expect(fast.summary.rules).toEqual(oracle.summary.rules);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['CloudTrail', cloudTrailRules(new Set(HOSTS), new Set(V4)), `"${HOSTS[0]!}"`],
    ['CloudTrail, from an address', cloudTrailRules(new Set(), new Set(V4)), '{},"sourceIPAddress":"::FFFF:192.0.2.66"'],
    [
      'the audit log, from an address',
      auditRules({ ids: new Set(), runs: new Set(), users: new Set(), addresses: new Set(V4) }),
      '{},"sourceIPAddress":"[::ffff:c000:242]:443"',
    ],
  ])('leaves most of them unread: %s', async (log, wanted, named) => {
    let asked = 0;
    const counting = (schemas: readonly LogSchema[], skipRules: SkipRules): RecordSkipper | null =>
      createSkipper(schemas, {
        ...skipRules,
        passedOver: (passed) => {
          asked += passed.records;
          skipRules.passedOver(passed);
        },
      });
    const record = log.startsWith('CloudTrail')
      ? `{"eventVersion":"1.09","eventTime":"2026-03-10T09:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","requestParameters":{}}`
      : `{"version":"2.0","timestamp":1773133200000,"workspaceId":12,"serviceName":"accounts","actionName":"login","requestParams":{}}`;
    const text = `{"Records":[${[...Array<string>(99).fill(record), record.replace('{}', named)].join(',')}]}`;
    const { findings } = await scanChunks([text], { rules: ruleSetOf(wanted), createSkipper: counting, usesNeedles: true });
    expect(findings.length).toBe(1);
    expect(asked).toBeGreaterThan(90);
  });
});

const needlesIn = (text: string): unknown =>
  needlesOf({ kind: 'test', test: { kind: 'text', field: 'f', pattern: { parts: [text], cased: false } } });

it('what a number may be, or an escape, or is short, is no needle', () => {
  expect(['12345678', '1234.5678', '12345e678', '-1234567', 'short', 'a/b/c/d/e'].map(needlesIn)).toEqual(Array(6).fill(null));
  expect(['0310-085500-12345678', '192.0.2.66', 'Dana@example.com', 'with space'].map(needlesIn)).toEqual([
    ['0310-085500-12345678'],
    ['192.0.2.66'],
    ['dana@example.com'],
    ['with space'],
  ]);
});

it('of what JSON may spell in several ways, the longest piece that it does not is the needle', () => {
  expect(needlesIn('dänä@example.com')).toEqual(['@example.com']);
  expect(needlesIn('a "quoted" remark\n')).toEqual([' remark']);
});

/** Any spelling of `192.0.2.66` as an IPv6 address. */
const mapped = fc
  .tuple(
    fc.array(fc.constantFrom('0', '00', '000', '0000'), { minLength: 5, maxLength: 5 }),
    fc.option(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 5 }))),
    fc.constantFrom('192.0.2.66', 'c000:242', 'C000:0242', 'c000:0242'),
    fc.constantFrom('ffff', 'FFFF', 'fFFf'),
  )
  .map(([zeros, gap, tail, ffff]) => {
    if (gap === null) return `${zeros.join(':')}:${ffff}:${tail}`;
    const [at, length] = gap;
    return `${zeros.slice(0, at).join(':')}::${[...zeros.slice(at + length), ffff, tail].join(':')}`;
  });

it('an IPv4 address has needles in every spelling, and the rules for it match each, in brackets and with a port', () => {
  const network = parseNetwork('192.0.2.66');
  if (typeof network === 'string') throw new Error(network);
  const needles = needlesOf({ kind: 'test', test: { kind: 'cidr', field: 'sourceIPAddress', network } })!;
  const rules = compileRules({
    ...NO_RULES,
    rules: auditRules({ ids: new Set(), runs: new Set(), users: new Set(), addresses: new Set(V4) }),
  });
  const spelling = fc.oneof(
    fc.constantFrom('192.0.2.66', '192.0.2.66:443', '[192.0.2.66]', '[192.0.2.66]:443'),
    fc
      .tuple(mapped, fc.constantFrom('', '[]', '[]:443'))
      .map(([text, around]) => (around === '' ? text : around.replace('[]', `[${text}]`))),
  );
  fc.assert(
    fc.property(spelling, (text) => {
      expect(canonicalSource(text)).toBe('192.0.2.66');
      expect(needles.some((needle) => text.toLowerCase().includes(needle))).toBe(true);
      expect(rules.rules.some((rule) => rule.match({ sourceIPAddress: text }) !== null)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('other networks have none: they have too many spellings', () => {
  const needles = (text: string): unknown => {
    const network = parseNetwork(text);
    return typeof network === 'string' ? network : needlesOf({ kind: 'test', test: { kind: 'cidr', field: 'f', network } });
  };
  expect(['192.0.2.0/24', '2001:db8::1', '::/0', '::ffff:192.0.2.66'].map(needles)).toEqual([
    ...[null, null, null],
    ['192.0.2.66', '::ffff:', '0:ffff:'],
  ]);
});
