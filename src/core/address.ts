/** Network addresses as logs write them. */
import { parseAddress, spellAddress } from './rules/network.ts';

/**
 * An address without its port, brackets, zone and surrounding space: `10.0.0.1:443` → `10.0.0.1`, `[::1]:80` → `::1`.
 * Anything that is no address with a port stays as it is, so IPv6 is never cut at its colons.
 */
export function withoutPort(address: string): string {
  const text = address.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text);
  if (bracketed !== null) return (bracketed[1] ?? text).replace(/%.*$/, '');
  const v4 = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(text);
  return v4?.[1] ?? text.replace(/%.*$/, '');
}

/**
 * One text for all spellings of an address, those of RFC 5952: `2001:DB8:0::1` → `2001:db8::1`. An IPv4 address in IPv6 is the IPv4 address:
 * `::ffff:1.2.3.4` → `1.2.3.4`. Null for what is no address; ports and brackets are {@link withoutPort}'s.
 */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text);
  return address === null ? null : spellAddress(address);
}

/** The address of a source without its port, in its one spelling; what is no address (a service's name) stays as it is. */
export function canonicalSource(text: string): string {
  const source = withoutPort(text);
  return canonicalAddress(source) ?? source;
}
