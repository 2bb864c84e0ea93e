/**
 * What flow logs cannot tell, and did not tell here: gaps. Pure: takes what was counted, and the hosts in question.
 */
import type { Silence } from './flow-silences.ts';
import type { Entity, EntityRef, Gap, Interval, Relation } from './model.ts';

/** A host in question, as far as flow logs can be joined to it. */
export interface FlowHost {
  readonly instanceId: string;
  readonly interval: Interval;
  readonly interfaceIds: readonly string[];
  readonly addresses: readonly string[];
}

/** What was read of flow logs. */
export interface FlowReading {
  readonly records: number;
  /** Of those, the ones that name an instance. */
  readonly withInstance: number;
  readonly seen: Interval;
  /** Instances with at least one flow. */
  readonly heard: ReadonlySet<string>;
  readonly skipped: readonly Silence[];
  readonly quiet: readonly Silence[];
  readonly fragments: number;
  readonly ambiguities: ReadonlyMap<string, { readonly hosts: readonly string[]; readonly interval: Interval; readonly flows: number }>;
}

/** The instances of an entity graph, with the interfaces and addresses that it relates to them. */
export function flowHosts(entities: readonly Entity[], relations: readonly Relation[]): readonly FlowHost[] {
  const targets = (from: EntityRef, kind: Relation['kind']): readonly string[] =>
    relations
      .filter((relation) => relation.kind === kind && relation.from.kind === from.kind && relation.from.value === from.value)
      .map(({ to }) => to.value);
  return entities
    .filter(({ kind }) => kind === 'instance')
    .map((entity) => {
      const interfaceIds = targets(entity, 'has-interface');
      const addresses = [entity, ...interfaceIds.map((value) => ({ kind: 'interface', value }) as const)].flatMap((from) =>
        targets(from, 'has-address'),
      );
      return { instanceId: entity.value, interval: entity.interval, interfaceIds, addresses };
    });
}

export function flowGaps(reading: FlowReading, hosts: readonly FlowHost[]): readonly Gap[] {
  if (reading.records === 0) return [];
  return [
    ...hosts.filter(({ instanceId }) => !reading.heard.has(instanceId)).map((host) => unheard(host, reading)),
    ...reading.skipped.flatMap((silence) => skipped(silence, reading)),
    ...reading.quiet.map((silence) => quiet(silence, reading)),
    ...(reading.fragments === 0 ? [] : [fragments(reading)]),
    ...[...reading.ambiguities].map(([address, { hosts: rivals, interval, flows }]) => ({
      code: 'ambiguous-address' as const,
      sentence: `${count(flows, 'flow')} of ${address} could be any of ${rivals.join(', ')}, which had that address in that time: they are shown with each.`,
      about: { kind: 'address' as const, value: address },
      interval,
      searched: searched(reading),
    })),
    neverLogged(reading),
  ];
}

function unheard(host: FlowHost, reading: FlowReading): Gap {
  const { instanceId, interval, interfaceIds, addresses } = host;
  const about = { kind: 'instance' as const, value: instanceId };
  const common = { about, interval, searched: searched(reading) };
  if (reading.withInstance === 0 && interfaceIds.length === 0 && addresses.length === 0) {
    return {
      code: 'flow-logs-without-instance',
      sentence: `The flow logs name no instance (the default format has no instance-id), and neither interface nor address of ${instanceId} is known, so its traffic cannot be told from that of others; CloudTrail's launch record would name them.`,
      ...common,
    };
  }
  return {
    code: 'no-flows',
    sentence: `No flow of ${instanceId} is in the flow logs given: none was logged for its interfaces, or other files hold them. That is no proof that it was silent.`,
    ...common,
  };
}

function skipped({ interfaceId, spans, rest, windows }: Silence, reading: FlowReading): readonly Gap[] {
  const gap = (interval: Interval, sentence: string): Gap => ({
    code: 'flow-data-skipped',
    sentence,
    about: { kind: 'interface', value: interfaceId },
    interval,
    searched: searched(reading),
  });
  return [
    ...spans.map((interval) =>
      gap(
        interval,
        `AWS did not note down what flowed at ${interfaceId} (SKIPDATA: an internal error, or too much at once): traffic in that time is not known.`,
      ),
    ),
    ...(rest === null ? [] : [gap(rest, `Further windows of ${interfaceId} were skipped (SKIPDATA, ${windows} in all) in that time.`)]),
  ];
}

function quiet({ interfaceId, spans, rest, windows }: Silence, reading: FlowReading): Gap {
  const all = [...spans, ...(rest === null ? [] : [rest])];
  const { from, to } = { from: all[0]?.from ?? null, to: all.at(-1)?.to ?? null };
  return {
    code: 'no-flows',
    sentence: `Nothing flowed at ${interfaceId} in ${count(windows, 'window')} of its flow log (NODATA)${all.length > 1 ? ', in that time with pauses' : ''}: apart from what flow logs never hold, it was silent.`,
    about: { kind: 'interface', value: interfaceId },
    interval: { from, to },
    searched: searched(reading),
  };
}

function fragments(reading: FlowReading): Gap {
  return {
    code: 'no-flows',
    sentence: `${count(reading.fragments, 'flow record')} of the hosts' interfaces had no source or destination address (the format of the flow log lacks them): with whom they talked is not known.`,
    about: null,
    interval: reading.seen,
    searched: searched(reading),
  };
}

/** VPC user guide, "Flow log limitations". */
function neverLogged(reading: FlowReading): Gap {
  return {
    code: 'never-in-flow-logs',
    sentence:
      'Flow logs never hold requests to the Amazon DNS server, to instance metadata (169.254.169.254) and time sync (169.254.169.123), DHCP, mirrored traffic, and traffic to the VPC router: that none is shown proves nothing.',
    about: null,
    interval: reading.seen,
    searched: searched(reading),
  };
}

function searched({ seen, records }: FlowReading): Gap['searched'] {
  return [{ input: 'flow-logs', from: seen.from, to: seen.to, records }];
}

function count(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
