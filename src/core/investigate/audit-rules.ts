/**
 * What is looked for in the audit log: everything that names a host, a cluster or a warehouse of the story, everything that its users or
 * addresses did where the story starts with them, and the switch of verbose logging.
 */
import { DATABRICKS_AUDIT } from '../event.ts';
import type { Rule } from '../rules/rule.ts';
import { allOf, anyOf, beginsWith, equals, gathering, inBrackets, isAddress, mentions } from './rule-terms.ts';

export interface AuditTargets {
  /** Instances, clusters, warehouses. */
  readonly ids: ReadonlySet<string>;
  /** Job runs on those clusters, where only the run is named. */
  readonly runs: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
}

/** Everything of these runs and jobs, for those whose records do not all name their cluster. */
export function jobRules({ runs, jobs }: { readonly runs: ReadonlySet<string>; readonly jobs: ReadonlySet<string> }): readonly Rule[] {
  const named = (spellings: readonly string[], ids: ReadonlySet<string>): Parameters<typeof anyOf>[0] =>
    ids.size === 0 ? [] : spellings.map((name) => equals(`requestParams.${name}`, ids));
  return [
    gathering(
      'its jobs',
      DATABRICKS_AUDIT,
      allOf([equals('serviceName', ['jobs']), anyOf([...named(['runId', 'run_id'], runs), ...named(['jobId', 'job_id'], jobs)])]),
    ),
  ];
}

/** The setting that `workspace/workspaceConfEdit` switches; older pages call the action `workspaceConfKeys`. */
export const VERBOSE_KEY = 'enableVerboseAuditLogs';
const SOURCE = 'sourceIPAddress';
const TOGGLES = ['workspaceConfEdit', 'workspaceConfKeys'];

export function auditRules({ ids, runs, users, addresses }: AuditTargets): readonly Rule[] {
  const rule = (name: string, condition: Parameters<typeof gathering>[2]): Rule => gathering(name, DATABRICKS_AUDIT, condition);
  return [
    ...(ids.size === 0 ? [] : [rule('names it', mentions(ids))]),
    ...(runs.size === 0
      ? []
      : [
          rule(
            'its runs',
            allOf([equals('serviceName', ['jobs']), anyOf([equals('requestParams.runId', runs), equals('requestParams.run_id', runs)])]),
          ),
        ]),
    ...(users.size === 0 ? [] : [rule('its users', anyOf([equals('userIdentity.email', users), equals('requestParams.user', users)]))]),
    ...(addresses.size === 0
      ? []
      : [rule('its addresses', anyOf([isAddress(SOURCE, addresses), beginsWith(SOURCE, addresses), inBrackets(SOURCE, addresses)]))]),
    rule('verbose switch', allOf([equals('actionName', TOGGLES), mentions([VERBOSE_KEY])])),
  ];
}
