/** `exists`: the field is present, whatever its value, or (`false`) it is not. */
import type { Modifier } from './modifier.ts';

export const exists: Modifier = {
  name: 'exists',
  role: { kind: 'alone' },
  onKeywords: false,
  apply(item, report) {
    const [only] = item.values;
    const present = only?.node.value;
    if (item.values.length === 1 && only !== undefined && typeof present === 'boolean') {
      return { ...item, values: [{ node: only.node, operands: [{ kind: 'exists', present }] }] };
    }
    report.error('bad-value', only?.node.at ?? item.at, '`exists` takes a single `true` or `false`, without quotes.');
    return item;
  },
};
