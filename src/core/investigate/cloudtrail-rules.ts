/** What is looked for in CloudTrail: records that name an id of the story, and those of its addresses. */
import { AWS_CLOUDTRAIL } from '../event.ts';
import type { Rule } from '../rules/rule.ts';
import { allOf, gathering, isAddress, mentions, not } from './rule-terms.ts';

/** The first pass. */
export function cloudTrailRules(ids: ReadonlySet<string>, addresses: ReadonlySet<string>): readonly Rule[] {
  return [
    ...(ids.size === 0 ? [] : [gathering('names it', AWS_CLOUDTRAIL, mentions(ids))]),
    ...(addresses.size === 0 ? [] : [gathering('from its addresses', AWS_CLOUDTRAIL, isAddress('sourceIPAddress', addresses))]),
  ];
}

/** The second pass: what names an id that the first one found, without what the first one had. */
export function furtherCloudTrailRules(
  found: ReadonlySet<string>,
  ids: ReadonlySet<string>,
  addresses: ReadonlySet<string>,
): readonly Rule[] {
  const before = [...cloudTrailRules(ids, addresses)].map(({ condition }) => not(condition));
  return [gathering('names what was found', AWS_CLOUDTRAIL, allOf([mentions(found), ...before]))];
}
