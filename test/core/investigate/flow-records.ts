/** Flow records as tests write them: short, with AWS's names. All are synthetic. */
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import { FlowStory, type FlowLimits } from '../../../src/core/investigate/flow-story.ts';
import type { EvidenceRef, HostLookup, Peer } from '../../../src/core/investigate/model.ts';

/** 2026-03-01T08:00:00Z in seconds. */
export const T0 = 1_772_352_000;
export const ENI = 'eni-00000000000000001';

export function evidence(line: number): EvidenceRef {
  return { input: 'flow-logs', uri: 'flow.log', line, index: null, offset: 100 * line };
}

/** A flow of one minute: `10.0.0.1:40000 > 203.0.113.5:443`, TCP unless `more` says otherwise. */
export function flow(ends: string, more: Readonly<Record<string, JsonValue>> = {}): JsonObject {
  const [from, to] = ends.split(' > ').map((end) => {
    const colon = end.lastIndexOf('/');
    return colon === -1 ? { address: end } : { address: end.slice(0, colon), port: Number(end.slice(colon + 1)) };
  });
  return {
    'interface-id': ENI,
    srcaddr: from!.address,
    dstaddr: to!.address,
    ...(from!.port !== undefined && { srcport: from!.port }),
    ...(to!.port !== undefined && { dstport: to!.port }),
    ...{ protocol: 6, packets: 2, bytes: 100, start: T0, end: T0 + 60, action: 'ACCEPT', 'log-status': 'OK' },
    ...more,
  };
}

/** What a story tells of records, their lines counted from 1. */
export function tell(hosts: HostLookup, records: readonly JsonObject[], limits: Partial<FlowLimits> = {}): FlowStory {
  const story = new FlowStory(hosts, limits);
  for (const [i, record] of records.entries()) story.add(record, evidence(i + 1));
  return story;
}

/** `i-1 > 203.0.113.5 outbound sent/received/rejected bytes`. */
export function brief({ instanceId, address, direction, sent, received, rejected }: Peer): string {
  return `${instanceId} ${address} ${direction} ${sent.bytes}/${received.bytes}/${rejected.bytes}`;
}
