/**
 * Runs the engine on the records of a sequence test (`auditsift.tests`), as if they had been delivered: the findings are those of a real scan
 * with these rules, correlations and filters.
 *
 * Owns: when each record happens, and that each is a record of its own. Must not know: how a schema spells time and request (a
 * {@link StageRecord} does), what a test expects.
 */
import { NO_FILTERS } from '../filters.ts';
import type { Finding } from '../finding.ts';
import { writeJson } from '../json/write.ts';
import type { JsonObject } from '../json/value.ts';
import {
  NEVER_STOPPED,
  DEFAULT_LIMITS,
  type ByteStream,
  type LogSchema,
  type Platform,
  type RawRecord,
  type RecordReader,
  type Source,
} from '../ports.ts';
import type { Problem } from '../problem.ts';
import type { CompiledRuleSet, SequenceTest } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';
import { runScan } from './engine.ts';

/** When a sequence begins, in ms: Monday, 5 January 2026, 12:00 UTC. */
export const SEQUENCE_START = Date.UTC(2026, 0, 5, 12);
/** Records of one sequence; more are not run. */
export const MOST_RECORDS = 100_000;
/** Findings kept for a report; all are counted. */
const MOST_FINDINGS = 100;
const BATCH = 256;

/**
 * Gives a record its event time (ms), in the spelling of its shape, and a request id: to a record that is `repeated` always, else where it has
 * none of its own.
 */
export type StageRecord = (
  record: JsonObject,
  at: { readonly time: number; readonly requestId: string; readonly repeated: boolean },
) => JsonObject;

export interface Rehearsal {
  readonly summary: Summary;
  /** The first of them. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** How many records a sequence has, repeats counted. */
export function recordsIn({ sequence }: SequenceTest): number {
  return sequence.reduce((sum, { repeat }) => sum + repeat, 0);
}

/** Runs a sequence of at most {@link MOST_RECORDS}. No filter is expired in it: the clock stands at 1970. */
export async function rehearse(
  test: SequenceTest,
  rules: CompiledRuleSet,
  { schemas, stage, platform }: { readonly schemas: readonly LogSchema[]; readonly stage: StageRecord; readonly platform: Platform },
): Promise<Rehearsal> {
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const plan = {
    ...{ sources: [ONE_ARTIFACT], decoders: [], readers: [readerOf(test, stage)], schemas, rules },
    ...{ filters: NO_FILTERS, limits: DEFAULT_LIMITS, dedupe: false, failOn: null },
  };
  const observer = {
    findings: (found: readonly Finding[]): void => void findings.push(...found.slice(0, MOST_FINDINGS - findings.length)),
    problem: (found: Problem): void => {
      if (problems.length < MOST_FINDINGS) problems.push(found);
    },
  };
  const summary = await runScan(plan, observer, { ...platform, now: () => 0 }, NEVER_STOPPED);
  return { summary, findings, problems };
}

/** The engine wants bytes of an artifact; the records come from the reader, which needs none. */
const ONE_ARTIFACT: Source = {
  // eslint-disable-next-line @typescript-eslint/require-await -- a port that others need to be asynchronous
  async *list() {
    yield { kind: 'artifact', artifact: { uri: 'sequence', size: null, open: () => NO_BYTES } };
  },
};

const NO_BYTES: ByteStream = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

/** Reads nothing, and yields the records of a sequence, step by step. */
function readerOf(test: SequenceTest, stage: StageRecord): RecordReader {
  return {
    name: 'sequence',
    recognises: () => true,
    // eslint-disable-next-line @typescript-eslint/require-await -- the same
    async *read() {
      let batch: RawRecord[] = [];
      for (const record of recordsOf(test, stage)) {
        if (batch.push(record) < BATCH) continue;
        yield batch;
        batch = [];
      }
      yield batch;
    },
  };
}

function* recordsOf({ sequence }: SequenceTest, stage: StageRecord): Generator<RawRecord> {
  let index = 0;
  for (const [step, { record, after, repeat, every }] of sequence.entries()) {
    for (let n = 0; n < repeat; n++, index++) {
      const at = { time: SEQUENCE_START + after + n * every, requestId: `step-${step + 1}-${n + 1}`, repeated: repeat > 1 };
      const value = stage(record, at);
      yield { kind: 'record', line: null, index, offset: 0, value, text: writeJson(value), invalidBytes: null };
    }
  }
}
