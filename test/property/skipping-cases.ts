/** Rule sets around the names that random lines have, and what of a scan must not differ when records are left unread. */
import fc from 'fast-check';
import { compileRules, NO_RULES, type CompiledRuleSet, type Rule } from '../../src/core/rules/index.ts';
import type { Expression } from '../../src/core/rules/rule.ts';
import type { LogSchema, RecordSkipper, SkipRules } from '../../src/core/ports.ts';
import { createPlainScanner } from '../../src/scanner/plain-scanner.ts';
import { createRecordSkipper } from '../../src/scanner/record-skipper.ts';
import { createWasmScanner } from '../../src/scanner/wasm-scanner.ts';
import { expressions } from '../core/rules/arbitrary-rules.ts';
import { HOST_RULES, type Scanned } from '../helpers/scan.ts';
import { HARMLESS, WANTED } from '../scanner/deceptions.ts';

type CreateSkipper = (schemas: readonly LogSchema[], rules: SkipRules) => RecordSkipper | null;

/** Both scanners, as what a scan makes its skipper of. */
export const SKIPPERS: readonly (readonly [scanner: string, createSkipper: CreateSkipper])[] = [
  ['WebAssembly', (schemas, rules) => createRecordSkipper(schemas, rules, (keys) => createWasmScanner(keys)!)],
  ['plain TypeScript', (schemas, rules) => createRecordSkipper(schemas, rules, createPlainScanner)],
];

const is = (field: string, ...texts: readonly string[]): Expression => ({
  kind: 'or',
  operands: texts.map((text) => ({
    kind: 'test',
    test: { kind: 'text', field, pattern: { parts: text === '' ? [] : [text], cased: false } },
  })),
});
const not = (operand: Expression): Expression => ({ kind: 'not', operand });
const and = (...operands: readonly Expression[]): Expression => ({ kind: 'and', operands });

/** Conditions around the names that the lines have, and the one that a hidden or misplaced key would deceive. */
const conditions: fc.Arbitrary<Expression> = fc.oneof(
  expressions,
  fc.constantFrom(
    is('actionName', 'login'),
    is('actionName', 'heartbeat'),
    is('serviceName', 'accounts'),
    and(is('serviceName', 'accounts', 's'), not(is('actionName', 'login'))),
    and(is('serviceName', 's'), { kind: 'test', test: { kind: 'null', field: 'actionName' } }),
    not(is('actionName', 'login', 'heartbeat')),
    not(is('serviceName', 'accounts', 's')),
    and(is('actionName', 'Kernel Module Loaded'), is('workspaceId', '12')),
    is('actionName', 'k', ''),
  ),
);
export const ruleSets: fc.Arbitrary<CompiledRuleSet> = fc.oneof(
  fc.constant(HOST_RULES),
  fc.array(conditions, { maxLength: 3 }).map((all) => compileRules({ ...NO_RULES, rules: all.map(ruleOf) })),
);

export function ruleOf(condition: Expression, n: number): Rule {
  return {
    ...{ name: `r${n}`, id: null, title: `r${n}`, description: '', status: null, level: 'low', logsource: { product: 'databricks' } },
    ...{ tags: [], falsepositives: [], references: [], runbook: null, levels: {}, tests: [], sequences: [] },
    condition,
    location: { uri: 'r', line: 1, column: 1 },
  };
}

/** Whatever does anything but log in, and whoever loads a module. */
export const deceived = fc
  .subarray(
    [
      is('actionName', WANTED),
      and(is('serviceName', 'accounts'), not(is('actionName', HARMLESS))),
      and(is('actionName', HARMLESS), not(is('serviceName', 'accounts'))),
      not(is('serviceName', 'accounts')),
    ],
    { minLength: 1 },
  )
  .map((conditions) => compileRules({ ...NO_RULES, rules: conditions.map(ruleOf) }));

/** What must not differ. What is no record is not looked for in lines that are passed over. */
export function found({ findings, summary }: Scanned): unknown {
  const { flagged, filtered, suppressed } = summary.records;
  const matched = Object.entries(summary.rules).map(([name, counts]) => [name, counts.matched]);
  // How a line with several values is counted depends on whether it is read: so does the index of what follows in a document.
  const placed = findings.map((finding) => ({ ...finding, source: { ...finding.source, index: null } }));
  return { findings: placed, flagged, filtered, suppressed, byRule: summary.findings, instances: summary.instances, matched };
}
