/**
 * The published shape of a rule file, and the check of a rule's metadata against it. The only file that knows the `zod` package.
 *
 * Sources: Sigma 2.1.0, sigma-rules-specification.md and sigma-detection-rule-schema.json; `auditsift` is ours.
 * Must not know: positions in a file (rule-reader.ts puts them on complaints), what a detection means.
 */
import * as z from 'zod';
import type { JsonObject } from '../json/value.ts';
import { LEVELS } from '../level.ts';
import { nearest, suggestion } from './similar.ts';
import type { IssueCode } from './report.ts';

const text = (max: number): z.ZodString => z.string().min(1).max(max);
const day = z.iso.date({ error: 'must be a day, written YYYY-MM-DD' });
const level = z.enum(LEVELS);
const uniqueTexts = z.array(text(65_535)).refine((items) => new Set(items).size === items.length, { error: 'holds the same entry twice' });

const logsource = z
  .looseObject({
    category: text(256).nullish().describe('Kind of log, such as process_creation.'),
    product: text(256).nullish().describe('Where it comes from: `databricks`, `aws`.'),
    service: text(256).nullish().describe('Which log of the product: `audit`, `cloudtrail`.'),
    definition: z.string().nullish().describe('A note; not evaluated.'),
  })
  .refine((parts) => parts.category ?? parts.product ?? parts.service, { error: 'must name at least one of category, product, service' })
  .meta({
    description: 'Which events the rule is for: each part named here must equal the event’s, without regard to case.',
    anyOf: ['category', 'product', 'service'].map((part) => ({ required: [part] })),
  });

const ruleTest = z
  .strictObject({
    title: text(256).describe('What the sample shows.'),
    record: z.record(z.string(), z.unknown()).describe('One record as delivered.'),
    matches: z.boolean().describe('Whether the rule must match it.'),
    level: level.nullish().describe('The level the match must have.'),
  })
  .describe('A sample record and what the rule must say to it.');

const auditsift = z
  .strictObject({
    levels: z.record(z.string(), level).nullish().describe('Selection → level, where it differs from the level of the rule.'),
    runbook: text(65_535).nullish().describe('What to do when the rule fires.'),
    tests: z.array(ruleTest).nullish(),
    owner: text(256).nullish().describe('Who answers for the rule.'),
    reason: text(65_535).nullish().describe('Why it is there.'),
    expires: day.nullish().describe('The day on which it should be looked at again.'),
  })
  .describe('What auditsift adds to Sigma; other tools ignore this key.');

const metadata = {
  title: text(256).describe('What the rule detects, in one line.'),
  id: z.guid({ error: 'must be a UUID such as 6f5e3c1a-8b0d-4c57-9f0e-2d1f6a7b8c9d' }).nullish().describe('A UUID of the rule’s own.'),
  name: text(256).nullish().describe('Short unique id, shown in `alerts`. Without it the id stands there, or the title.'),
  description: z.string().max(65_535).nullish(),
  status: z
    .enum(['stable', 'test', 'experimental', 'deprecated', 'unsupported'])
    .nullish()
    .describe('`unsupported` rules are listed and never run.'),
  level: level.nullish(),
  author: z.string().nullish(),
  date: day.nullish(),
  modified: day.nullish(),
  references: uniqueTexts.nullish(),
  falsepositives: z.array(z.string().min(2)).nullish().describe('Harmless things that make the rule fire.'),
  tags: z
    .array(z.string().regex(/^[a-z0-9_-]+\.[a-z0-9._-]+$/, { error: 'must be namespace.name in lower case, such as attack.t1611' }))
    .nullish()
    .describe('namespace.name, such as attack.t1611.'),
  related: z
    .array(
      z.looseObject({ id: z.guid({ error: 'must be a UUID' }), type: z.enum(['derived', 'obsolete', 'merged', 'renamed', 'similar']) }),
    )
    .nullish(),
  license: z.string().nullish().describe('SPDX.'),
  fields: z.array(z.string()).nullish(),
  scope: z.array(z.string()).nullish(),
  taxonomy: z.string().nullish().describe('Only `sigma`.'),
  'sigma-version': z.union([z.number(), z.string()]).nullish().describe('At most 2.'),
  logsource,
  auditsift: auditsift.nullish(),
};

const metadataSchema = z.looseObject(metadata);

/** Metadata that passed the check. */
export type Metadata = z.infer<typeof metadataSchema>;

/** What is wrong, and at which path of the rule. */
export interface Complaint {
  readonly severity: 'error' | 'warning';
  readonly code: IssueCode;
  readonly path: readonly (string | number)[];
  /** `key` when the key is wrong and not its value. */
  readonly about: 'key' | 'value';
  readonly message: string;
}

