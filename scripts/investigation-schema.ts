/**
 * The shape of what `auditsift investigate -f json` writes, strict: a test holds outputs to it, and docs/investigation.schema.json is made
 * of it. The types behind it are in src/core/investigate/model.ts.
 */
import * as z from 'zod';
import { LANES } from '../src/core/investigate/model.ts';
import { LEVELS } from '../src/core/level.ts';
import { PROBLEMS, type ProblemCode } from '../src/core/problem.ts';

const text = z.string();
const textOrNull = text.nullable();
const natural = z.int().min(0);
const time = z.iso.datetime().nullable();
const role = z.enum(['findings', 'audit', 'cloudtrail', 'flow-logs', 'node-timeline']);
const interval = z.strictObject({ from: time, to: time }).describe('Both ends count; null is open or not known.');
const confidence = z
  .enum(['certain', 'likely', 'possible'])
  .describe('certain: a log states it; likely: it follows from ids and times; possible: other readings fit, see basis.');
const evidence = z.array(z.strictObject({ input: role, uri: text, line: natural.nullable(), index: natural.nullable(), offset: natural }));
const entityKind = z.enum(['instance', 'interface', 'address', 'cluster', 'pool', 'principal']);
const entityRef = z.strictObject({ kind: entityKind, value: text });
const traffic = z.strictObject({ flows: natural, packets: natural, bytes: z.number().min(0) });

export const INVESTIGATION = z.strictObject({
  schemaVersion: z.literal(1),
  starts: z.array(z.strictObject({ kind: z.enum(['instance', 'cluster', 'user', 'ip']), value: text })),
  window: interval,
  complete: z.boolean().describe('False when something could not be read or understood; see the problems of the inputs.'),
  inputs: z.array(
    z.strictObject({
      role,
      paths: z.array(text),
      artifacts: z.strictObject({ read: natural, excluded: natural, failed: natural }),
      records: z.strictObject({ read: natural, used: natural, rejected: natural, unrecognised: natural }),
      problems: z.partialRecord(z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]), natural),
      complete: z.boolean(),
      window: interval,
      seen: interval,
    }),
  ),
  omitted: z.strictObject({ entities: natural, relations: natural, timeline: natural, peers: natural }),
  entities: z.array(
    z.strictObject({ kind: entityKind, value: text, start: z.boolean(), interval, attributes: z.record(text, z.array(text)) }),
  ),
  relations: z.array(
    z.strictObject({
      kind: z.enum(['has-interface', 'has-address', 'member-of', 'from-pool', 'acts-as', 'created-by']),
      ...{ from: entityRef, to: entityRef, interval, confidence, basis: text, evidence },
    }),
  ),
  timeline: z.array(
    z.strictObject({
      ...{ time, end: time, lane: z.enum(LANES), kind: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), title: text },
      ...{ level: z.enum(LEVELS).nullable(), outcome: z.enum(['succeeded', 'failed', 'unknown']) },
      ...{ instanceId: textOrNull, clusterId: textOrNull, workspaceId: textOrNull, actor: textOrNull, sourceIp: textOrNull },
      ...{ command: textOrNull, details: z.record(text, text), count: natural, confidence, basis: text, evidence },
    }),
  ),
  peers: z.array(
    z.strictObject({
      ...{ instanceId: text, interfaceId: textOrNull, address: text, direction: z.enum(['inbound', 'outbound', 'unknown']) },
      ...{ scope: z.enum(['internal', 'external']), awsService: textOrNull },
      ports: z.array(z.strictObject({ protocol: natural, port: natural.nullable(), bytes: z.number().min(0) })),
      ...{
        morePorts: natural,
        sent: traffic,
        received: traffic,
        rejected: traffic,
        first: time,
        last: time,
        confidence,
        basis: text,
        evidence,
      },
    }),
  ),
  gaps: z.array(
    z.strictObject({
      ...{ code: z.string().regex(/^[a-z]+(-[a-z]+)*$/), sentence: text, about: entityRef.nullable(), interval },
      searched: z.array(z.strictObject({ input: role, from: time, to: time, records: natural })),
    }),
  ),
  followUps: z.array(
    z.strictObject({
      kind: z.enum(['query', 'preserve']),
      tool: z.enum(['athena', 'cloudtrail-lake', 'aws-cli', 'databricks-sql', 'databricks-cli']),
      ...{ title: text, why: text, text },
    }),
  ),
});

/** What `jsonl` names its lines, and where each stands in the document. */
export const LINE_KINDS = ['investigation', 'entity', 'relation', 'event', 'peer', 'gap', 'follow-up'] as const;

/** The JSON Schema of the document. */
export function investigationSchema(): object {
  return { ...z.toJSONSchema(INVESTIGATION), title: 'auditsift investigation' };
}
