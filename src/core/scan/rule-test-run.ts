/**
 * Runs the tests that rules, correlations and filters bring along (`auditsift.tests`), single records and sequences, and says of each that
 * fails what was expected, what came, and why.
 *
 * Owns: what passing means. Must not know: files, how a report looks.
 */
import type { Finding } from '../finding.ts';
import type { JsonObject } from '../json/value.ts';
import type { LogSchema, Platform } from '../ports.ts';
import { PROBLEMS } from '../problem.ts';
import { compileRule, compileRules } from '../rules/compile.ts';
import { explain, type Explanation } from '../rules/explain.ts';
import type { CompiledRuleSet, Rule, RuleHead, RuleLocation, RuleSet, RuleTest, SequenceTest } from '../rules/rule.ts';
import { suggestion } from '../rules/similar.ts';
import { verifyTest } from '../rules/verify.ts';
import { MOST_RECORDS, recordsIn, rehearse, type Rehearsal, type StageRecord } from './rehearsal.ts';

/** How one test ended. */
export interface TestOutcome {
  readonly document: RuleHead;
  readonly title: string;
  readonly location: RuleLocation;
  /** null when it passed. */
  readonly fault: TestFault | null;
}

export interface TestFault {
  /** One clause. */
  readonly message: string;
  readonly expected: string;
  readonly got: string;
  /** Of a single record: the rule's tree with what the record has. */
  readonly explanation: Explanation | null;
  /** Of a sequence: what came of it, bounded. */
  readonly findings: readonly Finding[];
}

export interface TestPorts {
  readonly schemas: readonly LogSchema[];
  readonly stage: StageRecord;
  readonly platform: Platform;
}

/** The documents that have something to run: what is of status unsupported has not. */
export function testedDocuments({ rules, correlations, filters }: RuleSet): readonly RuleHead[] {
  const all: readonly RuleHead[] = [...rules, ...correlations, ...filters];
  return all.filter(({ status }) => status !== 'unsupported');
}

/** Runs every test of a set, in the order of the documents. Sequences run with the whole set. */
export async function* runRuleTests(set: RuleSet, ports: TestPorts): AsyncGenerator<TestOutcome> {
  const rules = new Map<RuleHead, Rule>(set.rules.map((rule) => [rule, rule]));
  const compiled = compileRules(set);
  const names = testedDocuments({ ...set, filters: [] }).map(({ name }) => name);
  for (const document of testedDocuments(set)) {
    for (const test of document.tests) {
      const { title, location } = test;
      yield { document, title, location, fault: runSingle(rules.get(document), test, ports.schemas) };
    }
    for (const test of document.sequences) {
      const { title, location } = test;
      yield { document, title, location, fault: await runSequence(test, compiled, names, ports) };
    }
  }
}

function runSingle(rule: Rule | undefined, test: RuleTest, schemas: readonly LogSchema[]): TestFault | null {
  const expected = test.matches ? `a match${test.level === null ? '' : ` of level ${test.level}`}` : 'no match';
  const fault = (message: string, got: string, explanation: Explanation | null): TestFault => ({
    message,
    expected,
    got,
    explanation,
    findings: [],
  });
  if (rule === undefined) {
    return fault('correlations and filters are tested with a `sequence` and its `findings`, not with one `record`', 'nothing', null);
  }
  const compiled = compileRule(rule);
  const schema = schemas.find((candidate) => candidate.recognises(test.record));
  if (schema === undefined) return fault('no schema recognises the record', 'no event', null);
  const fields: JsonObject = schema.toEvent(test.record).fields;
  if (!compiled.appliesTo(schema.logsource))
    return fault(`the rule is not tried on records of the schema ${schema.name}`, 'no match', null);
  const message = verifyTest(compiled, test, fields);
  if (message === null) return null;
  const match = compiled.match(fields);
  const got = match === null ? 'no match' : `a match of ${match.level === null ? 'no level' : `level ${match.level}`}`;
  return fault(message, got, explain(rule.condition, fields));
}

async function runSequence(
  test: SequenceTest,
  rules: CompiledRuleSet,
  names: readonly string[],
  ports: TestPorts,
): Promise<TestFault | null> {
  const expected = countsText(test.findings);
  const fault = (message: string, got: string, findings: readonly Finding[] = []): TestFault => ({
    message,
    expected,
    got,
    explanation: null,
    findings,
  });
  const unknown = test.findings.find(({ rule }) => !names.includes(rule));
  if (unknown !== undefined)
    return fault(`no loaded rule is called ${unknown.rule}.${suggestion(unknown.rule, names)}`.replace(/\.$/, ''), 'nothing');
  const records = recordsIn(test);
  if (records > MOST_RECORDS) return fault(`a sequence has at most ${MOST_RECORDS} records`, `${records} records`);
  const rehearsal = await rehearse(test, rules, ports);
  const byRule = new Map(Object.entries(rehearsal.summary.findings.byRule));
  const got = test.findings.map(({ rule }) => ({ rule, count: byRule.get(rule) ?? 0 }));
  const trouble = troubleOf(rehearsal);
  if (trouble !== null) return fault(trouble, countsText(got), rehearsal.findings);
  const wrong = got.filter(({ count }, i) => count !== test.findings[i]?.count).map(({ rule }) => rule);
  return wrong.length === 0
    ? null
    : fault(`the findings of ${wrong.join(', ')} are not as many as they should be`, countsText(got), rehearsal.findings);
}

/** What makes a sequence prove nothing, whatever its counts: records that no schema or no rule is for, bounds that were hit. */
function troubleOf({ problems }: Rehearsal): string | null {
  const found = problems.find(({ code }) => code === 'unrecognised' || PROBLEMS[code].weight === 'run');
  if (found === undefined) return null;
  return found.code === 'unrecognised' ? `no schema recognises record ${(found.index ?? 0) + 1}: ${found.detail}` : found.detail;
}

function countsText(counts: SequenceTest['findings']): string {
  return counts.map(({ rule, count }) => `${rule} ${count}`).join(', ');
}
