/**
 * Who began a conversation, and on which port: what one flow tells of it.
 *
 * Owns: TCP flags (VPC user guide, "TCP flag sequence": in a window they are or-ed, and an ACK counts only beside a SYN) and the guess
 * by ports. The field `flow-direction` says which way packets went through the interface, and answers go the other way: it is no proof.
 */
import { TCP, type Flow } from './flow.ts';

const SYN = 2;
const ACK = 16;
/** Where Linux begins to take ports for the asking side (ip_local_port_range); below it somebody listens. */
const FIRST_EPHEMERAL = 32_768;

export type FlowSide = 'source' | 'destination';

export interface Beginner {
  readonly side: FlowSide;
  readonly by: 'flags' | 'ports';
}

/** The end that began it, or null when this flow does not tell. */
export function beginnerOf({ protocol, tcpFlags, source, destination }: Flow): Beginner | null {
  if (protocol === TCP && tcpFlags !== null && (tcpFlags & SYN) !== 0) {
    return { side: (tcpFlags & ACK) === 0 ? 'source' : 'destination', by: 'flags' };
  }
  const [from, to] = [source.port, destination.port];
  if (from === null || to === null || from === to || Math.min(from, to) === 0 || Math.min(from, to) >= FIRST_EPHEMERAL) return null;
  return { side: to < from ? 'source' : 'destination', by: 'ports' };
}

/** The port that was asked for; null for protocols without ports (their flows have zeros). */
export function servicePortOf(flow: Flow): number | null {
  const beginner = beginnerOf(flow);
  const [from, to] = [flow.source.port, flow.destination.port];
  if (beginner !== null) return beginner.side === 'source' ? to : from;
  if (from === null || to === null) return from ?? to;
  return from === 0 && to === 0 ? null : Math.min(from, to);
}
