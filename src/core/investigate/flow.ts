/**
 * One record of a VPC flow log, read: who, to whom, how much, when.
 *
 * Owns: what the fields mean (VPC user guide, "Flow log records"). Must not know: hosts, files. Times are milliseconds.
 */
import { canonicalAddress } from '../address.ts';
import { flowTime } from '../flow-fields.ts';
import { member, stringMember, textOf, type JsonObject } from '../json/value.ts';
import { cutText } from './bounded-texts.ts';
import type { Interval } from './model.ts';

export interface FlowEnd {
  /** As the interface has it: of its own side always the primary address. */
  readonly address: string;
  /** As the packet has it (`pkt-srcaddr`, `pkt-dstaddr`), else the same: behind a NAT or transit gateway only this is who it is. */
  readonly packetAddress: string;
  readonly port: number | null;
  /** AWS's name of the service whose address it is (`S3`, `AMAZON`, …). */
  readonly awsService: string | null;
}

/** Where a record was taken, and for which time. */
export interface FlowPlace {
  readonly interfaceId: string | null;
  readonly instanceId: string | null;
  readonly vpcId: string | null;
  readonly subnetId: string | null;
  readonly interval: Interval;
}

export interface Flow extends FlowPlace {
  readonly kind: 'flow';
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  /** IANA's number. */
  readonly protocol: number | null;
  readonly tcpFlags: number | null;
  /** Null where the format has none. Beyond 2^53-1 they are that; `saturated` says so. */
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly saturated: boolean;
  readonly rejected: boolean;
  /** Whether the packets came in at the interface or went out, where the log says so. */
  readonly way: 'ingress' | 'egress' | null;
}

/** A window in which the log holds no flow: there was none, or (`skipped`) there was no room or an error, and nobody knows. */
export interface FlowSilence extends FlowPlace {
  readonly kind: 'nothing' | 'skipped';
}

/** Neither: a record without its ends. */
export interface FlowFragment extends FlowPlace {
  readonly kind: 'fragment';
}

export const TCP = 6;

export function readFlow(record: JsonObject): Flow | FlowSilence | FlowFragment {
  const place = placeOf(record);
  const status = stringMember(record, 'log-status');
  if (status === 'SKIPDATA') return { ...place, kind: 'skipped' };
  if (status === 'NODATA') return { ...place, kind: 'nothing' };
  const source = endOf(record, SOURCE);
  const destination = endOf(record, DESTINATION);
  if (source === null || destination === null) return { ...place, kind: status === null ? 'nothing' : 'fragment' };
  const [packets, bytes] = [countOf(record, 'packets'), countOf(record, 'bytes')];
  const way = stringMember(record, 'flow-direction');
  // Written out: spreading it costs more than all the rest.
  const { interfaceId, instanceId, vpcId, subnetId, interval } = place;
  return {
    kind: 'flow',
    interfaceId,
    instanceId,
    vpcId,
    subnetId,
    interval,
    source,
    destination,
    protocol: smallNumber(record, 'protocol', 255),
    tcpFlags: smallNumber(record, 'tcp-flags', 255),
    packets: packets.value,
    bytes: bytes.value,
    saturated: packets.saturated || bytes.saturated,
    rejected: stringMember(record, 'action') === 'REJECT',
    way: way === 'ingress' || way === 'egress' ? way : null,
  };
}

function placeOf(record: JsonObject): FlowPlace {
  return {
    interfaceId: wordOf(record, 'interface-id'),
    instanceId: wordOf(record, 'instance-id'),
    vpcId: wordOf(record, 'vpc-id'),
    subnetId: wordOf(record, 'subnet-id'),
    interval: { from: flowTime(member(record, 'start')), to: flowTime(member(record, 'end')) },
  };
}

/** Spelled out: a name put together for each record costs more than all the rest of reading it. */
const SOURCE = { address: 'srcaddr', packetAddress: 'pkt-srcaddr', port: 'srcport', awsService: 'pkt-src-aws-service' } as const;
const DESTINATION = { address: 'dstaddr', packetAddress: 'pkt-dstaddr', port: 'dstport', awsService: 'pkt-dst-aws-service' } as const;

function endOf(record: JsonObject, names: typeof SOURCE | typeof DESTINATION): FlowEnd | null {
  const own = addressAt(record, names.address);
  const packetAddress = addressAt(record, names.packetAddress) ?? own;
  if (packetAddress === null) return null;
  const port = smallNumber(record, names.port, 65_535);
  return { address: own ?? packetAddress, packetAddress, port, awsService: wordOf(record, names.awsService) };
}

function wordOf(record: JsonObject, name: string): string | null {
  const text = stringMember(record, name);
  return text === null ? null : cutText(text);
}

/** IPv4 has one spelling here. */
function addressAt(record: JsonObject, name: string): string | null {
  const address = stringMember(record, name);
  return !address?.includes(':') ? address : (canonicalAddress(address) ?? address);
}

function smallNumber(record: JsonObject, name: string, largest: number): number | null {
  const text = textOf(member(record, name));
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number <= largest ? number : null;
}

function countOf(record: JsonObject, name: string): { readonly value: number | null; readonly saturated: boolean } {
  const text = textOf(member(record, name));
  if (text === undefined || !/^\d+$/.test(text)) return { value: null, saturated: false };
  const number = Number(text);
  return number > Number.MAX_SAFE_INTEGER ? { value: Number.MAX_SAFE_INTEGER, saturated: true } : { value: number, saturated: false };
}
