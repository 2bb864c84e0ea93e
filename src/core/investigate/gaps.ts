/**
 * What could not be seen or known, said in one sentence each with what was searched. Flow logs tell of their own (flow-gaps.ts).
 *
 * Must not know: how anything was read. Silence of a log is never taken for innocence.
 */
import type { Alert } from './alerts.ts';
import { flowHosts } from './flow-gaps.ts';
import type { InputTally } from './input-tally.ts';
import type { Gap, GapCode, InputReport, InputRole, Interval } from './model.ts';
import { missingDays } from './missing-days.ts';
import { sensorGaps, type SensorReading } from './sensor-gaps.ts';
import { ALWAYS, fromOf, later, toOf } from './spans.ts';
import type { Starts } from './story-scope.ts';
import { compare } from './timeline-event.ts';

export interface GapContext extends SensorReading {
  readonly starts: Starts;
  readonly alerts: readonly Alert[];
}

export function findGaps(context: GapContext): readonly Gap[] {
  const reports = context.inputs.reports();
  return [
    ...reports.flatMap((report) => (report.complete ? [] : [incomplete(report)])),
    ...notGiven(context),
    ...foundNothing(context),
    ...context.graph.hosts().flatMap((instanceId) => hostGaps(instanceId, context)),
    ...serverless(context),
    ...verbose(context),
    ...unlogged(context),
  ];
}

const NAMES: Readonly<Record<InputRole, string>> = {
  findings: 'findings',
  audit: 'audit logs',
  cloudtrail: 'CloudTrail logs',
  'flow-logs': 'VPC flow logs',
  'node-timeline': 'node timeline',
};

function incomplete({ role, problems, records }: InputReport): Gap {
  const codes = Object.entries(problems).map(([code, n]) => `${code} ${n}`);
  const why = codes.length === 0 ? 'it was interrupted' : codes.join(', ');
  return {
    code: 'input-incomplete',
    sentence: `Not everything of the ${NAMES[role]} could be read or understood (${why}): what is missing there is missing here.`,
    ...{ about: null, interval: ALWAYS },
    searched: [{ input: role, from: null, to: null, records: records.read }],
  };
}

const MISSING: readonly { readonly role: InputRole; readonly code: GapCode; readonly costs: string }[] = [
  { role: 'audit', code: 'no-audit', costs: 'neither alerts of other hosts, heartbeats, logins nor commands are known' },
  {
    role: 'cloudtrail',
    code: 'no-cloudtrail',
    costs: 'launch, termination, addresses, cluster tags and AWS calls of the host are not known',
  },
  { role: 'flow-logs', code: 'no-flow-logs', costs: 'whom the host talked to is not known' },
];

function notGiven({ inputs }: GapContext): readonly Gap[] {
  return MISSING.filter(({ role }) => !inputs.isGiven(role)).map(({ role, code, costs }) => ({
    ...{ code, sentence: `No ${NAMES[role]} were given (--${role}): ${costs}.`, about: null, interval: ALWAYS, searched: [] },
  }));
}

/** An input that holds no record of its kind is as good as none. */
function foundNothing({ inputs, auditSchemas }: GapContext): readonly Gap[] {
  const kinds: Partial<Record<InputRole, readonly string[]>> = {
    audit: auditSchemas,
    cloudtrail: ['cloudtrail'],
    'flow-logs': ['vpc-flow'],
  };
  return MISSING.flatMap(({ role, code, costs }) => {
    const schemas = kinds[role];
    if (!inputs.isGiven(role) || schemas === undefined || inputs.recordsOf(role, schemas) > 0) return [];
    const report = inputs.reports().find((one) => one.role === role);
    const read = report?.records.read ?? 0;
    if (!inputs.wasRead(role)) {
      const unread = `The ${NAMES[role]} given were not read, since nothing is known that could be looked for in them, or it was interrupted before: ${costs}.`;
      return [{ code, sentence: unread, about: null, interval: ALWAYS, searched: [] }];
    }
    const sentence = `What was given as ${NAMES[role]} holds none in the time searched (${read} records of any kind): ${costs}.`;
    return [{ code, sentence, about: null, interval: report?.window ?? ALWAYS, searched: searchedIn([role], inputs) }];
  });
}

