/**
 * What an investigation tells: entities, the relations between them over time, a timeline, network peers, gaps, what to do next.
 *
 * Owns: the words and shapes that the builders in this folder fill and the sinks write; docs/investigate.md describes them for users.
 * Must not know: files, formats, how a log is read. All times are milliseconds since the epoch, UTC.
 */
import type { Level } from '../level.ts';
import type { ProblemCode } from '../problem.ts';

/** The inputs of an investigation, each by what was named for it. */
export type InputRole = 'findings' | 'audit' | 'cloudtrail' | 'flow-logs' | 'node-timeline';

/** Where a record stands, so that whoever doubts a line can look. */
export interface EvidenceRef {
  readonly input: InputRole;
  readonly uri: string;
  readonly line: number | null;
  readonly index: number | null;
  /** Byte in the decoded stream. */
  readonly offset: number;
}

/**
 * How sure a link is. `certain`: the log states it (an id stands beside an id). `likely`: it follows from ids and times together.
 * `possible`: other readings fit as well, and `basis` says which.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Both ends count; null is not known, and so open. */
export interface Interval {
  readonly from: number | null;
  readonly to: number | null;
}

/** `principal` is whoever acts: a Databricks user or service principal, an AWS role session or user. */
export type EntityKind = 'instance' | 'interface' | 'address' | 'cluster' | 'pool' | 'principal';

export interface EntityRef {
  readonly kind: EntityKind;
  /** `i-…`, `eni-…`, an address, a cluster id, a pool id, an e-mail address or ARN. */
  readonly value: string;
}

/** A thing of the story with what is known of it. */
export interface Entity extends EntityRef {
  /** One of the starting points. */
  readonly start: boolean;
  /** Name → values in the order of their appearance: `vpcId`, `subnetId`, `imageId`, `availabilityZone`, `region`, `instanceProfile`, `clusterName`, `tag:ClusterId`, … */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** When it was there, as far as the logs tell: launch to termination of an instance. */
  readonly interval: Interval;
}

export type RelationKind =
  /** instance → interface */
  | 'has-interface'
  /** interface → address (`public` stands in the address's attributes), or instance → address where no interface is known */
  | 'has-address'
  /** instance → cluster */
  | 'member-of'
  /** instance → pool */
  | 'from-pool'
  /** instance → principal: the role whose credentials it holds */
  | 'acts-as'
  /** cluster → principal */
  | 'created-by';

/** "`from` has `to`" for an interval: virtual machines change clusters, addresses are used again. */
export interface Relation {
  readonly kind: RelationKind;
  readonly from: EntityRef;
  readonly to: EntityRef;
  readonly interval: Interval;
  readonly confidence: Confidence;
  /** How it is known, one clause: "tag ClusterId in the launch record". */
  readonly basis: string;
  readonly evidence: readonly EvidenceRef[];
}

/** The lanes of the timeline, in the order in which they are drawn. */
export const LANES = ['alert', 'sensor', 'lifecycle', 'cluster', 'access', 'command', 'by-instance', 'about-instance', 'network'] as const;

/**
 * `alert`: a finding. `sensor`: ClamAV results, spans of heartbeats and their gaps. `lifecycle`: launch, tags, interfaces, termination.
 * `cluster`: created, started, edited, attached to. `access`: ssh and web terminal. `command`: notebook and SQL commands.
 * `by-instance`: AWS calls with the instance's credentials. `about-instance`: other AWS calls that name it. `network`: first contact with a peer.
 */
export type Lane = (typeof LANES)[number];

export type Outcome = 'succeeded' | 'failed' | 'unknown';

