import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInNetwork, parseAddress, parseNetwork, type Address } from '../../../src/core/rules/network.ts';

const v4 = fc.ipV4().filter((text) => !/(?:^|\.)0\d/.test(text));
const v6 = fc.oneof(
  fc.ipV6(),
  fc.tuple(fc.constantFrom('::ffff:', '::', '64:ff9b::', '2001:db8:1:2:3:4:'), v4).map(([head, tail]) => head + tail),
);
const noise = fc.string({ unit: fc.constantFrom('0', '1', '2', '5', '9', 'a', 'F', ':', '::', '.', '%', '/', ' '), maxLength: 20 });

/** The naive way: an address as a row of bits. */
function bitsOf({ groups }: Address): string {
  return groups.map((group) => group.toString(2).padStart(16, '0')).join('');
}

describe('an address', () => {
  it('is read where the platform reads one, zones apart', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6, noise), (text) => {
        expect(parseAddress(text) !== null).toBe(isIP(text) !== 0 && !text.includes('%'));
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps its bits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        fc.pre(groups[0] !== 0);
        expect(parseAddress(groups.map((group) => group.toString(16)).join(':'))).toEqual({ family: 6, groups });
      }),
    );
  });

  it.each([
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['2001:db8::', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]],
    ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
    ['::ffff:1.2.3.4', [0x102, 0x304]],
    ['::FFFF:0102:0304', [0x102, 0x304]],
    ['255.0.0.1', [0xff00, 1]],
  ])('%s', (text, groups) => {
    expect(parseAddress(text)?.groups).toEqual(groups);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4:80',
    '[::1]',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    ' 1.2.3.4',
    'localhost',
    '1:2:3:4:5:6:7:8:9',
    '1.2.3.4::',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('a network', () => {
  it('holds the addresses whose first bits agree', () => {
    const addresses = fc.oneof(v4, v6, fc.constantFrom('10.0.0.1', '10.255.0.0', '::ffff:10.0.0.1', '2001:db8::1'));
    fc.assert(
      fc.property(addresses, addresses, fc.nat({ max: 128 }), (base, text, length) => {
        const [start, address] = [parseAddress(base)!, parseAddress(text)!];
        const bits = bitsOf(start);
        const prefix = Math.min(length, bits.length);
        const groups = start.groups.map((_, index) =>
          Number.parseInt(
            bits
              .slice(0, prefix)
              .padEnd(bits.length, '0')
              .slice(index * 16, index * 16 + 16),
            2,
          ),
        );
        const network = { family: start.family, groups, prefix, text: base };
        const expected = start.family === address.family && bitsOf(address).startsWith(bits.slice(0, prefix));
        expect(isInNetwork(address, network)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['10.0.0.0/8', { family: 4, groups: [0x0a00, 0], prefix: 8 }],
    ['10.0.0.1', { family: 4, groups: [0x0a00, 1], prefix: 32 }],
    ['::ffff:10.0.0.0/104', { family: 4, groups: [0x0a00, 0], prefix: 8 }],
    ['::1', { family: 6, groups: [0, 0, 0, 0, 0, 0, 0, 1], prefix: 128 }],
    ['0.0.0.0/0', { family: 4, groups: [0, 0], prefix: 0 }],
  ])('%s', (text, network) => {
    expect(parseNetwork(text)).toEqual({ ...network, text });
  });

  it.each([
    ['10.1.2.3/8', 'the network is 10.0.0.0/8'],
    ['2001:db8::1/32', 'the network is 2001:db8::/32'],
    ['10.0.0.0/33', 'outside 0 to 32'],
    ['10.0.0.0/08', 'outside 0 to 32'],
    ['10.0.0.0/', 'outside 0 to 32'],
    ['::ffff:0.0.0.0/95', 'mixes'],
    ['10.0.0.*', 'no network'],
    ['10.0.0.0/8/8', 'no network'],
    ['', 'no network'],
  ])('%s is refused', (text, reason) => {
    expect(parseNetwork(text)).toContain(reason);
  });
});
