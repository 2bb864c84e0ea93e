/** Evidence is carried exactly, and log values never act on a terminal: properties through the whole command line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, ExactNumber, textOf, type JsonValue } from '../../src/core/json/value.ts';
import { compactJson, parseExactly, parseJson } from '../../src/core/json/parse.ts';
import { alert, START } from '../../fixtures/records.ts';
import { anyText, HOSTILE } from '../sinks/sample-findings.ts';
import { unsafeCharacters } from '../sinks/unsafe-characters.ts';
import { findingsIn, runMain } from '../helpers/run-main.ts';
import { linesOf } from '../helpers/scan.ts';
import { auditRecord } from './records.ts';

const space = fc.array(fc.constantFrom(' ', '\t', '\r'), { maxLength: 3 }).map((parts) => parts.join(''));
const numberLiteral = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$/),
  fc.constantFrom('1e400', '-1E-400', '9007199254740993', '1.0', '-0', '100000000000000000000000', '0.1e+1', '123456789012345678'),
);
const stringLiteral = fc.oneof(
  anyText.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"\\/"',
    '"\\u0041"',
    '"\\uD83D\\uDE00"',
    '"\\ud800"',
    '"\\\\"',
    '"\\""',
    '"  { [ : , "',
    '"é\u2028"',
    '"\\b\\f\\n\\r\\t"',
  ),
);

/** JSON text as tokens, so that white space can be put between any two. */
const tokens: fc.Arbitrary<string[]> = fc.letrec<{ value: string[]; members: string[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    numberLiteral.map((literal) => [literal]),
    stringLiteral.map((literal) => [literal]),
    fc.constantFrom<string[]>(['true'], ['false'], ['null'], ['{', '}'], ['[', ']']),
    fc
      .array(tie('value'), { minLength: 1, maxLength: 3 })
      .map((items) => ['[', ...items.flatMap((item, i) => (i === 0 ? item : [',', ...item])), ']']),
    tie('members').map((members) => ['{', ...members, '}']),
  ),
  // Keys repeat on purpose.
  members: fc
    .array(fc.tuple(fc.oneof(fc.constantFrom('"a"', '"b"', '"__proto__"', '"\\u0061"'), stringLiteral), tie('value')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((members) => members.flatMap(([key, value], i) => [...(i === 0 ? [] : [',']), key, ':', ...value])),
})).members;

describe('record', () => {
  it('keeps every token as it was spelled: numbers, escapes, duplicate keys, order', async () => {
    const base = JSON.stringify({ serviceName: 'capsule8-alerts-dataplane', actionName: 'Kernel Exploit' }).slice(1, -1);
    await fc.assert(
      fc.asyncProperty(tokens, fc.array(space, { minLength: 1, maxLength: 50 }), fc.boolean(), async (members, spaces, inArray) => {
        // An envelope’s own key would make the record an envelope.
        fc.pre(!members.some((token) => /^"records"$/i.test(token)));
        const all = ['{', ...members, ',', base, '}'];
        const spaced = all.map((token, i) => token + spaces[i % spaces.length]!).join('');
        const { stdout, code } = await runMain(['-q', '-f', 'jsonl', '-'], { stdin: inArray ? `[${spaced}]` : `${spaced}\n` });
        // A decisive key may stand twice: the run then says so, and the record is kept all the same.
        expect([0, 3]).toContain(code);
        expect(stdout.trimEnd().endsWith(`,"record":${all.join('')}}`)).toBe(true);
        expect(compactJson(spaced)).toBe(all.join(''));
      }),
      { numRuns: 150 },
    );
  });
});

