/**
 * Format `html` of a scan: a page with one row per finding, and what the whole run tells.
 *
 * Owns: its sections and bounds. Findings stream, so the overview is written last; the stylesheet shows it first. Must not know: streams.
 */
import type { Finding } from '../../core/finding.ts';
import { LEVELS } from '../../core/level.ts';
import type { Formatter } from '../../core/ports.ts';
import type { Summary } from '../../core/summary.ts';
import { actionText, groupText } from '../correlation-text.ts';
import { count, grouped } from '../quantity.ts';
import { placeOf } from './evidence.ts';
import { moment } from '../words.ts';
import { clip, type Markup, markup } from './markup.ts';
import { badge, facts, pageFoot, pageHead, section, table, tableFoot, tableHead, tableRow, tile, type Column } from './page.ts';

const MOST_FINDINGS = 5000;
const MOST_ROWS = 200;
const MOST_VALUES = 20;

const FINDINGS: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Level' },
  { name: 'Finding' },
  { name: 'Host', kind: 'id' },
  { name: 'Action' },
  { name: 'Workspace', kind: 'id' },
  { name: 'Who' },
];

/** Rows as they come, at most 5,000; how many more there are is said below them. */
export function scanHtmlFormatter(): Formatter {
  let findings = 0;
  return {
    begin: () =>
      markup`${pageHead('auditsift scan')}<body><header><h1>auditsift scan</h1></header>
<main>
<section id="findings"><h2>Findings</h2>
${tableHead(FINDINGS)}`.text,
    finding: (finding) => (++findings > MOST_FINDINGS ? '' : row(finding).text),
    end: (summary) => {
      const more = findings - MOST_FINDINGS;
      const note =
        findings === 0
          ? markup`<p class="soft">No finding.</p>
`
          : more > 0
            ? markup`<p class="soft">${count(more, 'more finding')} left out here; the formats json, jsonl and csv have all.</p>
`
            : markup``;
      return markup`${tableFoot()}${note}</section>
<div class="first">${overview(summary)}</div>
</main>
${pageFoot()}`.text;
    },
  };
}

function row(finding: Finding): Markup {
  const { time, level, instanceId, workspaceId, user, sourceIp } = finding;
  const who = [user, sourceIp].filter((value) => value !== null).map((value) => clip(value, 200));
  return tableRow(FINDINGS, [
    told(time),
    level === null ? null : badge(level, level),
    markup`<b>${clip(finding.title, 300)}</b> ${finding.alerts.slice(0, MOST_VALUES).map((alert) => badge(clip(alert, 100)))}<details><summary>particulars</summary>${facts(particulars(finding))}</details>`,
    instanceId === null ? null : clip(instanceId, 100),
    clip(actionText(finding) ?? '–', 300),
    workspaceId === null ? null : clip(workspaceId, 100),
    who.join(' from ') || null,
  ]);
}

function particulars(finding: Finding): [string, string][] {
  const { clusterId, serviceName, requestId, statusCode, awsAccountId, databricksAccountId, details, evidence, lost, tags, source } =
    finding;
  const pairs: [string, string | null][] = [
    ...Object.entries({ serviceName, clusterId, databricksAccountId, awsAccountId, requestId }),
    ['statusCode', statusCode === null ? null : String(statusCode)],
    ...Object.entries(details as unknown as Record<string, string | null>),
    ...evidence.slice(0, MOST_VALUES).map(({ rule, field, value }): [string, string] => ['evidence', `${rule}: ${field} = ${value}`]),
    ...correlationPairs(finding),
    ['lost', listed(lost)],
    ['tags', listed(tags)],
    ['suppressed by', listed(finding.suppressedBy ?? [])],
    ['record', placeOf(source)],
    ['id', finding.id],
  ];
  return pairs.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, clip(value, 2000)]]));
}

