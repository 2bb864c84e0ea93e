/** What every rule and correlation of every shipped pack promises, and that its own tests hold. */
import { describe, expect, it } from 'vitest';
import { ATTACK_REFERENCE, TACTICS, TECHNIQUES } from '../../scripts/attack-techniques.ts';
import { isCorrelation, isRule, readPacks, selectionsOf, silencedRules, type PackDocument, type PackRule } from '../../scripts/pack.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { LEVELS, levelRank } from '../../src/core/level.ts';
import { parseRules, verifyRule } from '../../src/core/rules/index.ts';
import { databricksDelivery } from '../../src/schemas/databricks-delivery.ts';

const packs = readPacks();
const all = packs.flatMap((pack) => pack.documents);
const PUBLISHED = ['container-escape', 'host-security', 'kernel-exploit', 'suspicious-activity'];

/** Rules that look at an action whatever the service, or at a service whatever the action, with the reason. */
const WITHOUT_SERVICE: Readonly<Record<string, string>> = {
  'container-escape': 'published so',
  'host-security': 'published so',
  'kernel-exploit': 'published so',
  'suspicious-activity': 'published so',
  object_deleted: 'every service deletes',
  trufflehog_user_agent: 'every service can be scanned',
};

describe('all packs together', () => {
  it('give each document a name, an id and a title of its own', () => {
    for (const key of ['name', 'id', 'title'] as const) {
      const values = all.map((document) => document[key].toLowerCase());
      expect(
        values.filter((value, index) => values.indexOf(value) !== index),
        key,
      ).toEqual([]);
    }
  });

  it('use every technique in the list of ATT&CK, and so the list is no longer than needed', () => {
    const used = new Set(all.flatMap(({ tags }) => tags.map((tag) => tag.slice('attack.'.length).toUpperCase())));
    expect(Object.keys(TECHNIQUES).filter((id) => !used.has(id))).toEqual([]);
  });
});

