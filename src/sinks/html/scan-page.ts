/**
 * Format `html`: the findings of a scan as one page, no script in it and nothing loaded.
 *
 * Owns: the columns, the bound on rows, the overview. Rows are written as findings come; the overview is known last and shown first, by the
 * stylesheet. Must not know: streams, the command line.
 */
import type { Finding } from '../../core/finding.ts';
import { LEVELS } from '../../core/level.ts';
import type { Formatter } from '../../core/ports.ts';
import type { Summary } from '../../core/summary.ts';
import { actionText, groupText } from '../correlation-text.ts';
import { bytes, count, grouped } from '../quantity.ts';
import { placeText } from './evidence.ts';
import { clip, type Markup, markup } from './markup.ts';
import { badge, facts, pageFoot, pageHead, table, tableFoot, tableHead, tableRow, tile, type Column } from './page.ts';

/** A browser still opens such a page at once; `jsonl` and `csv` have no bound. */
export const MOST_FINDINGS = 5000;
const TEXT = 400;
const RECORD = 8000;
const MOST_HOSTS = 500;

const COLUMNS: readonly Column[] = [
  { name: 'Time', kind: 'time' },
  { name: 'Level' },
  { name: 'What' },
  { name: 'Alerts' },
  { name: 'Host', kind: 'id' },
  { name: 'User' },
  { name: 'Workspace', kind: 'id' },
];

/** One row per finding, with particulars and the record folded below it. */
export function htmlFormatter(): Formatter {
  let findings = 0;
  return {
    begin: () =>
      markup`${pageHead('Findings')}<body>
<header><h1>Findings</h1><nav><a href="#overview">Overview</a><a href="#findings">Findings</a></nav></header>
<main>
<section id="findings"><h2>Findings</h2>
${tableHead(COLUMNS)}`.text,
    finding: (finding) => {
      findings++;
      return findings > MOST_FINDINGS ? '' : row(finding).text;
    },
    end: (summary) => {
      const more = findings - MOST_FINDINGS;
      const omitted =
        more > 0
          ? markup`<p class="note">${count(more, 'more finding')} not shown on this page: use the formats <code>jsonl</code> or <code>csv</code> for all.</p>
`
          : markup``;
      const none =
        findings === 0
          ? markup`<p class="soft">None.</p>
`
          : markup``;
      return markup`${tableFoot()}${none}${omitted}</section>
${overview(summary)}</main>
${pageFoot()}`.text;
    },
  };
}

function row(finding: Finding): Markup {
  return tableRow(COLUMNS, [
    clock(finding.time),
    badge(finding.level ?? 'no level', finding.level ?? ''),
    markup`<div>${text(actionText(finding))}</div>${particulars(finding)}`,
    text(finding.alerts.join(', ')),
    text(finding.instanceId),
    text(finding.user),
    text(finding.workspaceId),
  ]);
}

function particulars(finding: Finding): Markup {
  const { description, program, args, pid, user, container, image } = finding.details;
  const optional: [string, string | null][] = [
    ['title', finding.title],
    ['service', finding.serviceName],
    ['cluster', finding.clusterId],
    ['source address', finding.sourceIp],
    ...Object.entries({ description, program, args, pid, 'process user': user, container, image }),
    ...finding.evidence.map(({ rule, field, value }): [string, string] => ['evidence', `${rule}: ${field} = ${value}`]),
    ...correlationFacts(finding),
    ['lost', finding.lost.join(', ') || null],
    ['tags', finding.tags.join(', ') || null],
    ['suppressed by', finding.suppressedBy?.join(', ') ?? null],
    ['place', placeText(finding.source)],
    ['id', finding.id],
  ];
  const pairs = optional.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, clip(value, 1000)]]));
  const record = finding.record === null ? markup`` : markup`<pre>${clip(finding.record, RECORD)}</pre>`;
  return markup`<details><summary>particulars</summary>${facts(pairs)}${record}</details>`;
}

