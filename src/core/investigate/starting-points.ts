/**
 * Where an investigation starts: `i-…`, `cluster:<id>`, `user:<e-mail>`, `ip:<address>`.
 *
 * Owns: how they are spelled. Must not know: the command line.
 */
import { canonicalAddress } from '../address.ts';
import { canonicalInstanceId } from './instance-ids.ts';
import type { StartingPoint, StartKind } from './model.ts';

const KINDS: readonly StartKind[] = ['instance', 'cluster', 'user', 'ip'];
const LONGEST = 512;

/** @returns the starting point, or what is wrong with the text, one clause */
export function parseStart(text: string): StartingPoint | { readonly error: string } {
  const instanceId = canonicalInstanceId(text);
  if (instanceId !== null) return { kind: 'instance', value: instanceId };
  const colon = text.indexOf(':');
  const kind = KINDS.find((name) => name === text.slice(0, Math.max(0, colon)));
  const value = text.slice(colon + 1);
  if (kind === undefined) return { error: 'expected an instance id (i-0123456789abcdef0), cluster:<id>, user:<e-mail> or ip:<address>' };
  if (value === '' || value.length > LONGEST || /[\s\p{Cc}]/u.test(value))
    return { error: `${kind}: what follows is no id, name or address` };
  if (kind === 'instance') {
    const canonical = canonicalInstanceId(value);
    return canonical === null ? { error: 'instance: expected an id such as i-0123456789abcdef0' } : { kind, value: canonical };
  }
  if (kind !== 'ip') return { kind, value };
  // A slip that no log can hold would be answered with silence.
  const address = canonicalAddress(value);
  return address === null ? { error: 'ip: expected an IPv4 or IPv6 address' } : { kind, value: address };
}
