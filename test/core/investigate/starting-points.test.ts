import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStart } from '../../../src/core/investigate/starting-points.ts';

describe('an address to start from', () => {
  it.each([
    ['192.0.2.66', '192.0.2.66'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:1:1:1:1:0:1', '2001:db8:1:1:1:1:0:1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::', '::'],
    ['1::', '1::'],
    ['::ffff:192.0.2.66', '192.0.2.66'],
  ])('%s is looked for as logs spell it: %s', (text, value) => {
    expect(parseStart(`ip:${text}`)).toEqual({ kind: 'ip', value });
  });

  it.each(['999.1.1.1', '1.2.3', '1.2.3.04', '10.0.0.0/8', ':::1', '1:2', '12345::', 'fe80::1%eth0', 'localhost'])(
    '%s is none, and not searched for in vain',
    (text) => expect(parseStart(`ip:${text}`)).toEqual({ error: 'ip: expected an IPv4 or IPv6 address' }),
  );

  it('is any that the system takes for one, and stays the same when it is given again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const start = parseStart(`ip:${text}`);
        const value = 'value' in start ? start.value : '';
        expect(isIP(value)).not.toBe(0);
        expect(parseStart(`ip:${value}`)).toEqual(start);
      }),
    );
  });
});
