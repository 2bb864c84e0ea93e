/** Format `csv` of an investigation: its timeline, one row per event. Cells are made harmless by csv.ts. */
import type { Investigation, TimelineEvent } from '../../core/investigate/model.ts';
import { formatTime } from '../../core/time.ts';
import { harmless, row, type Cell } from '../csv.ts';
import { escapeJson } from '../escape.ts';
import { placeText } from '../words.ts';

const COLUMNS = {
  time: ({ time }) => formatTime(time),
  end: ({ end }) => formatTime(end),
  lane: ({ lane }) => lane,
  kind: ({ kind }) => kind,
  level: ({ level }) => level,
  title: ({ title }) => title,
  outcome: ({ outcome }) => outcome,
  instanceId: ({ instanceId }) => instanceId,
  clusterId: ({ clusterId }) => clusterId,
  workspaceId: ({ workspaceId }) => workspaceId,
  actor: ({ actor }) => actor,
  sourceIp: ({ sourceIp }) => sourceIp,
  command: ({ command }) => command,
  count: ({ count }) => count,
  confidence: ({ confidence }) => confidence,
  basis: ({ basis }) => basis,
  evidence: ({ evidence }) => evidence.map(placeText).join('; '),
} as const satisfies Record<string, (event: TimelineEvent) => Cell>;

export function* investigationRows({ timeline }: Investigation): Generator<string> {
  yield row([...Object.keys(COLUMNS), 'details']);
  for (const event of timeline)
    yield row([...Object.values(COLUMNS).map((cell) => harmless(cell(event))), escapeJson(JSON.stringify(event.details))]);
}
