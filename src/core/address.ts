/** Network addresses as logs write them. */

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

/** One address for its spellings: no zone or port, IPv6 in lower case; null for what is none. */
export function canonicalAddress(text: string): string | null {
  if (text.length > 64) return null;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return text;
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? text.toLowerCase() : null;
}
