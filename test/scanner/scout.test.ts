/** What a scout leaves to the plain way. */
import { expect, it } from 'vitest';
import { SNIFF_BYTES } from '../../src/core/ports.ts';
import type { ScoutedPart } from '../../src/core/scouting.ts';
import { Scout, type Stretch } from '../../src/scanner/scout.ts';
import { VERDICT } from '../../src/scanner/scanner.ts';
import { KEYS } from './lines.ts';

const RECORD = { serviceName: 'accounts', actionName: 'login', workspaceId: 12, timestamp: 1772323200000 };
const line = `${JSON.stringify(RECORD)}\n`;

function partsOf(text: string, range: Stretch['range'] = null): readonly ScoutedPart[] {
  const bytes = Buffer.from(text);
  let at = 0;
  const read = (target: Uint8Array): number => {
    const piece = bytes.subarray(at, at + target.length);
    target.set(piece);
    at += piece.length;
    return piece.length;
  };
  const scout = new Scout(KEYS, () => VERDICT.skip, 65_536);
  return [...scout.partsOf({ bytes: { read }, opening: { size: bytes.length, identity: '' }, storedBytes: () => at, range, notices: [] })];
}

function scouted(text: string, range: Stretch['range'] = null): { readonly end: number; readonly kept: number; readonly passed: number } {
  const parts = partsOf(text, range);
  const kept = parts.flatMap(({ lines }) => lines).reduce((sum, { bytes: some }) => sum + some.length, 0);
  const passed = parts.flatMap((part) => part.passed).reduce((sum, { records }) => sum + records, 0);
  return { end: parts.at(-1)?.end ?? 0, kept, passed };
}

const pretty = JSON.stringify(
  Array.from({ length: 20_000 }, () => RECORD),
  null,
  2,
);

it.each<[string, string]>([
  ['a pretty-printed array', pretty],
  ['a pretty-printed envelope', `{\n"Records": ${pretty}}`],
  ['pretty-printed records', pretty.slice(2, -2).replaceAll('  },', '  }')],
])('goes through only the beginning of %s', (_, text) => {
  expect(scouted(text).kept).toBeLessThan(10_000);
  const behind = { read: () => 0 };
  expect(scouted(text, { from: 5, to: text.length, behind }).kept).toBeLessThan(10_000);
});

it('goes through lines although some of them are no records', () => {
  const odd = 'not a record\n'.repeat(50);
  const text = (line + odd).repeat(20) + line;
  expect(scouted(text)).toEqual({ end: text.length, kept: 20 * odd.length, passed: 21 });
});

it('leaves what comes behind many lines that are no records', () => {
  const text = line + 'not a record\r\n'.repeat(1000) + line.repeat(1000);
  const { end, passed } = scouted(text);
  expect(passed).toBe(1);
  expect(end).toBeLessThan(2000);
});

it('tells how an artifact begins, whatever it goes through after it', () => {
  const others = JSON.stringify({ ...RECORD, actionName: 'logout' });
  const text = line + `${others}\n`.repeat(50_000);
  const [first] = partsOf(text);
  expect(Buffer.from(first?.head ?? []).toString()).toBe(text.slice(0, SNIFF_BYTES));
});

it('forgets how the artifact before began', () => {
  const scout = new Scout(KEYS, () => VERDICT.skip, 65_536);
  const readerOf = (text: string): ((target: Uint8Array) => number) => {
    let left = Buffer.from(text);
    return (target) => {
      const taken = left.copy(target);
      left = left.subarray(taken);
      return taken;
    };
  };
  const partsIn = (text: string, range: Stretch['range']): readonly ScoutedPart[] => [
    ...scout.partsOf({
      bytes: { read: readerOf(text) },
      opening: { size: text.length, identity: '' },
      storedBytes: () => 0,
      range,
      notices: [],
    }),
  ];
  expect(partsIn(`[${line}]`, null)).toEqual([]);
  const range = { from: line.length, to: 2 * line.length, behind: { read: () => 0 } };
  expect(partsIn(`\n${line}`, range).map(({ head }) => head.length)).toEqual([0]);
});

it('hands over no more memory than it tells of', () => {
  const parts = partsOf(line + `not a record\n${line.repeat(100)}`.repeat(2000));
  const held = parts.flatMap(({ head, lines }) => [head, ...lines.map(({ bytes }) => bytes)]).map(({ buffer }) => buffer.byteLength);
  expect(Math.max(...held)).toBeLessThan(100_000);
});
