/**
 * IP addresses and networks, exactly (K13 of the Sigma reference): no host bits in a network, no ports, zones or leading zeros
 * in an address. IPv4-mapped IPv6 (`::ffff:10.0.0.1`) is IPv4. Must not know: fields, rules.
 */
import type { Network } from './rule.ts';

export type Address = Pick<Network, 'family' | 'groups'>;

/** Eight groups of four digits and an IPv4 tail. */
const LONGEST_ADDRESS = 45;

/** The address a text spells, wholly, or null. IPv6 as in RFC 4291, section 2.2. */
export function parseAddress(text: string): Address | null {
  if (text.length > LONGEST_ADDRESS) return null;
  if (!text.includes(':')) {
    const groups = parseV4(text);
    return groups === null ? null : { family: 4, groups };
  }
  const groups = parseV6(text);
  if (groups === null) return null;
  return isMapped(groups) ? { family: 4, groups: groups.slice(6) } : { family: 6, groups };
}

/** The network a text spells, or what is wrong with it, as the end of a sentence that began with the text. */
export function parseNetwork(text: string): Network | string {
  const [spelled = '', length, ...more] = text.split('/');
  const address = parseAddress(spelled);
  if (address === null || more.length > 0) return 'is no network; write one such as 10.0.0.0/8 or 2001:db8::/32';
  const bits = spelled.includes(':') ? 128 : 32;
  if (length !== undefined && (!/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits))
    return `has a prefix length outside 0 to ${bits}`;
  const mapped = address.family === 4 && bits === 128;
  const prefix = Number(length ?? bits) - (mapped ? 96 : 0);
  if (prefix < 0) return 'mixes IPv4 and IPv6; write the IPv4 network by itself';
  const base = address.groups.map((group, index) => group & maskOf(prefix, index));
  if (base.every((group, index) => group === address.groups[index])) return { ...address, prefix, text };
  return `has bits set behind its prefix; the network is ${spellAddress({ ...address, groups: base })}/${prefix}`;
}

/** Whether an address lies in a network. */
export function isInNetwork(address: Address, { family, groups, prefix }: Network): boolean {
  if (address.family !== family) return false;
  for (let index = 0; index * 16 < prefix; index++) {
    if (((address.groups[index] ?? 0) ^ (groups[index] ?? 0)) & maskOf(prefix, index)) return false;
  }
  return true;
}

/** The bits of a group that a prefix covers. */
function maskOf(prefix: number, group: number): number {
  const covered = Math.min(16, Math.max(0, prefix - group * 16));
  return (0xffff << (16 - covered)) & 0xffff;
}

function parseV4(text: string): readonly [number, number] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  const [head = null, tail = []] = groups;
  if (head === null || tail === null) return null;
  if (halves.length === 1) return head.length === 8 ? head : null;
  const zeros = 8 - head.length - tail.length;
  return zeros < 1 ? null : [...head, ...Array<number>(zeros).fill(0), ...tail];
}

/** The groups between colons; the last may be an IPv4 address where the text ends. */
function parseGroups(text: string, atEnd: boolean): readonly number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = atEnd && index === parts.length - 1 && part.includes('.') ? parseV4(part) : null;
    if (v4 !== null) groups.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** `::ffff:0:0/96`, RFC 4291, section 2.5.5.2. */
function isMapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

/** As logs write it: IPv6 in lower case with its longest run of zeros left out (RFC 5952). */
export function spellAddress({ family, groups }: Address): string {
  if (family === 4) return groups.map((group) => `${group >> 8}.${group & 255}`).join('.');
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)];
  const [longest] = runs.sort((a, b) => b[0].length - a[0].length || a.index - b.index);
  if (longest === undefined) return text;
  const head = text.slice(0, longest.index).replace(/:$/, '');
  return `${head}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}
