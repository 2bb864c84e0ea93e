/**
 * What correlations mean, as plainly as it can be said: everything in one list, looked through again for every question. Quadratic
 * and worse; the evaluator in core/rules/correlate must agree with it.
 */
import type { Correlation, Expression } from '../../../../src/core/rules/index.ts';

export interface OracleEvent {
  readonly time: number;
  readonly id: string;
  readonly rules: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

export interface OracleFiring {
  readonly group: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly members: readonly string[];
}

interface Part {
  readonly event: OracleEvent;
  readonly group: readonly string[];
  readonly rules: readonly string[];
}

/** The findings of one correlation, and the events at which its condition holds. Events come once each, in any order. */
export function oracle(
  correlation: Correlation,
  events: readonly OracleEvent[],
  reach: number,
): { readonly firings: OracleFiring[]; readonly held: OracleEvent[] } {
  const sorted = events.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const parts = sorted.flatMap((event) => partsOf(correlation, event));
  const groups = new Map<string, Part[]>();
  for (const part of parts) groups.set(JSON.stringify(part.group), [...(groups.get(JSON.stringify(part.group)) ?? []), part]);
  const firings: OracleFiring[] = [];
  const held: OracleEvent[] = [];
  for (const group of groups.values()) {
    if (correlation.absence !== null) firings.push(...silences(correlation, group, parts));
    else if (isGrowing(correlation)) grow(correlation, group, firings, held);
    else complete(correlation, group, reach, firings, held);
  }
  return { firings, held };
}

function partsOf(correlation: Correlation, event: OracleEvent): Part[] {
  const listed = [...correlation.rules, ...(correlation.absence?.alive ?? [])];
  const byGroup = new Map<string, string[]>();
  for (const rule of listed.filter((name) => event.rules.includes(name))) {
    let groups: string[][] = [[]];
    for (const name of correlation.groupBy) {
      const field = name in correlation.aliases ? correlation.aliases[name]![rule] : name;
      const values = field === undefined ? [] : [...new Set(event.fields[field] ?? [])];
      groups = groups.flatMap((group) => values.map((value) => [...group, value]));
    }
    for (const group of groups) byGroup.set(JSON.stringify(group), [...(byGroup.get(JSON.stringify(group)) ?? []), rule]);
  }
  const parts = [...byGroup].map(([key, rules]) => ({ event, group: JSON.parse(key) as string[], rules }));
  if (correlation.type === 'value_count') return parts.filter(() => tuples(correlation, event).length > 0);
  if (correlation.type.startsWith('value_')) return parts.filter(() => numbers(correlation, event).length > 0);
  return parts;
}

function tuples({ valueFields }: Correlation, { fields }: OracleEvent): string[] {
  let all: string[][] = [[]];
  for (const field of valueFields) all = all.flatMap((tuple) => (fields[field] ?? []).map((value) => [...tuple, value]));
  return [...new Set(all.map((tuple) => JSON.stringify(tuple)))];
}

function numbers({ valueFields }: Correlation, { fields }: OracleEvent): number[] {
  return (fields[valueFields[0]!] ?? []).filter((text) => /^-?\d+(\.\d+)?$/.test(text)).map(Number);
}

function isGrowing({ type, bounds, ruleCondition }: Correlation): boolean {
  if (type === 'temporal_ordered') return true;
  if (ruleCondition !== null) return !JSON.stringify(ruleCondition).includes('"not"');
  return ['event_count', 'value_count', 'temporal'].includes(type) && bounds.every(({ operator }) => operator.startsWith('gt'));
}

function grow(correlation: Correlation, group: readonly Part[], firings: OracleFiring[], held: OracleEvent[]): void {
  const moments = [...new Set(group.map(({ event }) => event.time))];
  moments.forEach((time, index) => {
    const window = within(group, time - correlation.timespan, time);
    if (!holds(correlation, window)) return;
    held.push(...window.filter(({ event }) => event.time === time).map(({ event }) => event));
    const before = moments[index - 1];
    const heldBefore = before !== undefined && holds(correlation, within(group, before - correlation.timespan, before));
    if (!heldBefore || time - before > correlation.timespan) firings.push(firing(window));
  });
}

function complete(correlation: Correlation, group: readonly Part[], reach: number, firings: OracleFiring[], held: OracleEvent[]): void {
  let rest = group;
  while (rest.length > 0) {
    const start = rest[0]!.event.time;
    const end = start + correlation.timespan;
    const window = within(rest, start, end);
    rest = rest.slice(window.length);
    const last = rest.length === 0;
    const upwards = correlation.ruleCondition === null && correlation.bounds.every(({ operator }) => operator.startsWith('gt'));
    if ((last && !upwards && end > reach) || !holds(correlation, window)) continue;
    firings.push(firing(window));
    held.push(window.at(-1)!.event);
  }
}

function silences({ timespan, rules, absence }: Correlation, group: readonly Part[], all: readonly Part[]): OracleFiring[] {
  const isOwn = (part: Part): boolean => part.rules.some((rule) => rules.includes(rule));
  const own = group.filter(isOwn);
  const placeOf = (part: Part): string | null => {
    const values = absence!.while.map((field) => (part.event.fields[field] ?? []).toSorted());
    return values.some((texts) => texts.length === 0) ? null : JSON.stringify(values);
  };
  return own.flatMap((last, index) => {
    const next = own[index + 1];
    const start = last.event.time;
    const end = start + timespan;
    if (next !== undefined && next.event.time <= end) return [];
    const place = placeOf(last);
    const peers = all.filter((part) => isOwn(part) && JSON.stringify(part.group) !== JSON.stringify(last.group) && placeOf(part) === place);
    const sign = group.find(({ event }) => event.time > end);
    const meanwhile = peers.map(({ event }) => event.time).filter((time) => time > start && time <= end);
    const moments = [start, ...meanwhile.sort((a, b) => a - b), end];
    const heardThroughout = moments.every((time, n) => n === 0 || 2 * (time - moments[n - 1]!) <= timespan);
    const heardUpToTheEnd = peers.some(({ event }) => event.time >= end);
    if (place === null || sign === undefined || !heardThroughout || !heardUpToTheEnd) return [];
    return [{ group: last.group, start, end, members: [last.event.id, sign.event.id] }];
  });
}

function within(group: readonly Part[], from: number, to: number): Part[] {
  return group.filter(({ event }) => event.time >= from && event.time <= to);
}

function firing(window: readonly Part[]): OracleFiring {
  const events = window.map(({ event }) => event);
  return { group: window[0]!.group, start: events[0]!.time, end: events.at(-1)!.time, members: events.map(({ id }) => id) };
}

function holds(correlation: Correlation, window: readonly Part[]): boolean {
  const { type, rules, bounds, ruleCondition } = correlation;
  const present = rules.filter((rule) => window.some((part) => part.rules.includes(rule)));
  if (type === 'temporal_ordered') return hasOrder(rules, window, -Infinity, new Set());
  if (ruleCondition !== null) return truth(ruleCondition, present);
  if (type === 'temporal') return bounds.length === 0 ? present.length === rules.length : satisfies(correlation, present.length);
  if (type === 'event_count') return satisfies(correlation, window.length);
  if (type === 'value_count') return satisfies(correlation, new Set(window.flatMap(({ event }) => tuples(correlation, event))).size);
  const values = window.flatMap(({ event }) => numbers(correlation, event)).sort((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  if (type === 'value_sum') return satisfies(correlation, sum);
  if (type === 'value_avg') return satisfies(correlation, sum / values.length);
  const position = ((type === 'value_median' ? 50 : correlation.percentile!) / 100) * (values.length - 1);
  const low = values[Math.floor(position)]!;
  const high = values[Math.ceil(position)]!;
  return satisfies(correlation, low + (position % 1) * (high - low));
}

function satisfies({ bounds }: Correlation, measured: number): boolean {
  return bounds.every(({ operator, value }) => {
    const bound = Number(value);
    const compare: Record<string, boolean> = {
      ...{ gt: measured > bound, gte: measured >= bound, lt: measured < bound, lte: measured <= bound },
      ...{ eq: measured === bound, neq: measured !== bound },
    };
    return compare[operator]!;
  });
}

function truth(expression: Expression, present: readonly string[]): boolean {
  if (expression.kind === 'not') return !truth(expression.operand, present);
  if (expression.kind === 'and') return expression.operands.every((operand) => truth(operand, present));
  if (expression.kind === 'or') return expression.operands.some((operand) => truth(operand, present));
  return expression.kind === 'selection' && present.includes(expression.name);
}

/** Tries every way to give each rule a record of its own. */
function hasOrder(rules: readonly string[], window: readonly Part[], from: number, used: ReadonlySet<Part>): boolean {
  const [rule, ...rest] = rules;
  if (rule === undefined) return true;
  return window.some(
    (part) =>
      !used.has(part) &&
      part.event.time >= from &&
      part.rules.includes(rule) &&
      hasOrder(rest, window, part.event.time, new Set([...used, part])),
  );
}
