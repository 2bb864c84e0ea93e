/**
 * A correlation that fired → finding.
 */
import { factOfField, type Fact } from './event-facts.ts';
import { withoutPort } from './address.ts';
import { SCHEMA_VERSION, type CorrelationFinding } from './finding.ts';
import type { Platform } from './ports.ts';
import type { Firing } from './rules/correlate/firing.ts';
import type { Correlation } from './rules/rule.ts';
import { formatTimespan } from './rules/timespan.ts';

export function buildCorrelationFinding(firing: Firing, platform: Platform): CorrelationFinding {
  const { compiled, group, start, end, members, memberCount, measured, source } = firing;
  const { correlation, level } = compiled;
  const { name, title, tags, groupBy, type, valueFields } = correlation;
  const facts = factsOf(firing);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'correlation',
    id: platform.digest(JSON.stringify(['correlation', name, group, start, end, memberCount, members])),
    alerts: [name],
    level,
    title,
    tags: [...new Set(tags)],
    time: timeText(end),
    instanceId: facts.get('instanceId') ?? null,
    clusterId: facts.get('clusterId') ?? null,
    databricksAccountId: facts.get('databricksAccountId') ?? null,
    awsAccountId: null,
    workspaceId: facts.get('workspaceId') ?? null,
    serviceName: facts.get('serviceName') ?? null,
    actionName: facts.get('actionName') ?? null,
    user: facts.get('user') ?? null,
    sourceIp: facts.get('sourceIp') ?? null,
    requestId: null,
    statusCode: null,
    details: {
      description: describe(firing),
      ...{ program: null, args: null, pid: null, user: null, container: null, image: null },
    },
    evidence: [{ rule: name, field: valueFields.length === 0 ? type : `${type}(${valueFields.join(', ')})`, value: measured }],
    lost: [],
    schema: null,
    source,
    group: Object.fromEntries(groupBy.map((field, index) => [field, group[index] ?? ''])),
    window: { start: timeText(start), end: timeText(end) },
    members,
    memberCount,
    record: null,
  };
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}

/** What the group fields tell of host, person and place: the same field for every rule, or several that tell the same fact. */
function factsOf({ compiled: { correlation }, group, context }: Firing): ReadonlyMap<Fact, string> {
  const told: (readonly [Fact | null, string | null])[] = [
    ...(correlation.absence?.while ?? []).map((field, index) => [factOfField(field), context[index] ?? null] as const),
    ...correlation.groupBy.map((name, index) => [factBehind(name, correlation), group[index] ?? null] as const),
  ];
  const facts = new Map<Fact, string>();
  for (const [fact, value] of told) {
    if (fact !== null && value !== null && value !== '') facts.set(fact, fact === 'sourceIp' ? withoutPort(value) : value);
  }
  return facts;
}

function factBehind(name: string, { aliases }: Correlation): Fact | null {
  const fields = Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name];
  const facts = new Set(fields.map(factOfField));
  const [fact = null] = facts;
  return facts.size === 1 ? fact : null;
}

/** What happened, in a sentence without log values. */
function describe({ compiled: { correlation }, memberCount, measured, start, end }: Firing): string {
  const { type, rules, timespan, absence, valueFields, percentile } = correlation;
  const within = formatTimespan(timespan);
  const lasting = end === start ? 'at one moment' : `in ${duration(end - start)}`;
  const of = `${memberCount === 1 ? '1 record' : `${memberCount} records`} of ${rules.join(', ')} ${lasting} (window ${within})`;
  if (absence !== null) return `not heard for more than ${within}, while others were, and alive afterwards`;
  const fields = valueFields.join(', ');
  switch (type) {
    case 'event_count':
      return of;
    case 'value_count':
      return `${measured} values of ${fields} in ${of}`;
    case 'temporal':
    case 'temporal_ordered':
      return `${measured}: ${of}`;
    case 'value_percentile':
      return `percentile ${percentile ?? 50} of ${fields} is ${measured} in ${of}`;
    default:
      return `${type.replace('value_', '')} of ${fields} is ${measured} in ${of}`;
  }
}

/** Whole seconds, rounded up, in the two largest units. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = Math.ceil(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : []))
    .join(' ');
}
