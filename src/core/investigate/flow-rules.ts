/** What is looked for in flow logs: the interfaces, instances and addresses of the hosts. */
import { AWS_VPCFLOW } from '../event.ts';
import { ADDRESS_FIELDS } from '../flow-fields.ts';
import type { Rule } from '../rules/rule.ts';
import { anyOf, equals, gathering } from './rule-terms.ts';

export interface FlowTargets {
  readonly interfaces: Iterable<string>;
  readonly instances: Iterable<string>;
  readonly addresses: Iterable<string>;
}

export function flowRules({ interfaces, instances, addresses }: FlowTargets): readonly Rule[] {
  const list = [...addresses];
  const condition = anyOf([
    equals('interface-id', interfaces),
    equals('instance-id', instances),
    ...[...ADDRESS_FIELDS].map((field) => equals(field, list)),
  ]);
  return [gathering('of its interfaces and addresses', AWS_VPCFLOW, condition)];
}
