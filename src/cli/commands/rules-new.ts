/** `auditsift rules new`: a rule to begin with, commented; it passes `rules check` and `rules test` as it is. */
import { openStreamOutput } from '../../sinks/output.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

const DEFAULT_NAME = 'cluster_deleted_by_hand';

/** @returns the exit code: 0 */
export async function rulesNewCommand(name: string | undefined, io: Io): Promise<number> {
  const output = openStreamOutput(io.stdout);
  await output.write(ruleTemplate(name ?? DEFAULT_NAME));
  await output.commit();
  return EXIT.ok;
}

/**
 * The text of the template.
 * @throws UsageError for a name that would have to be quoted somewhere
 */
export function ruleTemplate(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(name))
    throw new UsageError(`rules new ${name}: a name begins with a letter and has letters, digits, _ and - only, such as ${DEFAULT_NAME}`);
  const words = name.replace(/[_-]+/g, ' ').trim();
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return `# A Sigma rule. Change what stands behind the colons, then:
#   auditsift rules check ${name}.yml    is it sound?
#   auditsift rules test ${name}.yml     does it say yes and no to the right records?
#   auditsift -r ${name}.yml logs/       what does it find?
title: ${JSON.stringify(title || name)}
name: ${JSON.stringify(name)} # unique; what a finding shows under \`alerts\`
status: experimental # later: test, stable
level: medium # informational, low, medium, high, critical
description: Somebody deleted a cluster, and no automation of ours did.
logsource: # which records it is tried on
  product: databricks
  service: audit
detection:
  # A selection is a map of fields and values; all of its lines must hold. A list of values means any of them.
  # Values are compared as a whole and without regard to case. field|modifier: contains, startswith, endswith, re, cidr, gt, …
  deletion:
    serviceName: clusters
    actionName: [delete, permanentDelete]
  automation:
    userIdentity.email|endswith: '@robots.example.com'
  condition: deletion and not automation # and, or, not, brackets, 1 of them, all of name*
falsepositives:
  - Somebody tidies up
tags:
  - attack.impact
auditsift: # ours; other Sigma tools ignore it
  runbook: Ask the person named in the record. If it was not them, lock the account first.
  tests:
    - title: by a person
      record: {serviceName: clusters, actionName: delete, userIdentity: {email: ann@example.com}}
      matches: true
    - title: by automation
      record: {serviceName: clusters, actionName: delete, userIdentity: {email: nightly@robots.example.com}}
      matches: false
    - title: two deletions are two findings
      sequence:
        - record: {serviceName: clusters, actionName: delete, userIdentity: {email: ann@example.com}}
          repeat: 2
          every: 1m
      findings:
        - {rule: ${JSON.stringify(name)}, count: 2}
`;
}
