import { expect, it } from 'vitest';
import { withoutPort } from '../../src/core/address.ts';

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1:443', '10.0.0.1'],
  [' 10.0.0.1 ', '10.0.0.1'],
  ['::1', '::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:db8::1:443', '2001:db8::1:443'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[::1]', '::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%eth0]:80', 'fe80::1'],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['host.example:80', 'host.example:80'],
  ['', ''],
])('%j without its port is %j', (address, expected) => {
  expect(withoutPort(address)).toBe(expected);
});