function correlationPairs(finding: Finding): [string, string][] {
  if (finding.kind === 'record') return [];
  const { group, window, members, memberCount } = finding;
  const shown = members.slice(-MOST_VALUES);
  return [
    ['group', groupText(group) || 'everything'],
    ['window', `${window.start} to ${window.end}`],
    ['members', `${shown.join(', ')}${memberCount > shown.length ? ` and ${memberCount - shown.length} before them` : ''}`],
  ];
}

function listed(values: readonly string[]): string | null {
  if (values.length === 0) return null;
  const more = values.length - MOST_VALUES;
  return `${values.slice(0, MOST_VALUES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function overview(summary: Summary): Markup {
  const { complete, interrupted, findings, records, artifacts, instances, problems } = summary;
  const hosts = instances.items.length + instances.omitted;
  const met = Object.entries(problems).filter(([, times]) => times > 0);
  const verdict =
    complete && !interrupted
      ? markup`<p>Complete: everything that was to be read was read and understood.</p>
`
      : markup`<p class="note"><b class="bad">${interrupted ? 'STOPPED EARLY' : 'INCOMPLETE'}</b>: not everything was looked at, so that there may be more.</p>
`;
  const levels = LEVELS.toReversed().filter((level) => (findings.byLevel[level] ?? 0) > 0);
  return markup`${verdict}<div class="tiles">
${tile(grouped(findings.total), findings.total === 1 ? 'finding' : 'findings')}${levels.map((level) => tile(grouped(findings.byLevel[level] ?? 0), level, level))}${tile(grouped(hosts), hosts === 1 ? 'host' : 'hosts')}${tile(grouped(records.read), 'records read')}${tile(grouped(artifacts.read), 'artifacts read')}</div>
${section('hosts', 'Hosts', hostTable(summary))}${section('rules', 'Rules', ruleTable(summary))}${
    met.length === 0 ? markup`` : section('problems', 'Problems', facts(met.map(([code, times]) => [code, grouped(times)])))
  }`;
}

/** A time as findings and the summary spell it, for the page. */
function told(time: string | null): string {
  return moment(time === null ? null : Date.parse(time));
}

const HOSTS: readonly Column[] = [
  { name: 'Host', kind: 'id' },
  { name: 'Level' },
  { name: 'Findings', kind: 'number' },
  { name: 'First', kind: 'time' },
  { name: 'Last', kind: 'time' },
  { name: 'Alerts' },
];

function hostTable({ instances: { items, omitted } }: Summary): Markup {
  const rank = (level: string | null): number => (LEVELS as readonly (string | null)[]).indexOf(level);
  const ordered = items.toSorted((a, b) => rank(b.highestLevel) - rank(a.highestLevel) || b.findings - a.findings);
  const rows = ordered
    .slice(0, MOST_ROWS)
    .map(({ instanceId, highestLevel, findings, firstSeen, lastSeen, alerts }) =>
      tableRow(HOSTS, [
        clip(instanceId, 100),
        highestLevel === null ? null : badge(highestLevel, highestLevel),
        grouped(findings),
        told(firstSeen),
        told(lastSeen),
        listed(alerts.map((alert) => clip(alert, 100))),
      ]),
    );
  const more = items.length + omitted - rows.length;
  return markup`${table(HOSTS, rows, 'No host is named by a finding.')}${
    more > 0
      ? markup`<p class="soft">${count(more, 'more host')} left out here.</p>
`
      : markup``
  }`;
}

const RULES: readonly Column[] = [{ name: 'Rule' }, { name: 'Findings', kind: 'number' }];

function ruleTable({ findings }: Summary): Markup {
  const ordered = Object.entries(findings.byRule)
    .filter(([, number]) => number > 0)
    .sort((a, b) => b[1] - a[1]);
  const rows = ordered.slice(0, MOST_ROWS).map(([rule, number]) => tableRow(RULES, [clip(rule, 200), grouped(number)]));
  const more = ordered.length - rows.length;
  return markup`${table(RULES, rows, 'No rule gave a finding.')}${
    more > 0
      ? markup`<p class="soft">${count(more, 'more rule')} left out here.</p>
`
      : markup``
  }`;
}
