/** `--flow-log-format`: in which order the fields of VPC flow logs stand. Shared by the commands that read logs. */
import { InvalidArgumentError } from 'commander';
import { parseFlowFormat } from '../core/flow-fields.ts';
import type { RecordReader } from '../core/ports.ts';
import { createFlowLogReader, flowLogReader } from '../readers/flow-log.ts';
import { READERS } from '../registry.ts';

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

/** The registered readers, with the one of flow logs knowing the layout. */
export function readersFor(layout: readonly string[] | undefined): readonly RecordReader[] {
  if (layout === undefined) return READERS;
  return READERS.map((reader) => (reader === flowLogReader ? createFlowLogReader(layout) : reader));
}