/**
 * Checks everything of a rule but its detection.
 * @param rule the rule as JSON
 * @returns the metadata (null when something is wrong with it) and every complaint
 */
export function checkMetadata(rule: JsonObject): { readonly metadata: Metadata | null; readonly complaints: readonly Complaint[] } {
  const result = metadataSchema.safeParse(rule);
  const complaints = (result.error?.issues ?? []).flatMap((issue) => complaintsOf(issue, rule));
  return { metadata: result.data ?? null, complaints: [...complaints, ...unlikelyKeys(rule)] };
}

/** Sigma allows keys of one's own, but one that is nearly a known key is probably that key misspelt. */
function unlikelyKeys(rule: JsonObject): readonly Complaint[] {
  const known = [...Object.keys(metadata), 'detection'];
  return Object.keys(rule).flatMap((key) => {
    const meant = known.includes(key) || key.length < 4 ? null : nearest(key, known);
    if (meant === null || Object.hasOwn(rule, meant)) return [];
    const message = `Sigma has no key \`${key}\`, so it is a note and has no effect. Did you mean \`${meant}\`?`;
    return [{ severity: 'warning', code: 'unknown-key', path: [key], about: 'key', message } as const];
  });
}

const KINDS: Readonly<Record<string, string>> = {
  ...{ string: 'a text', boolean: 'true or false', object: 'a map', record: 'a map', array: 'a list', number: 'a number' },
};

const LINES: Readonly<Record<string, readonly [yaml: string, json: string]>> = {
  title: ['title: what it detects', '"title": "what it detects"'],
  logsource: ['logsource: {product: databricks, service: audit}', '"logsource": {"product": "databricks", "service": "audit"}'],
};

/** The line that adds a required top-level key, as YAML or JSON writes it. */
export function lineToAdd(key: string, asJson: boolean): string | undefined {
  return LINES[key]?.[asJson ? 1 : 0];
}

function complaintsOf(issue: z.core.$ZodIssue, rule: JsonObject): readonly Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    const allowed = Object.keys(path.includes('tests') ? ruleTest.shape : auditsift.shape);
    return issue.keys.map((key) => {
      const message = `\`${dotted(path)}\` has no key \`${key}\`; it takes ${allowed.join(', ')}.${suggestion(key, allowed)}`;
      return { severity: 'error', code: 'unknown-key', path: [...path, key], about: 'key', message };
    });
  }
  const missing = isMissing(rule, path);
  const about = missing ? 'is missing' : describe(issue);
  return [
    { severity: 'error', code: missing ? 'missing-key' : 'bad-metadata', path, about: 'value', message: `\`${dotted(path)}\` ${about}.` },
  ];
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return Number(issue.minimum) > 1 ? `must have at least ${String(issue.minimum)} characters` : 'must not be empty';
    case 'too_big':
      return `must have at most ${String(issue.maximum)} characters`;
    case 'invalid_union':
      return 'must be a number or a text';
    default:
      return issue.message;
  }
}

function dotted(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** Whether a required thing is not there; `title:` with nothing behind it is not there either. */
function isMissing(rule: unknown, path: readonly (string | number)[]): boolean {
  let value = rule;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null;
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const items = z
  .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
  .meta({ description: '`field|modifier: value(s)`; all items must hold (AND), one value of a list is enough (OR).', minProperties: 1 });
const keyword = z.union([z.string(), z.number(), z.boolean()]).describe('A keyword, searched in every value of the record.');

const detection = z
  .object({
    condition: z
      .union([text(65_535), z.array(text(65_535)).min(1)])
      .describe('and, or, not, brackets, `1 of pattern*`, `all of them` over the names of the selections; a list is joined by OR.'),
  })
  .catchall(
    z.union([items, z.array(z.union([keyword, items])).min(1)]).describe('A selection: a map (AND), a list of maps (OR), or keywords.'),
  )
  .describe('Named selections, and the condition that joins them.');

const rule = z.looseObject({ ...metadata, detection }).meta({ id: 'Rule', description: 'A Sigma rule (specification 2.1).' });
const container = z
  .strictObject({ $schema: z.string().optional(), rules: z.array(rule) })
  .describe('Several rules in one file; each is a Sigma rule by itself.');
const file = z.union([container, z.array(rule), rule]);

/** The JSON Schema (2020-12) of a rule file, for editors. */
export function ruleFileSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(file, { target: 'draft-2020-12', io: 'input' });
  return { $schema, title: 'auditsift rule file', ...schema };
}
