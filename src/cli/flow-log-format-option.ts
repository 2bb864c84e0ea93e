/** `--flow-log-format`: in which order the fields of VPC flow logs stand. Shared by the commands that read logs. */
import { InvalidArgumentError } from 'commander';
import { parseFlowFormat } from '../core/flow-fields.ts';

export const FLOW_LOG_FORMAT_OPTION = [
  '--flow-log-format <fields>',
  "the fields of VPC flow logs without a header, in their order: '${version} ${account-id} …' as AWS spells it, or plain names",
  parseLayout,
] as const;

/** @throws InvalidArgumentError */
function parseLayout(value: string): readonly string[] {
  const format = parseFlowFormat(value);
  if ('error' in format) throw new InvalidArgumentError(`${format.error}.`);
  return format.layout;
}