function correlationFacts(finding: Finding): [string, string][] {
  if (finding.kind === 'record') return [];
  return [
    ['group', groupText(finding.group) || 'everything'],
    ['window', `${finding.window.start} to ${finding.window.end}`],
    ['members', count(finding.memberCount, 'record')],
  ];
}

function overview(summary: Summary): Markup {
  const { findings, records, artifacts, bytes: size, instances } = summary;
  const levels = [...LEVELS].reverse().filter((level) => (findings.byLevel[level] ?? 0) > 0);
  const tiles = [
    tile(grouped(findings.total), 'findings', levels[0] ?? ''),
    ...levels.map((level) => tile(grouped(findings.byLevel[level] ?? 0), level, level)),
    tile(grouped(instances.items.length + instances.omitted), 'hosts'),
    tile(grouped(records.read), 'records read'),
  ];
  const heard = summary.coverage.some(({ esmRecords }) => esmRecords > 0) || findings.total > 0;
  const notes = [
    ...(summary.complete
      ? []
      : [
          markup`<p class="note"><b class="bad">Incomplete.</b> Not everything was read and understood: ${problems(summary)}.</p>
`,
        ]),
    ...(heard
      ? []
      : [
          markup`<p class="note">No alerts, and no sensor was heard: the input holds no record of Enhanced Security Monitoring.</p>
`,
        ]),
  ];
  const read = `${count(artifacts.read, 'artifact')}, ${bytes(size.decoded)}, ${count(records.read, 'record')}: ${grouped(records.flagged)} flagged, ${grouped(records.clean)} clean, ${grouped(records.filtered)} filtered, ${grouped(records.suppressed)} suppressed, ${grouped(records.unrecognised)} not recognised, ${grouped(records.rejected)} rejected.`;
  return markup`<section id="overview" class="first"><h2>Overview</h2>
<p class="soft">${read}</p>
${notes}<div class="tiles">${tiles}</div>
<h3>Rules</h3>${ruleTable(summary)}
<h3>Hosts</h3>${hostTable(summary)}</section>
`;
}

function problems(summary: Summary): string {
  const named = Object.entries(summary.problems).map(([code, number]) => `${code} (${number})`);
  if (summary.interrupted) named.push('interrupted');
  return named.join(', ') || 'see the summary';
}

const RULE_COLUMNS: readonly Column[] = [{ name: 'Rule' }, { name: 'Findings', kind: 'number' }];

function ruleTable({ findings }: Summary): Markup {
  const rules = Object.entries(findings.byRule)
    .filter(([, number]) => number > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rows = rules.map(([name, number]) => tableRow(RULE_COLUMNS, [clip(name, TEXT), grouped(number)]));
  return table(RULE_COLUMNS, rows, 'No rule has a finding.');
}

const HOST_COLUMNS: readonly Column[] = [
  { name: 'Host', kind: 'id' },
  { name: 'Level' },
  { name: 'Findings', kind: 'number' },
  { name: 'Alerts' },
  { name: 'First', kind: 'time' },
  { name: 'Last', kind: 'time' },
];

function hostTable({ instances }: Summary): Markup {
  const rows = instances.items
    .slice(0, MOST_HOSTS)
    .map((host) =>
      tableRow(HOST_COLUMNS, [
        text(host.instanceId),
        badge(host.highestLevel ?? 'no level', host.highestLevel ?? ''),
        grouped(host.findings),
        text(host.alerts.join(', ')),
        clock(host.firstSeen),
        clock(host.lastSeen),
      ]),
    );
  const omitted = instances.items.length - rows.length + instances.omitted;
  const note = omitted > 0 ? markup`<p class="note">${count(omitted, 'more host')} not shown.</p>` : markup``;
  return markup`${table(HOST_COLUMNS, rows, 'No finding names a host.')}${note}`;
}

function text(value: string | null): string {
  return value === null || value === '' ? '–' : clip(value, TEXT);
}

/** A time as findings spell it, for reading. */
function clock(time: string | null): string {
  return time === null ? '–' : clip(time.replace('T', ' ').replace('Z', '').replace('.000', ''), 40);
}
