// Rules that match nothing in the generated data, in the mixture of a real pack: exact actions, lists, wildcards, exceptions, further
// fields. `routed` rules name a service or an action, as nearly all published ones do; `unrouted` rules look at other fields alone.

export type RuleKind = 'routed' | 'unrouted';

/** A rule file of `count` rules, as text. */
export function silentRules(kind: RuleKind, count: number): string {
  const shapes = kind === 'routed' ? ROUTED : UNROUTED;
  const rules = Array.from({ length: count }, (_, i) => ({
    name: `silent_${kind}_${i}`,
    title: `Silent ${kind} rule ${i}`,
    level: 'low',
    logsource: { product: 'databricks', service: 'audit' },
    detection: shapes[i % shapes.length]!(i),
  }));
  return JSON.stringify({ rules });
}

type Shape = (i: number) => object;

const ROUTED: readonly Shape[] = [
  (i) => ({ selection: { actionName: `neverSeen${i}` }, condition: 'selection' }),
  (i) => ({ selection: { serviceName: 'unityCatalog', actionName: [`never${i}`, `neither${i}`, `nor${i}`] }, condition: 'selection' }),
  (i) => ({ selection: { serviceName: 'accounts', 'actionName|startswith': `unseen${i}` }, condition: 'selection' }),
  (i) => ({
    selection: { actionName: `absent${i}`, 'requestParams.full_name_arg|contains': 'secret' },
    filter: { 'userIdentity.email|endswith': '@example.com' },
    condition: 'selection and not filter',
  }),
  (i) => ({ selection: { 'serviceName|contains': `nowhere${i}`, 'response.statusCode': [401, 403] }, condition: 'selection' }),
];

const UNROUTED: readonly Shape[] = [
  (i) => ({ selection: { userAgent: `never-an-agent-${i}` }, condition: 'selection' }),
  (i) => ({ selection: { 'userAgent|contains': [`unseen-${i}`, `unheard-${i}`] }, condition: 'selection' }),
  (i) => ({ selection: { 'requestParams.commandText|contains': `never-typed-${i}` }, condition: 'selection' }),
  (i) => ({ selection: { 'userIdentity.email': `nobody${i}@example.org` }, condition: 'selection' }),
  (i) => ({ selection: { sourceIPAddress: `192.0.2.${i % 256}:${i}` }, condition: 'selection' }),
];