describe.each(packs.map((pack) => [pack.name, pack] as const))('%s', (_, { documents, file, text }) => {
  const each = documents.map((document) => [document.name, document] as const);
  const rules = documents.filter(isRule);
  const correlations = documents.filter(isCorrelation);
  const silenced = silencedRules(documents);

  it.each(each)('%s says what it is, why it errs and what to do', (name, document) => {
    if (!PUBLISHED.includes(name)) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(document.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(document.title).toMatch(/^\S.{3,79}$/);
    expect(document.description.length).toBeGreaterThanOrEqual(40);
    expect(LEVELS).toContain(document.level);
    expect(document.falsepositives.length).toBeGreaterThan(0);
    for (const cause of document.falsepositives) expect(cause.length).toBeGreaterThanOrEqual(2);
    expect(document.auditsift.runbook.match(/[.;:?] |[.?]$/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it.each(each)('%s keeps to what the schemas of Sigma ask', (__, document) => {
    const loose = document as unknown as JsonObject;
    expect(Object.keys(loose).filter((key) => ['detection', 'correlation', 'filter'].includes(key))).toHaveLength(1);
    expect(['stable', 'test', 'experimental']).toContain(document.status);
    expect(loose['date']).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(document.tags.filter((tag) => !/^[a-z0-9_-]+\.[a-z0-9._-]+$/.test(tag))).toEqual([]);
    expect(new Set(document.tags).size).toBe(document.tags.length);
    expect(new Set(document.references).size).toBe(document.references.length);
    if (isRule(document)) {
      expect(loose['logsource']).toEqual({ product: 'databricks', service: 'audit' });
      expect(document.detection.condition).toBeTypeOf('string');
      return;
    }
    const { correlation } = document;
    expect(loose['logsource']).toBeUndefined();
    expect(correlation.timespan).toMatch(/^[1-9]\d*[smhd]$/);
    expect(correlation['group-by'].length).toBeGreaterThan(0);
    expect(new Set(correlation.rules).size).toBe(correlation.rules.length);
    expect(['event_count', 'value_count', 'temporal', 'temporal_ordered']).toContain(correlation.type);
    if (!correlation.type.startsWith('temporal')) expect(Object.keys(correlation.condition ?? {})).not.toEqual([]);
    if (correlation.type === 'value_count') expect(correlation.condition?.['field']).toBeDefined();
  });

  it.each(each)('%s has tags of one version of ATT&CK, and names it', (__, { tags, references }) => {
    expect(tags.length).toBeGreaterThan(0);
    const known = [...Object.keys(TECHNIQUES).map((id) => id.toLowerCase()), ...TACTICS].map((id) => `attack.${id}`);
    expect(tags.filter((tag) => !known.includes(tag))).toEqual([]);
    expect(references).toContain(ATTACK_REFERENCE);
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))(
    '%s has tests that match and tests that do not',
    (__, { auditsift: { tests } }) => {
      expect(tests.filter((test) => test.matches)).not.toEqual([]);
      expect(tests.filter((test) => !test.matches)).not.toEqual([]);
      expect(new Set(tests.map((test) => test.title)).size).toBe(tests.length);
    },
  );

  it.each(rules.map((rule) => [rule.name, rule] as const))('%s has the level of its highest selection', (__, rule) => {
    const { levels } = rule.auditsift;
    if (levels === undefined) return;
    const positive = selectionsOf(rule)
      .map(([name]) => name)
      .filter((name) => !isException(rule, name));
    expect(Object.keys(levels).sort()).toEqual(positive.sort());
    expect(Math.max(...Object.values(levels).map(levelRank))).toBe(levelRank(rule.level));
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))('%s names the service in each selection that names an action', (name, rule) => {
    const unguarded = selectionsOf(rule).filter(
      ([selection, items]) =>
        !isException(rule, selection) &&
        items['serviceName'] === undefined &&
        Object.keys(items).some((field) => field.startsWith('actionName')),
    );
    if (!(name in WITHOUT_SERVICE)) expect(unguarded.map(([selection]) => selection)).toEqual([]);
  });

  it.each(rules.filter(({ auditsift }) => auditsift.levels !== undefined).map((rule) => [rule.name, rule] as const))(
    '%s is tested at each of its levels',
    (__, { auditsift: { tests, levels = {} } }) => {
      const tested = new Set(tests.map((test) => test.level));
      expect([...new Set(Object.values(levels))].filter((level) => !tested.has(level))).toEqual([]);
    },
  );

  it.runIf(correlations.length > 0).each(correlations.map((document) => [document.name, document] as const))(
    '%s counts rules of its own pack, and is tested for firing and for silence',
    (name, { correlation, auditsift: { tests } }) => {
      expect(correlation.rules.filter((rule) => !documents.some((document) => document.name === rule))).toEqual([]);
      for (const fields of Object.values(correlation.aliases ?? {}))
        expect(Object.keys(fields).sort()).toEqual([...correlation.rules].sort());
      const expected = tests.map((test) => test.findings.find(({ rule }) => rule === name)?.count);
      expect(expected).not.toContain(undefined);
      expect(expected).toContain(0);
      if (!silenced.has(name)) expect(expected.some((count) => (count ?? 0) > 0)).toBe(true);
      const unknown = tests.flatMap((test) => test.findings).filter(({ rule }) => !documents.some((document) => document.name === rule));
      expect(unknown).toEqual([]);
    },
  );

  it('silences nothing that has something to say', () => {
    const loud = documents.filter(({ name, level }) => silenced.has(name) && level !== 'informational');
    expect(loud.map(({ name }) => name)).toEqual([]);
    const generating = correlations
      .filter(({ correlation }) => correlation.generate === true)
      .flatMap(({ correlation }) => correlation.rules);
    expect(generating.filter((name) => silenced.has(name))).toEqual([]);
  });

  it('has invented records only', () => {
    for (const record of documents.flatMap(recordsOf)) {
      const json = JSON.stringify(record);
      expect(json.match(/[\w.+-]+@[\w.-]+/g)?.filter((email) => !/@example\.(com|net)$/.test(email)) ?? []).toEqual([]);
      const address = record['sourceIPAddress'];
      if (typeof address === 'string' && address !== '') expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
      expect(record['accountId'] ?? '00000000-0000-0000-0000-000000000001').toBe('00000000-0000-0000-0000-000000000001');
    }
  });

  it('holds records that the schema of the delivery recognises', () => {
    expect(documents.flatMap(recordsOf).filter((record) => !databricksDelivery.recognises(record))).toEqual([]);
  });

  const parsed = parseRules(text, file);

  it('loads without an issue', () => {
    expect(parsed.issues).toEqual([]);
    expect(parsed.rules.map(({ name }) => name)).toEqual(rules.map(({ name }) => name));
    expect(parsed.correlations.map(({ name }) => name)).toEqual(correlations.map(({ name }) => name));
  });

  it.each(parsed.rules.map((rule) => [rule.name, rule] as const))('%s passes its own tests', (__, rule) => {
    expect(rule.tests.length).toBe(rules.find(({ name }) => name === rule.name)?.auditsift.tests.length);
    expect(verifyRule(rule, (record) => record)).toEqual([]);
  });
});

/** Whether a selection stands under `not` in the condition, by its name or by the pattern that covers it. */
function isException(rule: PackRule, selection: string): boolean {
  return [...rule.detection.condition.matchAll(/\bnot (?:1 of )?([a-z_*]+)/g)].some(([, name = '']) =>
    name.endsWith('*') ? selection.startsWith(name.slice(0, -1)) : selection === name,
  );
}

function recordsOf(document: PackDocument): readonly JsonObject[] {
  return isRule(document)
    ? document.auditsift.tests.map((test) => test.record)
    : document.auditsift.tests.flatMap((test) => test.sequence.map((step) => step.record));
}