describe('hostile values', () => {
  it('never reach the terminal raw, in any field, as text, table or CSV, nor on stderr', async () => {
    const where = [
      'serviceName',
      'actionName',
      'requestId',
      'userAgent',
      'sourceIPAddress',
      'workspaceId',
      'accountId',
      'timestamp',
      'brandNew',
    ];
    const hostile = fc.dictionary(fc.constantFrom(...where), anyText, { maxKeys: 5 });
    const params = fc.dictionary(fc.oneof(fc.constantFrom('instanceId', 'cluster_id', 'user'), anyText), anyText, { maxKeys: 4 });
    const details = fc.dictionary(fc.constantFrom('description', 'program', 'args', 'pid', 'user', 'container', 'image'), anyText, {
      maxKeys: 7,
    });
    await fc.assert(
      fc.asyncProperty(hostile, params, details, fc.boolean(), async (fields, requestParams, result, isTTY) => {
        const record = { ...alert('Kernel Exploit', 'i-1', START), userIdentity: { email: HOSTILE }, requestParams, ...fields };
        const stdin =
          linesOf({ ...record, response: { statusCode: 200, result: JSON.stringify(result) } }, { [HOSTILE]: 1 }) + `${HOSTILE}\n`;
        for (const format of ['text', 'table', 'csv']) {
          const { stdout, stderr } = await runMain(['-f', format, '-v', '-e', 'userIdentity.email|exists: true', '-'], {
            stdin,
            stdoutIsTTY: isTTY,
            env: { NO_COLOR: '1' },
          });
          expect(stdout).not.toBe('');
          expect(unsafeCharacters(stdout, { lineFeeds: true })).toEqual([]);
          expect(unsafeCharacters(stderr, { lineFeeds: true })).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('as jsonl, all but the record is safe, and reads back', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { stdout } = await runMain(['-q', '-f', 'jsonl', '-'], {
          stdin: linesOf({ ...alert('Kernel Exploit', 'i-1', START), requestParams: { instanceId: text } }),
        });
        const [head] = stdout.split(',"record":');
        expect(unsafeCharacters(head!)).toEqual([]);
        expect(findingsIn(stdout)[0]!.instanceId).toBe(text);
      }),
      { numRuns: 80 },
    );
  });
});

/** The value of a number literal as a fraction of integers: exact, and by other means than the product’s. */
function fraction(literal: string): { readonly numerator: bigint; readonly denominator: bigint } {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const scale = BigInt(exponent) - BigInt(decimals.length);
  const digits = BigInt(whole.replace('-', '') + decimals) * (mantissa.startsWith('-') ? -1n : 1n);
  return scale >= 0n ? { numerator: digits * 10n ** scale, denominator: 1n } : { numerator: digits, denominator: 10n ** -scale };
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [fraction(one), fraction(other)];
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

describe('numbers', () => {
  it('decimalText is the exact value, spelled in one way', () => {
    fc.assert(
      fc.property(numberLiteral, numberLiteral, (one, other) => {
        const text = decimalText(one);
        expect(isEqual(text, one)).toBe(true);
        expect(decimalText(text)).toBe(text);
        expect(decimalText(other) === text).toBe(isEqual(one, other));
        if (!text.includes('e')) expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('parseJson keeps every number exactly, wherever it stands', () => {
    const place = fc.constantFrom<(literal: string) => string>(
      (literal) => literal,
      (literal) => ` ${literal}\n`,
      (literal) => `[${literal}]`,
      (literal) => `[1,${literal}]`,
      (literal) => `{"a":${literal}}`,
      (literal) => `{"a" : ${literal} , "b":1}`,
    );
    const only = (value: JsonValue): JsonValue => {
      if (Array.isArray(value)) return (value as JsonValue[]).at(-1)!;
      return typeof value === 'object' && value !== null && !(value instanceof ExactNumber)
        ? (value as Record<string, JsonValue>)['a']!
        : value;
    };
    fc.assert(
      fc.property(numberLiteral, place, (literal, put) => {
        expect(isEqual(textOf(only(parseJson(put(literal))))!, literal)).toBe(true);
        expect(textOf(only(parseExactly(put(literal)).value))).toBe(decimalText(literal));
        expect(textOf(only(parseJson(put(literal))))).toBe(decimalText(literal));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('--sort time', () => {
  it('is the findings of the unsorted run in order of time, equal times in order of arrival, no time last', async () => {
    const record = fc
      .tuple(auditRecord, fc.option(fc.constant('no time')))
      .map(([value, time]) => ({ ...value, timestamp: time ?? value.timestamp }));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (records) => {
        const run = async (...args: string[]): Promise<ReturnType<typeof findingsIn>> =>
          findingsIn((await runMain(['-q', '--allow-empty', ...args, '-f', 'jsonl', '-'], { stdin: linesOf(...records) })).stdout);
        const unsorted = await run();
        const key = ({ time }: { readonly time: string | null }): number => (time === null ? Infinity : Date.parse(time));
        expect(await run('--sort', 'time')).toEqual(unsorted.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b))));
      }),
      { numRuns: 50 },
    );
  });
});
