/** `cidr`: the address lies in the network. */
import { parseNetwork } from '../network.ts';
import { changeTextOperands, rawText, type Modifier } from './modifier.ts';

export const cidr: Modifier = {
  name: 'cidr',
  role: { kind: 'operator', takes: 'network' },
  onKeywords: false,
  apply: (item, report) =>
    changeTextOperands(item, 'cidr', report, (operand, { node }) => {
      const text = rawText(operand);
      const network = parseNetwork(text);
      if (typeof network !== 'string') return [{ kind: 'cidr', network }];
      report.error('bad-value', node.at, `\`${text.slice(0, 100)}\` ${network}.`);
      return [];
    }),
};
