import { expect, it } from 'vitest';
import { canonicalAddress, canonicalSource, withoutPort } from '../../src/core/address.ts';

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

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8::0001', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::', '::'],
  ['1::', '1::'],
  ['::FFFF:1.2.3.4', '1.2.3.4'],
  ['::ffff:102:304', '1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['999.0.0.1', null],
  ['01.2.3.4', null],
  ['1:2', null],
  ['s3.amazonaws.com', null],
])('the one spelling of %s is %s', (text, expected) => {
  expect(canonicalAddress(text)).toBe(expected);
  if (expected !== null) expect(canonicalAddress(expected)).toBe(expected);
});

it.each([
  ['[2001:DB8::0:1]:443', '2001:db8::1'],
  ['[::ffff:1.2.3.4]:80', '1.2.3.4'],
  ['1.2.3.4:80', '1.2.3.4'],
  ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
])('the source %s is %s', (text, expected) => {
  expect(canonicalSource(text)).toBe(expected);
});
