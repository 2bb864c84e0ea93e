/**
 * Peers and bursts → events of the timeline's lane `network`. Pure. Owns: which peers are worth a line: those on the open network that
 * something went through with, or that the host itself asked for.
 */
import { countOf, type Burst } from './flow-bursts.ts';
import type { Peer, TimelineEvent } from './model.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 47: 'gre', 50: 'esp', 58: 'icmpv6', 132: 'sctp' };

/**
 * @param most events; the peers with most bytes come first in the choice, and bursts before them
 * @returns events in no particular order, and how many there was no room for
 */
export function networkEvents(
  peers: readonly Peer[],
  bursts: readonly Burst[],
  most: number,
): { readonly events: readonly TimelineEvent[]; readonly omitted: number } {
  const bytesOf = ({ sent, received }: Peer): number => sent.bytes + received.bytes;
  const contacts = peers.filter(isContact).toSorted((a, b) => bytesOf(b) - bytesOf(a));
  const fierce = bursts.toSorted((a, b) => b.flows - a.flows);
  const all = [...fierce.map(burstEvent), ...contacts.map(contactEvent)];
  return { events: all.slice(0, most), omitted: Math.max(0, all.length - most) };
}

function isContact({ scope, first, sent, received, direction }: Peer): boolean {
  return scope === 'external' && first !== null && (sent.flows + received.flows > 0 || direction === 'outbound');
}

function contactEvent(peer: Peer): TimelineEvent {
  const { address, direction, ports, sent, received, rejected, awsService } = peer;
  const [port] = ports;
  const service = port === undefined ? '' : ` ${nameOfPort(port)}`;
  const what = { inbound: 'first contact from', outbound: 'first contact to', unknown: 'first contact with' }[direction];
  const accepted = sent.flows + received.flows;
  return {
    ...NETWORK,
    time: peer.first,
    kind: 'first-contact',
    title: `${what} ${address}${service}${awsService === null ? '' : ` (${awsService})`}${accepted === 0 ? ', rejected' : ''}`,
    outcome: accepted === 0 ? 'failed' : 'succeeded',
    instanceId: peer.instanceId,
    sourceIp: direction === 'inbound' ? address : null,
    details: {
      peer: address,
      direction,
      ...(peer.interfaceId !== null && { interfaceId: peer.interfaceId }),
      sentBytes: String(sent.bytes),
      receivedBytes: String(received.bytes),
      ...(rejected.flows > 0 && { rejectedFlows: String(rejected.flows) }),
      ...(ports.length > 0 && { ports: ports.slice(0, 5).map(nameOfPort).join(', ') }),
      ...(awsService !== null && { awsService }),
      ...(peer.last !== null && { lastContact: new Date(peer.last).toISOString() }),
    },
    count: accepted + rejected.flows,
    confidence: peer.confidence,
    basis: peer.basis,
    evidence: peer.evidence.slice(0, 1),
  };
}

function burstEvent({ instanceId, outbound, interval, flows, addresses, ports, evidence }: Burst): TimelineEvent {
  const whose = outbound ? 'outbound' : 'inbound';
  const [only] = addresses;
  return {
    ...NETWORK,
    time: interval.from,
    end: interval.to,
    kind: 'rejected-burst',
    title: `${flows} ${whose} flows rejected, ${countOf(addresses)} ${addresses.size === 1 ? 'address' : 'addresses'}, ${countOf(ports)} ${ports.size === 1 ? 'port' : 'ports'}`,
    outcome: 'failed',
    instanceId,
    sourceIp: !outbound && addresses.size === 1 && only !== undefined ? only : null,
    details: {
      direction: whose,
      addresses: [...addresses].slice(0, 10).join(', '),
      ports: [...ports].slice(0, 20).join(', '),
    },
    count: flows,
    confidence: 'certain',
    basis: 'flows of the host’s interface with action REJECT',
    evidence: [evidence],
  };
}

function nameOfPort({ protocol, port }: Peer['ports'][number]): string {
  const name = PROTOCOLS[protocol] ?? `protocol ${protocol}`;
  return port === null ? name : `${name}/${port}`;
}

const NETWORK = {
  end: null,
  lane: 'network',
  level: null,
  clusterId: null,
  workspaceId: null,
  actor: null,
  sourceIp: null,
  command: null,
} as const;
