/**
 * Commands that keep evidence from being lost: of a host that may still be there, and of its clusters. Printed, never run.
 *
 * Owns: what to keep, in the order in which it is lost. Must not know: how a value is escaped (literals.ts).
 */
import type { Entity, FollowUp, Relation, TimelineEvent } from '../model.ts';
import { shellWord } from './literals.ts';
import { regionOf } from './queries.ts';
import type { Unfollowed } from './subject.ts';

/** Hosts and clusters beyond these would bury the rest of the answer. */
const MOST_HOSTS = 20;

/** For each host that is not known to be terminated, then for each cluster, then for stolen credentials. */
export function preservationFor({ entities, relations, timeline }: Unfollowed): readonly FollowUp[] {
  const alive = entities.filter(({ kind, interval }) => kind === 'instance' && interval.to === null).slice(0, MOST_HOSTS);
  const clusters = entities.filter(({ kind }) => kind === 'cluster').slice(0, MOST_HOSTS);
  return [
    ...alive.flatMap((host) => hostCommands(host, interfacesOf(host, relations))),
    ...clusters.map(clusterCommands),
    ...revocations(relations, timeline),
  ];
}

function hostCommands(host: Entity, interfaces: readonly string[]): readonly FollowUp[] {
  const id = shellWord(host.value);
  const region = regionOf(host.attributes['region'] ?? []);
  const aws = (command: string): string => `aws ec2 ${command}${region}`;
  const keep = (title: string, why: string, ...lines: readonly string[]): FollowUp => ({
    kind: 'preserve',
    tool: 'aws-cli',
    title: `${title} of ${host.value}`,
    why,
    text: lines.join('\n'),
  });
  return [
    keep(
      'Termination protection',
      'Databricks ends hosts when a cluster stops or shrinks, and their disks go with them; this makes such a call fail',
      aws(`modify-instance-attribute --instance-id ${id} --disable-api-termination`),
      aws(`modify-instance-attribute --instance-id ${id} --instance-initiated-shutdown-behavior stop`),
    ),
    keep(
      'State',
      'addresses, roles, groups and tags are known only as long as the host exists',
      aws(`describe-instances --instance-ids ${id} --output json > ${shellWord(`instance-${fileName(host.value)}.json`)}`),
    ),
    keep(
      'Snapshots of all disks',
      'the disks of a cluster are deleted with the host',
      aws(
        `create-snapshots --instance-specification InstanceId=${id} --copy-tags-from-source volume --description ${shellWord(`evidence of ${host.value}`)}`,
      ),
    ),
    ...isolation(host, interfaces, keep, aws),
  ];
}

function isolation(
  host: Entity,
  interfaces: readonly string[],
  keep: (title: string, why: string, ...lines: readonly string[]) => FollowUp,
  aws: (command: string) => string,
): readonly FollowUp[] {
  const vpcs = host.attributes['vpcId'] ?? [];
  const [vpc] = vpcs;
  if (vpc === undefined || vpcs.length > 1 || interfaces.length === 0) return [];
  const group = shellWord(`isolate-${host.value}`);
  return [
    keep(
      'Isolation',
      'take it off the network after the snapshots; connections that are open stay open until they end, and the cluster loses the node',
      `group=$(${aws(`create-security-group --group-name ${group} --description ${shellWord('no traffic')} --vpc-id ${shellWord(vpc)}`)} --query GroupId --output text)`,
      aws(`revoke-security-group-egress --group-id "$group" --ip-permissions ${shellWord('IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]')}`),
      ...interfaces.map((eni) => aws(`modify-network-interface-attribute --network-interface-id ${shellWord(eni)} --groups "$group"`)),
    ),
  ];
}

function clusterCommands({ value }: Entity): FollowUp {
  const id = shellWord(value);
  const file = fileName(value);
  return {
    kind: 'preserve',
    tool: 'databricks-cli',
    title: `Configuration and events of cluster ${value}`,
    why: 'Databricks forgets a terminated cluster after 30 days unless it is pinned, and its events with it',
    text: [
      `databricks clusters pin -- ${id}`,
      `databricks clusters get -o json -- ${id} > ${shellWord(`cluster-${file}.json`)}`,
      `databricks clusters events -o json -- ${id} > ${shellWord(`cluster-${file}-events.json`)}`,
    ].join('\n'),
  };
}

/** Credentials of a host that were used elsewhere stay valid for hours, whatever happens to the host. */
function revocations(relations: readonly Relation[], timeline: readonly TimelineEvent[]): readonly FollowUp[] {
  const stolenFrom = new Set(timeline.filter(({ details }) => 'credentials-used-elsewhere' in details).map(({ instanceId }) => instanceId));
  const roles = new Set(
    relations.filter(({ kind, from }) => kind === 'acts-as' && stolenFrom.has(from.value)).flatMap(({ to }) => roleName(to.value)),
  );
  return [...roles].slice(0, MOST_HOSTS).map((role) => ({
    kind: 'preserve',
    tool: 'aws-cli',
    title: `Revoke the sessions of role ${role}`,
    why: 'credentials of a host were used from elsewhere; this ends every session that began before now, also those of other hosts with the role',
    text: `aws iam put-role-policy --role-name ${shellWord(role)} --policy-name AWSRevokeOlderSessions --policy-document "$(printf ${shellWord(REVOKING_POLICY)} "$(date -u +%Y-%m-%dT%H:%M:%SZ)")"`,
  }));
}

/** As the IAM console writes it for "Revoke active sessions"; the time is filled in when it is run. */
const REVOKING_POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"DateLessThan":{"aws:TokenIssueTime":"%s"}}}]}';

/** The role in an ARN of a role or of one of its sessions; a bare name is one already. */
function roleName(value: string): readonly string[] {
  const session = /:assumed-role\/([^/]+)(?:\/|$)/.exec(value)?.[1];
  const role = session ?? /:role\/(?:.*\/)?([^/]+)$/.exec(value)?.[1] ?? (value.includes(':') ? undefined : value);
  return role === undefined ? [] : [role];
}

function interfacesOf(host: Entity, relations: readonly Relation[]): readonly string[] {
  const open = relations.filter(
    ({ kind, from, interval }) => kind === 'has-interface' && from.value === host.value && interval.to === null,
  );
  return [...new Set(open.map(({ to }) => to.value))];
}

/** A value of a log is never a path: what else stands in it becomes `_`. */
function fileName(value: string): string {
  return value.replace(/[^\w-]/g, '_').slice(0, 64);
}
