/** The engine on bytes that a test has in memory: a source without a file system behind the real decoders, readers, schemas and rules. */
import { readFileSync } from 'node:fs';
import { NO_FILTERS, type Filters } from '../../src/core/filters.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Source, StopSignal } from '../../src/core/ports.ts';
import type { Problem } from '../../src/core/problem.ts';
import { compileRules, parseRules, type CompiledRuleSet } from '../../src/core/rules/index.ts';
import { runScan, type ScanPlan } from '../../src/core/scan/engine.ts';
import type { Summary } from '../../src/core/summary.ts';
import { nodePlatform } from '../../src/platform.ts';
import { DECODERS, READERS, SCHEMAS } from '../../src/registry.ts';
import { LIMITS } from './streams.ts';

/** The default pack. */
export const HOST_RULES: CompiledRuleSet = rulesFrom(readFileSync(new URL('../../rules.json', import.meta.url), 'utf8'));

export interface Scanned {
  readonly findings: Finding[];
  readonly problems: Problem[];
  readonly summary: Summary;
}

export function rulesFrom(text: string): CompiledRuleSet {
  const parsed = parseRules(text, 'rules.json');
  const errors = parsed.issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return compileRules(parsed);
}

/** Artifacts whose bytes come in these chunks. Each chunk is a buffer that is overwritten before the next, as sources may do. */
export function memorySource(artifacts: Readonly<Record<string, readonly Uint8Array[]>>): Source {
  return {
    async *list() {
      for (const [uri, chunks] of Object.entries(artifacts)) {
        yield {
          kind: 'artifact',
          artifact: {
            uri,
            size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
            async *open() {
              for (const chunk of chunks) {
                const lent = Uint8Array.from(chunk);
                yield lent;
                lent.fill(0x58);
              }
            },
          },
        };
      }
    },
  };
}

/** Scans with the default pack, unless the plan says otherwise. */
export async function scanSource(
  source: Source,
  plan: Partial<ScanPlan> = {},
  signal: StopSignal = new AbortController().signal,
): Promise<Scanned> {
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const summary = await runScan(
    {
      sources: [source],
      decoders: DECODERS,
      readers: READERS,
      schemas: SCHEMAS,
      rules: HOST_RULES,
      filters: NO_FILTERS,
      limits: LIMITS,
      dedupe: false,
      failOn: null,
      ...plan,
    },
    { findings: (found) => void findings.push(...found), problem: (found) => void problems.push(found) },
    // A clock that stands still, so that two runs can be compared whole.
    { ...nodePlatform, now: () => 0 },
    signal,
  );
  return { findings, problems, summary };
}

/** Scans one artifact called `a.json`. */
export function scanChunks(chunks: readonly (string | Uint8Array)[], plan: Partial<ScanPlan> = {}): Promise<Scanned> {
  return scanSource(memorySource({ 'a.json': chunks.map((chunk) => Buffer.from(chunk)) }), plan);
}

export function filters(changes: Partial<Filters>): Filters {
  return { ...NO_FILTERS, ...changes };
}

/** One record per line. */
export function linesOf(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
