/**
 * Whether an address lies on the open network. Owns: the ranges that do not (RFC 1918, 6598, 3927, 1122, 4193, 4291; multicast and
 * broadcast, which leave no local network either). Must not know: flows.
 */

/** First address and length of prefix, IPv4. */
const INTERNAL_V4: readonly (readonly [string, number])[] = [
  ...([
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
  ] as const),
  ...([
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['0.0.0.0', 8],
    ['224.0.0.0', 4],
    ['255.255.255.255', 32],
  ] as const),
];

const RANGES = INTERNAL_V4.map(([first, bits]) => {
  const mask = (0xffffffff << (32 - bits)) >>> 0;
  return { mask, first: (numberOf(first) ?? 0) & mask };
});

/** @param address as a flow log writes it. What is no address is external: nothing is hidden as one's own by mistake. */
export function scopeOf(address: string): 'internal' | 'external' {
  const v4 = numberOf(address.replace(/^::ffff:/i, ''));
  if (v4 !== null) return RANGES.some(({ mask, first }) => (v4 & mask) === first) ? 'internal' : 'external';
  // ::, ::1, unique local fc00::/7, link-local fe80::/10, multicast ff00::/8.
  return /^(?:::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:)/i.test(address) ? 'internal' : 'external';
}

function numberOf(address: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (parts === null) return null;
  const bytes = parts.slice(1).map(Number);
  return bytes.some((byte) => byte > 255) ? null : bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
