/** Runs a scan with the default rules over a source and collects everything it says. */
import { readFileSync } from 'node:fs';
import type { Finding } from '../../src/core/finding.ts';
import { NO_FILTERS } from '../../src/core/filters.ts';
import { DEFAULT_LIMITS, type Source, type StopSignal } from '../../src/core/ports.ts';
import type { Problem } from '../../src/core/problem.ts';
import { compileRules, parseRules } from '../../src/core/rules/index.ts';
import { runScan } from '../../src/core/scan/engine.ts';
import type { Summary } from '../../src/core/summary.ts';
import { nodePlatform } from '../../src/platform.ts';
import { DECODERS, READERS, SCHEMAS } from '../../src/registry.ts';

const rulesUrl = new URL('../../rules.json', import.meta.url);
const rules = compileRules(parseRules(readFileSync(rulesUrl, 'utf8'), 'rules.json'));

export interface Ran {
  readonly findings: Finding[];
  readonly problems: Problem[];
  readonly summary: Summary;
}

export async function runSource(source: Source, signal: StopSignal = new AbortController().signal): Promise<Ran> {
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const plan = {
    sources: [source],
    decoders: DECODERS,
    readers: READERS,
    schemas: SCHEMAS,
    rules,
    filters: NO_FILTERS,
    limits: DEFAULT_LIMITS,
    dedupe: false,
    failOn: null,
  };
  const observer = {
    findings: (batch: readonly Finding[]): void => void findings.push(...batch),
    problem: (problem: Problem): void => void problems.push(problem),
  };
  const summary = await runScan(plan, observer, nodePlatform, signal);
  return { findings, problems, summary };
}
