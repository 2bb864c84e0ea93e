/** What is looked for in flow logs: the interfaces, instances and addresses of the hosts. */
import { AWS_VPCFLOW } from '../event.ts';
import { ADDRESS_FIELDS } from '../flow-fields.ts';
import type { Rule } from '../rules/rule.ts';
import { anyOf, equals, gathering, isAddress } from './rule-terms.ts';

export interface FlowTargets {
  readonly interfaces: Iterable<string>;
  readonly instances: Iterable<string>;
  readonly addresses: Iterable<string>;
}

export function flowRules({ interfaces, instances, addresses }: FlowTargets): readonly Rule[] {
  const [v4, v6] = [[...addresses].filter((one) => !one.includes(':')), [...addresses].filter((one) => one.includes(':'))];
  const condition = anyOf([
    equals('interface-id', interfaces),
    equals('instance-id', instances),
    ...[...ADDRESS_FIELDS].flatMap((field) => [equals(field, v4), isAddress(field, v6)]),
  ]);
  return [gathering('of its interfaces and addresses', AWS_VPCFLOW, condition)];
}
