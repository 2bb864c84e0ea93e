/** `cased`: letter case counts. Wildcards stay live. */
import type { Modifier } from './modifier.ts';

export const cased: Modifier = {
  name: 'cased',
  role: { kind: 'free' },
  onKeywords: true,
  apply: (item) => ({ ...item, cased: true }),
};