function hostGaps(instanceId: string, context: GapContext): readonly Gap[] {
  const { graph, inputs, window } = context;
  const about = { kind: 'instance', value: instanceId } as const;
  const life = graph.lifeOf(instanceId);
  const gaps: Gap[] = [];
  const add = (code: GapCode, sentence: string, interval: Interval, roles: readonly InputRole[]): void => {
    gaps.push({ code, sentence, about, interval, searched: searchedIn(roles, inputs) });
  };
  if (inputs.recordsOf('cloudtrail', ['cloudtrail']) > 0) {
    if (life.from === null)
      add(
        'no-launch',
        `The launch of ${instanceId} was not found in CloudTrail: it was before the time searched, in another region or account, or is not delivered; its addresses, tags and beginning are not known from there.`,
        window,
        ['cloudtrail'],
      );
    if (life.to === null)
      add(
        'no-termination',
        `No termination of ${instanceId} was found in CloudTrail: it may still run, or was ended after the time searched.`,
        window,
        ['cloudtrail'],
      );
  }
  const clusters = graph.clustersOf(instanceId);
  if (clusters.length === 0) {
    add(
      'no-cluster',
      `Which cluster ${instanceId} was is not known: no ClusterId tag and no row of the node timeline names it, so clusters and commands cannot be told.`,
      life,
      ['cloudtrail', 'node-timeline'],
    );
  }
  const rivals = clusters.filter((a, i) =>
    clusters.some((b, j) => i < j && a.clusterId !== b.clusterId && overlaps(a.interval, b.interval)),
  );
  if (rivals.length > 0) {
    add(
      'ambiguous-cluster',
      `${instanceId} is claimed for more than one cluster at one time (${[...new Set(clusters.map(({ clusterId }) => clusterId))].join(', ')}).`,
      life,
      ['cloudtrail', 'node-timeline'],
    );
  }
  gaps.push(...sensorGaps(instanceId, context, searchedIn(['audit'], inputs)));
  const isUnheard =
    inputs.recordsOf('flow-logs', ['vpc-flow']) > 0 &&
    !inputs.reports().some(({ role, records }) => role === 'flow-logs' && records.used > 0);
  if (isUnheard) {
    const [host] = flowHosts(graph.entities(), graph.relations()).filter((one) => one.instanceId === instanceId);
    const isUnknown = (host?.interfaceIds.length ?? 0) + (host?.addresses.length ?? 0) === 0;
    if (isUnknown)
      add(
        'flow-logs-without-instance',
        `No flow log record names ${instanceId}, and neither interface nor address of it is known: its traffic cannot be told from that of others.`,
        life,
        ['flow-logs'],
      );
    else
      add(
        'no-flows',
        `No flow of ${instanceId} is in the flow logs given: none was logged for its interfaces, or other files hold them. That is no proof that it was silent.`,
        life,
        ['flow-logs'],
      );
  }
  return gaps;
}

function overlaps(a: Interval, b: Interval): boolean {
  // Touching ends are a change of hands.
  return fromOf(a) < toOf(b) && fromOf(b) < toOf(a);
}

/** Clusters and warehouses of commands, and clusters started from, that no machine in CloudTrail or the node timeline was ever tagged with. */
function serverless({ graph, starts, audit, inputs }: GapContext): readonly Gap[] {
  if (inputs.recordsOf('cloudtrail', ['cloudtrail']) === 0 && !inputs.isGiven('node-timeline')) return [];
  const hosted = new Set(graph.relations().flatMap(({ kind, to }) => (kind === 'member-of' ? [to.value] : [])));
  const places = new Set([...(audit?.commandPlaces() ?? []), ...starts.clusters]);
  return [...places]
    .filter((place) => !hosted.has(place))
    .sort(compare)
    .slice(0, 50)
    .map((value) => ({
      code: 'serverless' as const,
      sentence: `${value} was never seen on a machine of this account: it is serverless compute, or a SQL warehouse or cluster whose machines are in other logs; for serverless compute there are neither sensors, CloudTrail records nor flow logs of yours.`,
      about: { kind: 'cluster' as const, value },
      interval: ALWAYS,
      searched: searchedIn(['cloudtrail', 'node-timeline'], inputs),
    }));
}

function verbose({ graph, audit, window, inputs, auditSchemas }: GapContext): readonly Gap[] {
  if (audit === null || inputs.recordsOf('audit', auditSchemas) === 0) return [];
  const lives = graph.hosts().map((instanceId) => graph.lifeOf(instanceId));
  const during = {
    from:
      window.from ??
      (lives.some(({ from }) => from === null) ? null : lives.reduce<number | null>((low, { from }) => lesser(low, from), null)),
    to: window.to ?? (lives.some(({ to }) => to === null) ? null : lives.reduce<number | null>((high, { to }) => later(high, to), null)),
  };
  const searched = searchedIn(['audit'], inputs);
  return audit.workspaces.flatMap((workspaceId) => audit.verbose.gaps(workspaceId, during).map((gap) => ({ ...gap, searched })));
}

function unlogged({ audit, heard, window, inputs }: GapContext): readonly Gap[] {
  return (audit?.workspaces ?? []).flatMap((workspaceId) => {
    const days = heard.daysHeard(workspaceId);
    return days === null ? [] : missingDays(workspaceId, days, window, searchedIn(['audit'], inputs));
  });
}

function lesser(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function searchedIn(roles: readonly InputRole[], inputs: InputTally): Gap['searched'] {
  return inputs
    .reports()
    .filter(({ role }) => roles.includes(role))
    .map(({ role, window, records }) => ({ input: role, from: window.from, to: window.to, records: records.read }));
}
