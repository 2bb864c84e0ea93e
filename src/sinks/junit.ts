/**
 * The outcome of rules' tests as JUnit XML, which build servers show: a suite per rule file, a case per test.
 *
 * Owns: that document. The attributes are those that the common readers agree on (https://github.com/testmoapp/junitxml).
 * Must not know: streams, how tests are run.
 */
import type { TestOutcome } from '../core/scan/rule-test-run.ts';
import { escapeXml } from './escape.ts';
import { plainStyle } from './style.ts';
import { faultLines } from './test-lines.ts';

/** A test, or a rule that should have more of them. */
export interface JunitCase {
  readonly file: string;
  readonly line: number;
  /** Name of the rule. */
  readonly className: string;
  readonly name: string;
  /** null when it passed. */
  readonly failure: { readonly message: string; readonly details: string } | null;
}

export function caseOf({ document, title, location, fault }: TestOutcome): JunitCase {
  const failure = fault && { message: fault.message, details: faultLines(fault, plainStyle).join('\n') };
  return { file: location.uri, line: location.line, className: document.name, name: title, failure };
}

/** The whole document. */
export function junitXml(cases: readonly JunitCase[]): string {
  const files = [...new Set(cases.map(({ file }) => file))];
  const suites = files.map((file) => {
    const own = cases.filter((one) => one.file === file);
    return `  <testsuite name="${escapeXml(file)}" ${totals(own)}>\n${own.map(caseXml).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="auditsift rules test" ${totals(cases)}>\n${suites.join('')}</testsuites>\n`;
}

function totals(cases: readonly JunitCase[]): string {
  return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== null).length}" errors="0" skipped="0"`;
}

function caseXml({ file, line, className, name, failure }: JunitCase): string {
  const head = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}" file="${escapeXml(file)}" line="${line}"`;
  if (failure === null) return `${head}/>\n`;
  return `${head}>\n      <failure message="${escapeXml(failure.message)}">${escapeXml(failure.details)}</failure>\n    </testcase>\n`;
}
