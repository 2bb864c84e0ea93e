/** Texts that would act on a page if one place forgot to escape, and pages full of them. */
import type { Investigation } from '../../src/core/investigate/model.ts';
import { LANES } from '../../src/core/investigate/model.ts';
import { investigationHtml } from '../../src/sinks/html/investigation.ts';
import { scanHtmlFormatter } from '../../src/sinks/html/scan.ts';
import { sampleCorrelation, sampleFinding } from '../sinks/sample-findings.ts';
import { summaryWithFindings } from '../sinks/sample-summary.ts';

export const PAYLOAD =
  '</style></title></textarea><script>document.title="ran"</script>"><img src=x onerror=document.title="ran">' +
  `' onload=document.title="ran" javascript:document.title="ran" ]]><svg onload=document.title="ran">\u202e\u001b`;

/** The same value with the payload behind every text and every key of it; `level`, `kind` and `lane` stay, so that each part is drawn. */
export function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (['level', 'highestLevel', 'lane', 'kind', 'time'].includes(key) ? value : `${value}${PAYLOAD}`) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const open = ['attributes', 'details', 'group', 'byRule'].includes(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [open ? `${name}${PAYLOAD}` : name, poisoned(item, name) as unknown]),
  ) as T;
}

/** A small investigation with something in every list. */
export function sampleInvestigation(changes: Partial<Investigation> = {}): Investigation {
  const at = Date.UTC(2026, 2, 10, 9);
  const interval = { from: at, to: at + 3_600_000 };
  const evidence = [{ input: 'audit' as const, uri: 'a.json', line: 3, index: null, offset: 10 }];
  const host = { kind: 'instance' as const, value: 'i-0c0ffee0000000001' };
  const cluster = { kind: 'cluster' as const, value: '0310-090000-abcdefgh' };
  const known = { confidence: 'likely' as const, basis: 'by time', evidence };
  const traffic = { flows: 2, packets: 20, bytes: 2000 };
  return {
    schemaVersion: 1,
    starts: [host],
    window: interval,
    inputs: [
      {
        role: 'audit',
        paths: ['audit'],
        artifacts: { read: 1, excluded: 0, failed: 1 },
        records: { read: 9, used: 9, rejected: 0, unrecognised: 0 },
        problems: { unreadable: 1 },
        complete: false,
        window: interval,
        seen: interval,
      },
    ],
    complete: false,
    entities: [
      { ...host, start: true, attributes: { vpcId: ['vpc-1'] }, interval },
      { ...cluster, start: false, attributes: {}, interval },
    ],
    relations: [{ kind: 'member-of', from: host, to: cluster, interval, ...known }],
    timeline: LANES.map((lane, i) => ({
      time: at + i * 60_000,
      end: i % 2 === 0 ? null : at + 1_800_000,
      lane,
      kind: 'launch',
      title: `event ${i}`,
      level: lane === 'alert' ? ('high' as const) : null,
      outcome: 'failed' as const,
      instanceId: host.value,
      clusterId: cluster.value,
      workspaceId: '1',
      actor: 'bob@example.com',
      sourceIp: '192.0.2.1',
      command: lane === 'command' ? 'ls' : null,
      details: { path: '/x' },
      count: 2,
      ...known,
    })),
    peers: [
      {
        instanceId: host.value,
        interfaceId: 'eni-1',
        address: '198.51.100.7',
        direction: 'outbound',
        scope: 'external',
        awsService: 'S3',
        ports: [{ protocol: 6, port: 443, bytes: 2000 }],
        morePorts: 1,
        sent: traffic,
        received: traffic,
        rejected: traffic,
        first: at,
        last: at,
        ...known,
      },
    ],
    gaps: [
      { code: 'heartbeat-gap', sentence: 'not heard', about: host, interval, searched: [{ input: 'audit', from: at, to: at, records: 3 }] },
    ],
    followUps: [{ kind: 'query', tool: 'athena', title: 'ask', why: 'to know', text: 'SELECT 1' }],
    omitted: { entities: 0, relations: 0, timeline: 1, peers: 0 },
    ...changes,
  };
}

export function hostileInvestigationPage(): string {
  return [...investigationHtml(poisoned(sampleInvestigation()))].join('');
}

export function hostileScanPage(): string {
  const page = scanHtmlFormatter();
  const rows = [sampleFinding(), sampleCorrelation()].map((finding) => page.finding(poisoned(finding)));
  return `${page.begin()}${rows.join('')}${page.end(poisoned(summaryWithFindings()))}`;
}
