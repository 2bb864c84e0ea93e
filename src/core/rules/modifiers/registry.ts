/** The modifiers of Sigma 2.1, by name. A rule that uses any other is refused, never half understood. */
import { all } from './all.ts';
import { base64, base64offset } from './base64.ts';
import { cased } from './cased.ts';
import { utf16, utf16be, utf16le } from './charset.ts';
import { cidr } from './cidr.ts';
import { gt, gte, lt, lte } from './comparison.ts';
import { day, hour, minute, month, week, year } from './date.ts';
import { exists } from './exists.ts';
import { expand } from './expand.ts';
import { fieldref } from './fieldref.ts';
import type { Modifier } from './modifier.ts';
import { neq } from './neq.ts';
import { contains, endswith, startswith } from './place.ts';
import { dotAll, ignoreCase, multiline, re } from './re.ts';
import { windash } from './windash.ts';

const ALL: readonly Modifier[] = [
  ...[contains, startswith, endswith, all, cased, exists, neq],
  ...[re, ignoreCase, multiline, dotAll, cidr, lt, lte, gt, gte],
  ...[minute, hour, day, week, month, year],
  ...[fieldref, base64, base64offset, utf16le, utf16be, utf16, windash, expand],
];

export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map(
  ALL.flatMap((modifier) => [modifier.name, ...(modifier.aliases ?? [])].map((name) => [name, modifier] as const)),
);
