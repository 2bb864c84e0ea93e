/** Leaving records unread changes nothing that a scan finds: reading every record is the oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordSkipper, LogSchema, SkipRules } from '../../src/core/ports.ts';
import type { CompiledRuleSet, Rule } from '../../src/core/rules/index.ts';
import { compileRules, NO_RULES } from '../../src/core/rules/index.ts';
import type { Expression } from '../../src/core/rules/rule.ts';
import { createRecordSkipper } from '../../src/scanner/record-skipper.ts';
import { createPlainScanner } from '../../src/scanner/plain-scanner.ts';
import { createWasmScanner } from '../../src/scanner/wasm-scanner.ts';
import { expressions } from '../core/rules/arbitrary-rules.ts';
import { HOST_RULES, scanChunks, type Scanned } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { deception, HARMLESS, WANTED } from '../scanner/deceptions.ts';
import { line } from '../scanner/lines.ts';
import { anyLog } from './records.ts';

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
    and(is('actionName', 'Kernel Module Loaded'), is('workspaceId', '12')),
    is('actionName', 'k', ''),
  ),
);
const ruleSets: fc.Arbitrary<CompiledRuleSet> = fc.oneof(
  fc.constant(HOST_RULES),
  fc.array(conditions, { maxLength: 3 }).map((all) => compileRules({ ...NO_RULES, rules: all.map(ruleOf) })),
);

function ruleOf(condition: Expression, n: number): Rule {
  return {
    ...{ name: `r${n}`, id: null, title: `r${n}`, description: '', status: null, level: 'low', logsource: { product: 'databricks' } },
    ...{ tags: [], falsepositives: [], references: [], runbook: null, levels: {}, tests: [], sequences: [] },
    condition,
    location: { uri: 'r', line: 1, column: 1 },
  };
}

/** Whatever does anything but log in, and whoever loads a module. */
const deceived = fc
  .subarray(
    [
      is('actionName', WANTED),
      and(is('serviceName', 'accounts'), not(is('actionName', HARMLESS))),
      and(is('actionName', HARMLESS), not(is('serviceName', 'accounts'))),
    ],
    { minLength: 1 },
  )
  .map((conditions) => compileRules({ ...NO_RULES, rules: conditions.map(ruleOf) }));

/** The ways in which records stand in a file. */
const LAYOUTS: Readonly<Record<string, (records: readonly string[]) => string>> = {
  lines: (records) => records.map((text) => `${text}\n`).join(''),
  array: (records) => `[${records.join(',')}]`,
  spacedArray: (records) => ` [ \n${records.join(' \n, ')}\r\n ]\n`,
  envelope: (records) => `{"Records":[${records.join(',')}],"count":1}`,
  envelopesOnLines: (records) => records.map((text) => `{"records":[${text},${text}]}\n`).join(''),
  pretty: (records) =>
    JSON.stringify(
      records.map((text) => JSON.parse(text) as unknown),
      null,
      2,
    ),
};

const linesIn = (lines: readonly string[]): Buffer => Buffer.from(lines.map((text) => `${text}\n`).join(''));
const logs = fc.oneof({ weight: 3, arbitrary: fc.array(line, { maxLength: 25 }).map(linesIn) }, { weight: 1, arbitrary: anyLog });

/** What must not differ. What is no record is not looked for in lines that are passed over. */
function found({ findings, summary }: Scanned): unknown {
  const { flagged, filtered, suppressed } = summary.records;
  const matched = Object.entries(summary.rules).map(([name, counts]) => [name, counts.matched]);
  // How a line with several values is counted depends on whether it is read: so does the index of what follows in a document.
  const placed = findings.map((finding) => ({ ...finding, source: { ...finding.source, index: null } }));
  return { findings: placed, flagged, filtered, suppressed, byRule: summary.findings, instances: summary.instances, matched };
}

describe.each([
  ['WebAssembly', createWasmScanner],
  ['plain TypeScript', createPlainScanner],
])('a scan that leaves records unread, in %s', (_, createScanner) => {
  const createSkipper = (schemas: readonly LogSchema[], skipRules: SkipRules): RecordSkipper | null =>
    createRecordSkipper(schemas, skipRules, (keys) => createScanner(keys)!);

  it('finds what reading everything finds, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(logs, cuts, ruleSets, async (log, positions, rules) => {
        const oracle = await scanChunks([log], { rules });
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        expect(found(fast)).toEqual(found(oracle));
        expect(fast.summary.records.rejected).toBeLessThanOrEqual(oracle.summary.records.rejected);
        expect(fast.summary.records.unrecognised).toBeLessThanOrEqual(oracle.summary.records.unrecognised);
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(LAYOUTS))('is not deceived by a pair that stands in the text and not in the record: %s', async (_name, layOut) => {
    const harmless = fc.constant(`{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(deception, harmless), { maxLength: 12 }), deceived, cuts, async (lines, rules, positions) => {
        const log = Buffer.from(layOut(lines));
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        const oracle = await scanChunks([log], { rules });
        expect(fast.findings).toEqual(oracle.findings);
        expect(fast.summary.records).toEqual(oracle.summary.records);
        expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
        expect(fast.summary.rules).toEqual(oracle.summary.rules);
      }),
      { numRuns: 150 },
    );
  });

  it('takes no line for a record that does not look like one', async () => {
    const whole = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000}`;
    const lines = ['', 'x', whole.slice(0, -1), whole.slice(1), ` ${whole}`, `${whole} `, `${whole}\r`, `[${whole}]`].map((text) => text);
    for (const text of lines) {
      const oracle = await scanChunks([`${whole}\n${text}\n${whole}\n`]);
      const fast = await scanChunks([`${whole}\n${text}\n${whole}\n`], { createSkipper });
      expect(fast.summary.records, text).toEqual(oracle.summary.records);
      expect(fast.problems, text).toEqual(oracle.problems);
    }
  });
});
