import fc from 'fast-check';
import { expect, it } from 'vitest';
import { embedScanner } from '../../scripts/build-scanner.ts';
import { readFileSync } from 'node:fs';
import { createPlainScanner } from '../../src/scanner/plain-scanner.ts';
import { STOP, VERDICT, type LineScanner, type Verdict } from '../../src/scanner/scanner.ts';
import { createWasmScanner } from '../../src/scanner/wasm-scanner.ts';
import { documents } from './documents.ts';
import { KEYS, line } from './lines.ts';

const NEWLINE = 0x0a;

type Unit = 'lines' | 'elements' | 'values';
const SCANS = { lines: 'scan', elements: 'scanElements', values: 'scanValues' } as const;

const VERDICTS: Readonly<Record<string, Verdict>> = {
  login: VERDICT.skip,
  Heartbeat: VERDICT.skipAtTop,
  heartbeat: VERDICT.skipWhole,
  'Kernel Module Loaded': VERDICT.skipWhole,
};

/** Everything a scanner says about a text, in order. What must be read is passed over up to the next line break. */
function protocol(scanner: LineScanner, unit: Unit, text: Buffer, longest: number, atEnd = false): readonly unknown[] {
  const memory = scanner.reserve(text.length);
  text.copy(memory);
  const said: unknown[] = [];
  const pairs: number[] = [];
  const contexts: number[] = [];
  let known = '';
  for (let at = 0; ;) {
    at = scanner[SCANS[unit]](at, text.length, longest, atEnd ? null : text.length);
    said.push([scanner.stop, at, scanner.passed]);
    if (unit !== 'lines') said.push(scanner.elementEnd === null ? null : [scanner.elementStart, scanner.elementEnd]);
    if (scanner.stop === STOP.needMore) break;
    const values = scanner.values();
    if (scanner.stop === STOP.newPair) {
      const verdict = VERDICTS[values.action] ?? VERDICT.read;
      said.push(values.service, values.action);
      pairs.push(scanner.addPair(verdict));
      continue;
    }
    const context = JSON.stringify([values.workspace, values.time]);
    // As the skipper does it: an empty workspace is none, and such a line is read.
    const lacksWorkspace = values.workspace === '' && KEYS.spellings[values.spelling]?.workspace !== undefined;
    if (scanner.stop === STOP.newContext && known !== context && !lacksWorkspace) {
      known = context;
      said.push(context);
      const day = Math.floor(Number(values.time) / 864e5) * 864e5;
      const isNumber = /^\d+$/.test(values.time);
      const added = { workspace: values.workspace, from: day, to: day + 864e5, day: isNumber ? '' : values.time.slice(0, 10) };
      let number = scanner.addContext(added);
      if (number === -1) {
        scanner.forgetContexts();
        contexts.length = 0;
        number = scanner.addContext(added);
      }
      contexts.push(number);
      continue;
    }
    if (unit === 'values' && scanner.elementEnd !== null) {
      at = scanner.elementEnd;
      continue;
    }
    const end = text.indexOf(NEWLINE, at + 1);
    if (end === -1) break;
    at = end + 1;
  }
  return [...said, countsOf(scanner, pairs, contexts), countsOf(scanner, pairs, contexts)];
}

/** What was counted since this was last asked; each scanner has numbers of its own. */
function countsOf(scanner: LineScanner, pairs: readonly number[], contexts: readonly number[]): readonly unknown[] {
  const counts: [context: number, pair: number, records: number][] = [];
  scanner.takeCounts((pair, context, records) => counts.push([contexts.indexOf(context), pairs.indexOf(pair), records]));
  return counts.sort(([contextA, pairA], [contextB, pairB]) => contextA - contextB || pairA - pairB);
}

const longest = fc.constantFrom(120, 100_000, 100_000);
/** What may stand behind a line and its line break. */
const behind = fc.constantFrom('', '', '\n', ' \r\n\t', ',', '\n]', '\r\n }', '"', 'x', ' '.repeat(5000), ' '.repeat(4095));

it.each<[Unit, string]>([
  ['lines', '\n'],
  ['elements', ',\n'],
  ['elements', ' , '],
  ['values', ''],
  ['values', '\n'],
])('both scanners say the same of any %s between %j', (unit, separator) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), longest, fc.nat({ max: 40 }), behind, fc.boolean(), (lines, bound, cut, next, atEnd) => {
      const whole = Buffer.from(lines.map((text, i) => text + separator + (i % 5 === 4 ? next : '')).join(''));
      const text = whole.subarray(0, Math.max(0, whole.length - cut));
      const wasm = createWasmScanner(KEYS);
      expect(wasm).not.toBeNull();
      const plain = createPlainScanner(KEYS);
      expect(protocol(wasm!, unit, text, bound, atEnd)).toEqual(protocol(plain, unit, text, bound, atEnd));
      expect(wasm!.countNewlines(cut, text.length)).toBe(text.subarray(cut).filter((byte) => byte === NEWLINE).length);
    }),
    { numRuns: 300 },
  );
});

it.each<Unit>(['elements', 'values'])('both scanners say the same of %s anywhere in a document', (unit) => {
  fc.assert(
    fc.property(documents, longest, fc.nat({ max: 12 }), (bytes, bound, from) => {
      const text = Buffer.from(bytes.subarray(Math.min(from, bytes.length)));
      expect(protocol(createWasmScanner(KEYS)!, unit, text, bound)).toEqual(protocol(createPlainScanner(KEYS), unit, text, bound));
    }),
    { numRuns: 2000 },
  );
});

it('the embedded module is what its source compiles to', () => {
  expect(readFileSync(new URL('../../src/scanner/line-scan-module.ts', import.meta.url), 'utf8')).toBe(embedScanner());
});

it('both scanners count line breaks, however many there are', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.nat({ max: 40 }), fc.nat({ max: 255 }), (length, from, among) => {
      const text = Buffer.from(Array.from({ length }, (_, i) => (i % 256 <= among ? NEWLINE : 0x20)));
      const [wasm, plain] = [createWasmScanner(KEYS)!, createPlainScanner(KEYS)].map((scanner) => {
        text.copy(scanner.reserve(length));
        return scanner.countNewlines(Math.min(from, length), length);
      });
      expect(wasm).toBe(plain);
    }),
  );
});
