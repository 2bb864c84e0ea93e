/**
 * The published shape of a rule file, and the check of a rule's metadata against it. The only file that knows the `zod` package.
 *
 * Sources: Sigma 2.1.0, sigma-rules-specification.md and sigma-detection-rule-schema.json; `auditsift` is ours.
 * Must not know: positions in a file (rule-reader.ts puts them on complaints), what a detection means.
 */
import * as z from 'zod';
import { ACTION_NAMES, SERVICE_NAMES } from '../catalogue/catalogue.ts';
import type { JsonObject } from '../json/value.ts';
import { LEVELS } from '../level.ts';
import { BODY, type DocumentKind } from './document.ts';
import { nearest, suggestion } from './similar.ts';
import type { IssueCode } from './report.ts';
import { CORRELATION_TYPES } from './rule.ts';
import { TIMESPAN } from './timespan.ts';

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

const testRecord = z.record(z.string(), z.unknown());
const timespan = z.string().regex(/^\d{1,9}[smhdw]$/, { error: `must be ${TIMESPAN}` });

const recordTest = z
  .strictObject({
    title: text(256).describe('What the sample shows.'),
    record: testRecord.describe('One record as delivered.'),
    matches: z.boolean().describe('Whether the rule must match it.'),
    level: level.nullish().describe('The level the match must have.'),
  })
  .describe('A sample record and what the rule must say to it.');

const sequenceTest = z
  .strictObject({
    title: text(256).describe('What the sequence shows.'),
    sequence: z
      .array(
        z.strictObject({
          after: timespan.nullish().describe('Event time after the beginning of the sequence; 0s by default.'),
          record: testRecord.describe('One record as delivered; its time is replaced.'),
          repeat: z.int().min(1).max(10_000).nullish().describe('How many such records; 1 by default.'),
          every: timespan.nullish().describe('How far apart they are; 0s by default.'),
        }),
      )
      .min(1),
    findings: z
      .array(z.strictObject({ rule: text(256).describe('Name of a rule or correlation.'), count: z.int().min(0) }))
      .min(1)
      .describe('How many findings each of these rules must give.'),
  })
  .describe('Records over time, and the findings expected from them.');

const auditsift = z
  .strictObject({
    levels: z.record(z.string(), level).nullish().describe('Selection → level, where it differs from the level of the rule.'),
    runbook: text(65_535).nullish().describe('What to do when the rule fires.'),
    tests: z.array(z.union([recordTest, sequenceTest])).nullish(),
    accepts: z
      .array(z.string())
      .nullish()
      .describe('Codes of warnings of `rules check` that are known and meant, such as slow-rule; they are not told again.'),
    owner: text(256).nullish().describe('Who answers for the rule.'),
    reason: text(65_535).nullish().describe('Why it is there.'),
    expires: day.nullish().describe('The day on which it should be looked at again; a filter no longer applies after it.'),
    absence: z
      .strictObject({
        while: z.array(text(256)).describe('Fields in which other groups must agree that are heard throughout the silence.'),
        alive: z
          .array(text(256))
          .nullish()
          .describe('Rules whose matches also show that a group is alive after its silence; without them it must be heard again.'),
      })
      .nullish()
      .describe('On an event_count correlation with `lt: 1`: fire when a group falls silent.'),
  })
  .describe('What auditsift adds to Sigma; other tools ignore this key.');

const head = {
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
  auditsift: auditsift.nullish(),
};

const SCHEMAS = {
  rule: z.looseObject({ ...head, logsource }),
  // Published correlations carry a logsource now and then; it is no part of them.
  correlation: z.looseObject(head),
  filter: z.looseObject({ ...head, logsource }),
} as const satisfies Record<DocumentKind, z.ZodType>;

/** Metadata that passed the check. */
export type Metadata = z.infer<(typeof SCHEMAS)['correlation']> & { readonly logsource?: z.infer<typeof logsource> };

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
 * Checks everything of a document but its `detection`, `correlation` or `filter`.
 * @param rule the document as JSON
 * @returns the metadata (null when something is wrong with it) and every complaint
 */