/** Something that happened. */
export interface TimelineEvent {
  readonly time: number | null;
  /** Of a span; null for a moment. */
  readonly end: number | null;
  readonly lane: Lane;
  /** Stable word in kebab-case: `launch`, `heartbeats`, `heartbeat-gap`, `run-command`, `api-call`, … */
  readonly kind: string;
  /** One line for people. May hold log values: sinks escape it. */
  readonly title: string;
  readonly level: Level | null;
  readonly outcome: Outcome;
  readonly instanceId: string | null;
  readonly clusterId: string | null;
  readonly workspaceId: string | null;
  /** Who: e-mail address or ARN. */
  readonly actor: string | null;
  readonly sourceIp: string | null;
  /** Text of a command, as logged. */
  readonly command: string | null;
  /** Further facts by name, as text. */
  readonly details: Readonly<Record<string, string>>;
  /** How many records it stands for. */
  readonly count: number;
  /** How sure it is that this belongs to the story. */
  readonly confidence: Confidence;
  readonly basis: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Traffic one way, as the flow log counts it. */
export interface Traffic {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
}

/** One other end that a host talked to. */
export interface Peer {
  readonly instanceId: string;
  readonly interfaceId: string | null;
  readonly address: string;
  /** Who began, told by flow direction, TCP flags or the lower port; `basis` says which. */
  readonly direction: 'inbound' | 'outbound' | 'unknown';
  /** `internal`: private, shared, loopback and link-local space (RFC 1918, 6598, 4193, …). */
  readonly scope: 'internal' | 'external';
  /** From the flow log's own fields, or null. */
  readonly awsService: string | null;
  /** IANA protocol number → service ports by bytes, at most 20 each; `morePorts` counts the rest. */
  readonly ports: readonly { readonly protocol: number; readonly port: number | null; readonly bytes: number }[];
  readonly morePorts: number;
  readonly sent: Traffic;
  readonly received: Traffic;
  readonly rejected: Traffic;
  /** Null where the flow log's format has neither `start` nor `end`. */
  readonly first: number | null;
  readonly last: number | null;
  readonly confidence: Confidence;
  readonly basis: string;
  readonly evidence: readonly EvidenceRef[];
}

export type GapCode =
  | 'start-not-found'
  | 'no-launch'
  | 'no-termination'
  | 'no-cluster'
  | 'ambiguous-cluster'
  | 'ambiguous-address'
  | 'no-audit'
  | 'audit-days-missing'
  | 'no-cloudtrail'
  | 'no-flow-logs'
  | 'no-flows'
  | 'flow-logs-without-instance'
  | 'flow-data-skipped'
  /** What no flow log ever holds. */
  | 'never-in-flow-logs'
  | 'verbose-off'
  | 'verbose-unknown'
  | 'heartbeat-gap'
  | 'no-heartbeats'
  | 'lone-smart-policy'
  | 'serverless'
  | 'input-incomplete'
  | 'limit-reached';

/** Something that could not be seen or known. It is part of the answer, and no finding. */
export interface Gap {
  readonly code: GapCode;
  /** One sentence: what is not known, and what that means. */
  readonly sentence: string;
  readonly about: EntityRef | null;
  readonly interval: Interval;
  /** What was searched, where that is known. */
  readonly searched: readonly {
    readonly input: InputRole;
    readonly from: number | null;
    readonly to: number | null;
    readonly records: number;
  }[];
}

/** Something to paste. Printed, never run. */
export interface FollowUp {
  readonly kind: 'query' | 'preserve';
  readonly tool: 'athena' | 'cloudtrail-lake' | 'aws-cli' | 'databricks-sql' | 'databricks-cli';
  readonly title: string;
  /** Which gap it closes, or what it keeps from being lost. */
  readonly why: string;
  /** Ids and times are filled in and escaped for the tool. */
  readonly text: string;
}

/** What was read of one input. */
export interface InputReport {
  readonly role: InputRole;
  readonly paths: readonly string[];
  readonly artifacts: { readonly read: number; readonly excluded: number; readonly failed: number };
  readonly records: { readonly read: number; readonly used: number; readonly rejected: number; readonly unrecognised: number };
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  readonly complete: boolean;
  /** The range of times asked of it. */
  readonly window: Interval;
  /** First and last time seen in what was used. */
  readonly seen: Interval;
}

export type StartKind = 'instance' | 'cluster' | 'user' | 'ip';

export interface StartingPoint {
  readonly kind: StartKind;
  readonly value: string;
}

/** The whole answer. Lists are in the order of time, then of their text. */
export interface Investigation {
  readonly schemaVersion: 1;
  readonly starts: readonly StartingPoint[];
  /** What `--from` and `--to` asked for, or what was found without them. */
  readonly window: Interval;
  readonly inputs: readonly InputReport[];
  readonly complete: boolean;
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  readonly timeline: readonly TimelineEvent[];
  readonly peers: readonly Peer[];
  readonly gaps: readonly Gap[];
  readonly followUps: readonly FollowUp[];
  /** What a limit kept out, by list. */
  readonly omitted: { readonly entities: number; readonly relations: number; readonly timeline: number; readonly peers: number };
}

/** A host that a flow, an address or a name was joined to. */
export interface HostMatch {
  readonly instanceId: string;
  readonly interfaceId: string | null;
  readonly confidence: Confidence;
  readonly basis: string;
}

/**
 * Answers "whose is it at that time?". More than one answer is an ambiguity, and is to be shown as such; none is an answer, too.
 * The entity graph is one; flow logs are joined through it.
 */
export interface HostLookup {
  byInterface(interfaceId: string, at: Interval): readonly HostMatch[];
  byInstance(instanceId: string, at: Interval): readonly HostMatch[];
  /** By private or public address. Without a VPC or subnet an address names a host only where nothing else known had it then. */
  byAddress(
    address: string,
    place: { readonly vpcId: string | null; readonly subnetId: string | null },
    at: Interval,
  ): readonly HostMatch[];
}
