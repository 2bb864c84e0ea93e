import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalInstanceId, scanInstanceIds, SCAN_BOUNDS } from '../../../src/core/investigate/instance-ids.ts';
import type { JsonValue } from '../../../src/core/json/value.ts';
import { startCpuTime } from '../../helpers/cpu-time.ts';

function found(value: JsonValue): readonly string[] {
  return scanInstanceIds(value).hits.map(({ instanceId }) => instanceId);
}

describe('an instance id', () => {
  it.each([
    ['i-0123456789abcdef0', 'i-0123456789abcdef0'],
    ['i-ebeaf9e2', 'i-ebeaf9e2'],
    ['I-0123456789ABCDEF0', 'i-0123456789abcdef0'],
    ['i-0123456789ABCDEF0', 'i-0123456789abcdef0'],
    ['i-XXXXXXXXXXXXXXXXX', 'i-xxxxxxxxxxxxxxxxx'],
    ['i-1eb2ac8eaEXAMPLE', 'i-1eb2ac8eaexample'],
  ])('%s is %s', (text, canonical) => expect(canonicalInstanceId(text)).toBe(canonical));

  it.each([
    'i-',
    'i-123',
    'i-0123456789abcdef01',
    'i-0123456789abcde',
    'i-l3hbwtbezd62leie',
    'eni-0123456789abcdef0',
    'mi-0123456789abcdef0',
    ' i-ebeaf9e2',
    '',
  ])('%j is none', (text) => expect(canonicalInstanceId(text)).toBeNull());
});

describe('the deep scan', () => {
  it('takes whole tokens only', () => {
    expect(found('dbi-id-db-0123456789abcdef0 xi-ebeaf9e2 i-ebeaf9e2a i-ebeaf9e2z eni-0123456789abcdef0')).toEqual([]);
    expect(found('Instances [[i-ebeaf9e2]], i-0123456789abcdef0.')).toEqual(['i-ebeaf9e2', 'i-0123456789abcdef0']);
  });

  it('tells a value that is the id from one in which it is a word', () => {
    const value = {
      a: 'i-ebeaf9e2',
      b: 'arn:aws:ec2:eu-west-1:1:instance/i-ebeaf9e2',
      c: 'AROA:i-ebeaf9e2',
      d: 'see i-ebeaf9e2',
      e: 'see: i-ebeaf9e2',
    };
    expect(scanInstanceIds(value).hits.map(({ path, as }) => [path.join('.'), as])).toEqual([
      ['a', 'whole'],
      ['b', 'whole'],
      ['c', 'whole'],
      ['d', 'part'],
      ['e', 'part'],
    ]);
  });

  it('keeps the spelling, and compares in lower case', () => {
    expect(scanInstanceIds(['I-0123456789ABCDEF0']).hits).toEqual([
      { instanceId: 'i-0123456789abcdef0', spelling: 'I-0123456789ABCDEF0', path: ['[]'], as: 'whole' },
    ]);
  });

  it('looks into JSON in text, where a letter of an escape would hide a boundary', () => {
    const inner = JSON.stringify({ text: 'line\ni-ebeaf9e2' });
    expect(found({ policy: inner })).toEqual(['i-ebeaf9e2']);
    expect(found({ policy: JSON.stringify({ again: inner }) })).toEqual(['i-ebeaf9e2']);
    expect(scanInstanceIds({ policy: '["i-ebeaf9e2"]' }).hits[0]?.path).toEqual(['policy', '()', '[]']);
  });

  it('finds ids that are names of members', () => expect(found({ 'i-ebeaf9e2': 1, __proto__x: {} })).toEqual(['i-ebeaf9e2']));

  it('is bounded in depth, values, characters and hits, and says so', () => {
    let deep: JsonValue = 'i-ebeaf9e2';
    for (let depth = 0; depth < 5_000; depth++) deep = [deep];
    expect(scanInstanceIds(deep)).toEqual({ hits: [], limited: true });
    expect(scanInstanceIds(Array<number>(300_000).fill(0)).limited).toBe(true);
    expect(scanInstanceIds('x'.repeat(SCAN_BOUNDS.characters + 1)).limited).toBe(true);
    expect(scanInstanceIds(['i-ebeaf9e2', 'i-ebeaf9e2', 'i-ebeaf9e2'], { ...SCAN_BOUNDS, hits: 2 })).toMatchObject({ limited: true });
  });

  it('takes linear time on what nearly is an id', () => {
    const spent = startCpuTime();
    expect(found('i-0123456789abcde '.repeat(200_000))).toEqual([]);
    expect(spent()).toBeLessThan(5_000);
  });

  it('finds what a plain search of the text finds', () => {
    const piece = fc.oneof(
      fc.constantFrom('i-', 'I-', 'i-ebeaf9e2', 'i-0123456789abcdef0', 'I-0123456789ABCDEF0', '-', '/', ':', ' ', 'a', '0', 'Z', '_', 'é'),
      fc.string({ maxLength: 3 }),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        fc.pre(texts.every((one) => !/^\s*[[{]/.test(one)));
        expect(found(texts)).toEqual(texts.flatMap(plainSearch));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** By hand: maximal runs of letters and digits after `i-`, and what is before it. */
function plainSearch(text: string): readonly string[] {
  const isWord = (char: string | undefined): boolean => char !== undefined && /[A-Za-z0-9]/.test(char);
  const ids: string[] = [];
  for (let start = 0; start < text.length; start++) {
    if (!/[iI]/.test(text[start]!) || text[start + 1] !== '-' || isWord(text[start - 1])) continue;
    let end = start + 2;
    while (isWord(text[end])) end++;
    const run = text.slice(start + 2, end);
    const isHex = /^[0-9a-fA-F]+$/.test(run);
    const isUpper = /^[0-9A-Z]+$/.test(run);
    if ((isHex || isUpper) && (run.length === 8 || run.length === 17)) ids.push(text.slice(start, end).toLowerCase());
  }
  return ids;
}
