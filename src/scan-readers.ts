/** The readers of a scan, as its options want them. Must not know: how a format is spelled. */
import type { RecordReader } from './core/ports.ts';
import { createFlowLogReader, flowLogReader } from './readers/flow-log.ts';
import { READERS } from './registry.ts';

/** The registered readers, with the one of flow logs knowing the layout. */
export function readersFor(layout: readonly string[] | undefined): readonly RecordReader[] {
  if (layout === undefined) return READERS;
  return READERS.map((reader) => (reader === flowLogReader ? createFlowLogReader(layout) : reader));
}