export function checkMetadata(
  rule: JsonObject,
  kind: DocumentKind,
): { readonly metadata: Metadata | null; readonly complaints: readonly Complaint[] } {
  const { dated, complaints: dates } = withDashes(rule);
  const result = SCHEMAS[kind].safeParse(dated);
  const complaints = (result.error?.issues ?? []).flatMap((issue) => complaintsOf(issue, rule));
  return { metadata: result.data ?? null, complaints: [...complaints, ...dates, ...unlikelyKeys(rule, kind)] };
}

/** Rules from before Sigma 2.0 have dates with slashes. There are many, and the date decides nothing. */
function withDashes(rule: JsonObject): { readonly dated: JsonObject; readonly complaints: readonly Complaint[] } {
  const old = (['date', 'modified'] as const).flatMap((key) => {
    const written = rule[key];
    return typeof written === 'string' && /^\d{4}\/\d{2}\/\d{2}$/.test(written) ? [[key, written.replaceAll('/', '-')] as const] : [];
  });
  if (old.length === 0) return { dated: rule, complaints: [] };
  const complaints = old.map(([key, dashed]): Complaint => {
    const message = `Since Sigma 2.0 a day is written with dashes, \`${dashed}\`.`;
    return { severity: 'warning', code: 'bad-metadata', path: [key], about: 'value', message };
  });
  return { dated: { ...rule, ...Object.fromEntries(old) }, complaints };
}

