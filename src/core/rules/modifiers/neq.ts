/** `neq`: the plain denial of the whole item: of a list, none of its values. True where the field is absent (K10). */
import type { Modifier } from './modifier.ts';

export const neq: Modifier = {
  name: 'neq',
  role: { kind: 'free' },
  onKeywords: false,
  apply: (item) => ({ ...item, negated: true }),
};
