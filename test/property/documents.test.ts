/** Finding the records of a document by their structure: the reader that scans byte by byte, and asks stream-json, is the oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../src/core/json/value.ts';
import type { ReadItem, ReadLimits, RecordSkipper } from '../../src/core/ports.ts';
import { jsonReader } from '../../src/readers/json.ts';
import { createPlainScanner } from '../../src/scanner/plain-scanner.ts';
import { createHostedSkipper } from '../../src/scanner/record-skipper.ts';
import { VERDICT, type Verdict } from '../../src/scanner/scanner.ts';
import { createWasmScanner } from '../../src/scanner/wasm-scanner.ts';
import { cut, cuts, LIMITS, stream } from '../helpers/streams.ts';
import { documents, interleaved, isJson, sound } from '../scanner/documents.ts';
import { KEYS as LINE_KEYS } from '../scanner/lines.ts';

const KEYS = { ...LINE_KEYS, foreign: [...LINE_KEYS.foreign, 'records'] };

const limits: fc.Arbitrary<ReadLimits> = fc.record({
  maxRecordBytes: fc.constantFrom(LIMITS.maxRecordBytes, LIMITS.maxRecordBytes, 300, 60),
  maxDepth: fc.constantFrom(LIMITS.maxDepth, LIMITS.maxDepth, 6, 2),
  strict: fc.constant(false),
});

async function itemsOf(chunks: readonly Uint8Array[], bounds: ReadLimits, skipper: RecordSkipper | null = null): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const batch of jsonReader.read(stream(...chunks), bounds, skipper)) items.push(...batch);
  return items;
}

/** Several values on one line count as one record when they are passed over (docs/performance.md). */
function countsExactly(text: string): boolean {
  return !text.split(/\r?\n/).some((one) => one.startsWith('{') && one.endsWith('}') && !isJson(one));
}

describe.each([
  ['WebAssembly', createWasmScanner],
  ['plain TypeScript', createPlainScanner],
])('documents, scanned in %s', (_, createScanner) => {
  /** Passes over what logs in. */
  const skipperThat = (verdict: Verdict): { skipper: RecordSkipper; passed: () => number } => {
    let passed = 0;
    const skipper = createHostedSkipper(
      KEYS,
      {
        verdictOn: (_spelling, _service, action) => (action === 'login' ? verdict : VERDICT.read),
        passedOver: ({ records }) => void (passed += records),
      },
      (keys) => createScanner(keys)!,
    );
    return {
      skipper,
      passed: () => {
        skipper.settle();
        return passed;
      },
    };
  };

  it('says the same of every record and every defect when all must be read, wherever the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(documents, cuts, limits, async (bytes, positions, bounds) => {
        const { skipper } = skipperThat(VERDICT.read);
        expect(await itemsOf(cut(bytes, positions), bounds, skipper)).toEqual(await itemsOf([bytes], bounds));
      }),
      { numRuns: 700 },
    );
  });

  it('hides no record in a broken one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(documents, interleaved), cuts, async (bytes, positions) => {
        const { skipper } = skipperThat(VERDICT.skip);
        const read = await itemsOf(cut(bytes, positions), LIMITS, skipper);
        const found = new Set(read.map((item) => item.offset));
        const hidden = (await itemsOf([bytes], LIMITS)).filter(
          (item) => item.kind === 'record' && isObject(item.value) && !item.text.includes('login') && !found.has(item.offset),
        );
        expect(hidden).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('passes over nothing but records it was told to, and counts each', async () => {
    await fc.assert(
      fc.asyncProperty(sound.filter(countsExactly), cuts, async (text, positions) => {
        const bytes = Buffer.from(text);
        const { skipper, passed } = skipperThat(VERDICT.skip);
        const all = await itemsOf([bytes], LIMITS);
        const read = await itemsOf(cut(bytes, positions), LIMITS, skipper);
        const left = new Set(read.map((item) => JSON.stringify(item)));
        const unread = all.filter((item) => !left.has(JSON.stringify(item)));
        const isPassed = (item: ReadItem): boolean =>
          item.kind === 'record' && /"(?:actionName|action_name|eventName)"\s*:\s*"login"/.test(item.text);
        expect(unread.filter(({ kind }) => kind !== 'notice').every(isPassed)).toBe(true);
        expect(unread.filter(({ kind }) => kind === 'record')).toHaveLength(passed());
        expect(read.filter((item) => !all.some((one) => JSON.stringify(one) === JSON.stringify(item)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  const unlikeLogins = (items: readonly ReadItem[]): readonly ReadItem[] =>
    items.filter((item) => item.kind !== 'record' || !item.text.includes('"login"'));
  const rest = '"serviceName":"accounts","workspaceId":12,"timestamp":1772323200000';
  const login = `{"actionName":"login",${rest}}`;
  const other = `{"actionName":"logout",${rest}}`;

  it.each([
    ['a backslash outside a string', `[${login},{"actionName":"login",\\ ${rest}},${other}]`],
    ['a backslash before a string', `[${login},{"actionName":"login",\\${rest}},${other}]`],
    ['a control character in a string', `[${login},{"actionName":"login",${rest},"a":"\u0001"},${other}]`],
    ['a line break in a string', `[${login},{"actionName":"login",${rest},"a":"\n"},${other}]`],
    ['an escaped control character in a string', `[${login},{"actionName":"login",${rest},"a":"\\\u0001"},${other}]`],
    ['no comma behind an element', `[${login} ${other}]`],
    ['a colon behind an element', `[${login},${login}:${other}]`],
    ['a brace too many behind an element', `[${login},${login}},${other}]`],
  ])('gives up where who reads every element does: at %s', async (_defect, text) => {
    const bytes = Buffer.from(text);
    const oracle = await itemsOf([bytes], LIMITS);
    expect(oracle.at(-1)).toMatchObject({ kind: 'rejected', code: 'broken-document' });
    for (let at = 0; at < bytes.length; at++) {
      const { skipper } = skipperThat(VERDICT.skip);
      const read = await itemsOf(cut(bytes, [at]), LIMITS, skipper);
      expect(unlikeLogins(read), `cut at ${at}`).toEqual(unlikeLogins(oracle));
    }
  });

  it.each([
    ['elements', `[\n${other},\n${other},\n${other},\n`, ',\n', '\n]\n'],
    // What begins so is a document only when sixteen kilobytes of it are there.
    ['values', `{"a":\n1} ${`${other} `.repeat(200)}`, ' ', '\n'],
  ])('passes over the same %s wherever the input is cut', async (_unit, before, between, behind) => {
    // Read, it would be found to be broken.
    const broken = login.replace('}', ',}');
    const bytes = Buffer.from(before + [login, broken, other, broken, login].join(between) + behind);
    for (let at = before.length; at < bytes.length; at++) {
      const { skipper, passed } = skipperThat(VERDICT.skip);
      const read = await itemsOf(cut(bytes, [at]), LIMITS, skipper);
      expect(passed(), `cut at ${at}`).toBe(4);
      expect(read.map(({ kind }) => kind)).not.toContain('rejected');
    }
  });
});