/** Sigma allows keys of one's own, but one that is nearly a known key is probably that key misspelt, and ours have their place. */
function unlikelyKeys(rule: JsonObject, kind: DocumentKind): readonly Complaint[] {
  const known = [...Object.keys(SCHEMAS[kind].shape), BODY[kind], 'generate'];
  return Object.keys(rule).flatMap((key) => {
    if (Object.hasOwn(auditsift.shape, key) && !known.includes(key)) {
      const message = `\`${key}\` has no effect here; it belongs under \`auditsift\`, as in \`auditsift: {${key}: …}\`.`;
      return [{ severity: 'warning', code: 'unknown-key', path: [key], about: 'key', message } as const];
    }
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
  if (issue.code === 'invalid_union' && path.includes('tests')) return testComplaints(issue, path, rule);
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAllowedAt(path, rule);
    return issue.keys.map((key) => {
      const message = `\`${dotted(path)}\` has no key \`${key}\`; it takes ${allowed.join(', ')}.${suggestion(key, allowed)}`;
      return { severity: 'error', code: 'unknown-key', path: [...path, key], about: 'key', message };
    });
  }
  const missing = isMissing(rule, path);
  const about = missing ? 'is missing' : describe(issue);
  const hint = issue.code === 'invalid_value' ? wordMeant(String(valueAt(rule, path)), issue.values.map(String)) : '';
  const message = `\`${dotted(path)}\` ${about}.${missing ? '' : hint}`;
  return [{ severity: 'error', code: missing ? 'missing-key' : 'bad-metadata', path, about: 'value', message }];
}

/** The word of a list that was misspelt or cut short. */
function wordMeant(word: string, words: readonly string[]): string {
  const whole = word.length < 3 ? undefined : words.find((known) => known.startsWith(word.toLowerCase()));
  return whole === undefined ? suggestion(word, words) : ` Did you mean \`${whole}\`?`;
}

function keysAllowedAt(path: readonly (string | number)[], rule: JsonObject): readonly string[] {
  if (path.includes('absence')) return ['while', 'alive'];
  if (!path.includes('tests')) return Object.keys(auditsift.shape);
  if (path.includes('sequence')) return ['after', 'record', 'repeat', 'every'];
  if (path.includes('findings')) return ['rule', 'count'];
  return Object.keys((isMissing(rule, [...path, 'sequence']) ? recordTest : sequenceTest).shape);
}

/** A test is one of two kinds; what is wrong with it is what is wrong with it as the kind it is meant to be. */
function testComplaints(
  { errors }: z.core.$ZodIssueInvalidUnion,
  path: readonly (string | number)[],
  rule: JsonObject,
): readonly Complaint[] {
  const meant = errors[isMissing(rule, [...path, 'sequence']) ? 0 : 1] ?? [];
  return meant.flatMap((issue) => complaintsOf({ ...issue, path: [...path, ...issue.path] }, rule));
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
  const value = valueAt(rule, path);
  return value === null || value === undefined;
}

/** What stands at a path; undefined when nothing does. */
function valueAt(rule: unknown, path: readonly (string | number)[]): unknown {
  let value = rule;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const keyword = z.union([z.string(), z.number(), z.boolean()]).describe('A keyword, searched in every value of the record.');
const condition = (what: string): z.ZodType => z.union([text(65_535), z.array(text(65_535)).min(1)]).describe(what);
const ruleNames = z.array(text(256)).min(1).describe('Names or ids of rules or correlations.');

/** One value or several; the names of the catalogue are offered for completion, and any other text is as good. */
function offered(id: string, names: readonly string[]): z.ZodType {
  const name = z.union([z.enum(names), scalar]).meta({ id });
  return z.union([name, z.array(name).min(1)]).optional();
}

function bodies(): { readonly rule: z.ZodType; readonly correlation: z.ZodType; readonly filter: z.ZodType } {
  const items = z
    .object({ serviceName: offered('Service', SERVICE_NAMES), actionName: offered('Action', ACTION_NAMES) })
    .catchall(z.union([scalar, z.array(scalar).min(1)]))
    .meta({
      id: 'Items',
      description: '`field|modifier: value(s)`; all items must hold (AND), one value of a list is enough (OR).',
      minProperties: 1,
    });
  const selection = z
    .union([items, z.array(z.union([keyword, items])).min(1)])
    .meta({ id: 'Selection', description: 'A selection: a map (AND), a list of maps (OR), or keywords.' });
  const logic = 'and, or, not, brackets, `1 of pattern*`, `all of them` over the names of the selections; a list is joined by OR.';
  const detection = z
    .object({ condition: condition(logic) })
    .catchall(selection)
    .describe('Named selections, and the condition that joins them.');
  const filter = z
    .object({
      rules: z
        .union([z.array(text(256)), z.literal('any')])
        .nullish()
        .describe('Names or ids of the rules it is for; `any`, an empty list, or none at all: every rule its logsource fits.'),
      condition: condition(`Where a rule still fires; to except something, write \`not selection\`. ${logic}`),
    })
    .catchall(selection)
    .describe('What keeps rules from firing: they fire only where the condition holds.');
  const bound = z.number().optional();
  const bounds = z
    .strictObject({
      ...{ gt: bound, gte: bound, lt: bound, lte: bound, eq: bound, neq: bound },
      field: z
        .union([text(256), z.array(text(256)).min(1)])
        .optional()
        .describe('What is counted or computed (value types).'),
      percentile: z.number().min(0).max(100).optional(),
    })
    .describe('Bounds; all of them must hold.');
  const correlation = z
    .looseObject({
      type: z.enum(CORRELATION_TYPES),
      rules: z.union([ruleNames, text(256)]),
      'group-by': z
        .union([z.array(text(256)), text(256)])
        .nullish()
        .describe('Fields or aliases that must be equal; none is one group.'),
      timespan: timespan.describe(`Length of the sliding window: ${TIMESPAN}.`),
      condition: z
        .union([bounds, text(65_535)])
        .nullish()
        .describe('Needed by all but the temporal types.'),
      aliases: z.record(z.string(), z.record(z.string(), z.string())).nullish().describe('Alias → name of a rule → its field.'),
      generate: z.boolean().nullish().describe('Whether the listed rules of the same file also give findings of their own.'),
    })
    .describe('Other rules’ matches, counted or ordered in time.');
  return {
    rule: SCHEMAS.rule.extend({ detection }).meta({ id: 'Rule', description: 'A Sigma rule (specification 2.1).' }),
    correlation: SCHEMAS.correlation.extend({ correlation }).meta({ id: 'Correlation', description: 'A Sigma correlation (2.1).' }),
    filter: SCHEMAS.filter.extend({ filter }).meta({ id: 'Filter', description: 'A Sigma filter (2.1).' }),
  };
}

/** The JSON Schema (2020-12) of a rule file, for editors. */
export function ruleFileSchema(): Record<string, unknown> {
  const { rule, correlation, filter } = bodies();
  const document = z.union([rule, correlation, filter]);
  const container = z
    .strictObject({ $schema: z.string().optional(), rules: z.array(document) })
    .describe('Several documents in one file; each is a Sigma document by itself.');
  const file = z.union([container, z.array(document), document]);
  const { $schema, ...schema } = z.toJSONSchema(file, { target: 'draft-2020-12', io: 'input' });
  return { $schema, title: 'auditsift rule file', ...schema };
}
