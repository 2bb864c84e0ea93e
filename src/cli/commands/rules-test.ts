/** `auditsift rules test`: runs the tests that rules bring along, and says why one fails. */
import { runRuleTests, testedDocuments, type TestOutcome } from '../../core/scan/rule-test-run.ts';
import type { RuleHead } from '../../core/rules/index.ts';
import { nodePlatform } from '../../platform.ts';
import { SCHEMAS } from '../../registry.ts';
import { stageRecord } from '../../schemas/staging.ts';
import { openFileOutput } from '../../sinks/file-output.ts';
import { caseOf, junitXml, type JunitCase } from '../../sinks/junit.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import { count } from '../../sinks/quantity.ts';
import { testLines } from '../../sinks/test-lines.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../load-rules.ts';
import { DEFAULT_PACK } from '../packs.ts';
import { issueLines } from '../rule-issues.ts';
import { styleFor, type ColorWhen } from '../theme.ts';
import { UsageError } from '../usage-error.ts';

export interface RulesTestOptions {
  readonly minTests?: number;
  readonly junit?: string;
  readonly verbose?: boolean;
  readonly color: ColorWhen;
}

/** @returns the exit code: 0 when every test passes, 1 when one fails, 2 for rules with errors or with fewer tests than asked for */
export async function rulesTestCommand(files: readonly string[], options: RulesTestOptions, io: Io): Promise<number> {
  const loaded = await loadRules(files.length > 0 ? files : [DEFAULT_PACK]);
  const errors = loaded.issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    io.stderr.write(issueLines(errors));
    throw new UsageError(`the rules have ${count(errors.length, 'error')}; no test was run`);
  }
  const documents = testedDocuments(loaded);
  if (documents.length === 0) throw new UsageError(`no rule in ${loaded.files.join(', ')}`);
  const style = styleFor(io.stdout, options.color, io.env);
  const output = openStreamOutput(io.stdout);
  const cases: JunitCase[] = [];
  let failed = 0;
  const note = async (outcome: TestOutcome): Promise<void> => {
    cases.push(caseOf(outcome));
    if (outcome.fault !== null) failed++;
    if (outcome.fault !== null || options.verbose === true) await output.write(`${testLines(outcome, style).join('\n')}\n`);
  };
  for await (const outcome of runRuleTests(loaded, { schemas: SCHEMAS, stage: stageRecord, platform: nodePlatform })) await note(outcome);
  await output.commit();
  const tests = cases.length;
  const lacking = documents.filter((document) => testsOf(document) < (options.minTests ?? 0));
  for (const document of lacking) io.stderr.write(issueLines([lackOf(document, options.minTests ?? 0)]));
  cases.push(...lacking.map((document) => lackingCase(document, options.minTests ?? 0)));
  if (options.junit !== undefined) await writeFile(options.junit, junitXml(cases));
  const ran = `${count(documents.length, 'rule')} and ${count(tests, 'test')} in ${count(loaded.files.length, 'file')}`;
  const short = lacking.length > 0 ? `, ${count(lacking.length, 'rule')} with too few tests` : '';
  io.stderr.write(`${ran}: ${tests - failed} passed, ${failed} failed${short}\n`);
  if (lacking.length > 0) return EXIT.usage;
  return failed > 0 ? EXIT.failOn : EXIT.ok;
}

function testsOf({ tests, sequences }: RuleHead): number {
  return tests.length + sequences.length;
}

function lackOf(document: RuleHead, wanted: number): Parameters<typeof issueLines>[0][number] {
  const message = `It has ${count(testsOf(document), 'test')}, and --min-tests asks for ${wanted}; add to \`auditsift.tests\`.`;
  return { severity: 'error', code: 'no-tests', location: document.location, rule: document.name, message };
}

function lackingCase(document: RuleHead, wanted: number): JunitCase {
  const { name, location } = document;
  const message = lackOf(document, wanted).message;
  return {
    file: location.uri,
    line: location.line,
    className: name,
    name: `has at least ${count(wanted, 'test')}`,
    failure: { message, details: message },
  };
}

async function writeFile(path: string, text: string): Promise<void> {
  const output = await openFileOutput(path);
  await output.write(text);
  await output.commit();
}
