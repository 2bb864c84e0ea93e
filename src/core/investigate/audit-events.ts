/**
 * One audit record → an event of the lanes `cluster` and `access`.
 *
 * Owns: which action is what. Actions: Databricks' audit log reference; those of `webTerminal` and the `*Result` ones are as published
 * readers use them. An action that is not known is shown by its name. Must not know: hosts.
 */
import { textAt, answerOf, type StoryRecord } from './story-record.ts';
import type { Lane, TimelineEvent } from './model.ts';
import { timelineEvent } from './timeline-event.ts';

interface Telling {
  readonly lane: Lane;
  readonly kind: string;
  readonly title: (record: StoryRecord) => string;
}

const CLUSTER_WORDS: Readonly<Record<string, string>> = {
  create: 'cluster created',
  createResult: 'cluster is up',
  edit: 'cluster configuration changed',
  start: 'cluster started',
  startResult: 'cluster is up',
  restart: 'cluster restarted',
  restartResult: 'cluster is up again',
  resize: 'cluster resized',
  resizeResult: 'resize is done',
  delete: 'cluster terminated',
  deleteResult: 'termination is done',
  permanentDelete: 'cluster deleted for good',
  changeClusterAcl: 'permissions of the cluster changed',
};

/** An event for a record that names a cluster or a host, whatever it is. */
export function auditEvent(record: StoryRecord, more: Pick<TimelineEvent, 'confidence' | 'basis'> & Partial<TimelineEvent>): TimelineEvent {
  const { lane, kind, title } = tellingOf(record);
  return timelineEvent({
    ...{ time: record.time, lane, kind, title: title(record).slice(0, 300), outcome: record.outcome },
    ...{ instanceId: record.instanceId, clusterId: record.clusterId, workspaceId: record.workspaceId },
    ...{ actor: record.user, sourceIp: record.sourceIp, details: detailsOf(record), evidence: [record.evidence] },
    ...more,
  });
}

/** Whether the action says what the cluster is, so that it counts whenever it was done. */
export function describesCluster({ service, action }: StoryRecord): boolean {
  return service === 'clusters' && ['create', 'createResult', 'edit'].includes(action);
}

function tellingOf({ service, action }: StoryRecord): Telling {
  if (service === 'ssh') return { lane: 'access', kind: action === 'login' ? 'ssh-login' : 'ssh', title: sshTitle };
  if (service === 'webTerminal') return { lane: 'access', kind: 'web-terminal', title: () => `web terminal: ${action}` };
  if (service === 'clusters') {
    const words = Object.hasOwn(CLUSTER_WORDS, action) ? CLUSTER_WORDS[action] : undefined;
    return { lane: 'cluster', kind: `cluster-${kebab(action)}`, title: (record) => withName(words ?? `clusters/${action}`, record) };
  }
  if (action === 'attachNotebook' || action === 'detachNotebook') {
    const words = action === 'attachNotebook' ? 'notebook attached' : 'notebook detached';
    return {
      lane: 'cluster',
      kind: kebab(action),
      title: ({ params }) => `${words}: ${textAt(params, 'path') ?? textAt(params, 'notebookId') ?? '?'}`,
    };
  }
  if (service === 'jobs') return { lane: 'cluster', kind: 'job', title: jobTitle };
  return { lane: 'cluster', kind: 'audit-record', title: () => `${service}/${action}` };
}

function sshTitle({ action, params }: StoryRecord): string {
  const name = textAt(params, 'userName');
  return `ssh ${action}${name === null ? '' : ` as ${name}`}`;
}

function withName(words: string, record: StoryRecord): string {
  const name = textAt(record.params, 'cluster_name') ?? textAt(record.params, 'clusterName') ?? textAt(answerOf(record), 'cluster_name');
  return name === null ? words : `${words}: ${name}`;
}

function jobTitle({ action, jobId, runId }: StoryRecord): string {
  return `jobs/${action}${jobId === null ? '' : ` of job ${jobId}`}${runId === null ? '' : `, run ${runId}`}`;
}

const SHOWN = [
  ...['cluster_name', 'clusterName', 'cluster_creator', 'clusterOwnerUserId', 'single_user_name', 'instance_pool_id', 'clusterState'],
  ...[
    'cluster_state',
    'clusterWorkers',
    'num_workers',
    'cluster_num_workers',
    'termination_code',
    'cause',
    'init_scripts',
    'path',
    'notebookId',
  ],
  ...[
    'jobId',
    'job_id',
    'runId',
    'run_id',
    'containerId',
    'userName',
    'port',
    'publicKey',
    'acl_path_prefix',
    'resourceId',
    'aclPermissionSet',
  ],
];

function detailsOf({ service, action, params }: StoryRecord): Readonly<Record<string, string>> {
  const shown = SHOWN.flatMap((name) => {
    const value = textAt(params, name);
    return value === null ? [] : [[name, value.slice(0, 1000)] as const];
  });
  return { action: `${service}/${action}`, ...Object.fromEntries(shown) };
}

/** Letters and digits of a name in kebab-case; a log's action becomes a word of the format only so. */
function kebab(action: string): string {
  const words = action
    .slice(0, 60)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words === '' ? 'other' : words;
}
