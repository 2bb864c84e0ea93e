/** `all`: every value must be found, each perhaps in another member of a list. */
import type { Modifier } from './modifier.ts';

export const all: Modifier = {
  name: 'all',
  role: { kind: 'free' },
  onKeywords: true,
  apply(item, report) {
    if (item.values.length === 1) {
      report.warning(
        'single-all',
        item.at,
        '`all` joins several values and there is only one; remove `|all` or add the values that are missing.',
      );
    }
    return { ...item, all: true };
  },
};
