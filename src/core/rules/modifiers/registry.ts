/** The modifiers this version knows, and the names it knows of but refuses. */
import { all } from './all.ts';
import { cased } from './cased.ts';
import { contains } from './contains.ts';
import { endswith } from './endswith.ts';
import { exists } from './exists.ts';
import type { Modifier } from './modifier.ts';
import { startswith } from './startswith.ts';

const SUPPORTED: readonly Modifier[] = [contains, startswith, endswith, all, cased, exists];

export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map(SUPPORTED.map((modifier) => [modifier.name, modifier]));

/** Sigma 2.1 has these too (and pySigma the three long flag names). A rule that uses one must be refused, never half understood. */
export const UNSUPPORTED_MODIFIERS: ReadonlySet<string> = new Set([
  ...['neq', 're', 'i', 'ignorecase', 'm', 'multiline', 's', 'dotall', 'cidr', 'lt', 'lte', 'gt', 'gte'],
  ...['minute', 'hour', 'day', 'week', 'month', 'year', 'fieldref', 'expand', 'windash'],
  ...['base64', 'base64offset', 'utf16le', 'wide', 'utf16be', 'utf16'],
]);
