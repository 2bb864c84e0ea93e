// Measures one pair of tools on one data set: a warm-up of each, then A B A B …, so that a drift of the machine meets both alike. Each
// answer is checked; a tool that is missing or fails is recorded as such.
import { rmSync } from 'node:fs';
import { measure, type Measured, type Outcome } from './measure.ts';
import { redact, showCommand } from './run-folder.ts';
import type { Answer, Context, Pair, Tool } from './tools.ts';

export interface Run {
  data: string;
  pair: string;
  tool: string;
  /** 0 is the warm-up, which does not count; null the run outside the timing. */
  round: number | null;
  measured: Measured;
  count: number | null;
  expected: number | null;
  /** What went wrong, or null. */
  failure: string | null;
}

export interface PairResult {
  data: string;
  pair: string;
  subject: string;
  peer: string;
  missing: string[];
  commands: Record<string, string>;
  runs: Run[];
}

export interface Options {
  rounds: number;
  temp: string;
}

/** Why an outcome does not count, or null. */
function judge(tool: Tool, outcome: Outcome, context: Context): Pick<Run, 'count' | 'expected' | 'failure'> {
  if (outcome.measured.exit !== 0) {
    const stderr = outcome.stderr.trim().split('\n');
    const telling = stderr.find((line) => /error/i.test(line)) ?? stderr.at(-1) ?? '';
    return { count: null, expected: null, failure: `exit ${outcome.measured.exit}: ${telling.trim()}` };
  }
  let answer: Answer | null;
  try {
    answer = tool.answer(outcome, context);
  } catch (error) {
    return { count: null, expected: null, failure: `its answer cannot be read: ${String(error)}` };
  }
  if (answer === null) return { count: null, expected: null, failure: null };
  const { count, expected, problem } = answer;
  return {
    count,
    expected,
    failure: count === expected ? problem : `answered ${count}, expected ${expected}${problem === null ? '' : `; ${problem}`}`,
  };
}

/** A tool without an answer of its own has at least to pass on every byte; and the memory of several processes is taken apart from time. */
function besideTheTiming(tool: Tool, context: Context, base: Pick<Run, 'data' | 'pair' | 'tool'>, temp: string): Run[] {
  const runs: Run[] = [];
  if (tool.check !== undefined) {
    const { measured, stdout } = measure(tool.check(context), temp);
    const expected = tool.id === 'cat' ? context.facts.totals.storedBytes : context.facts.totals.decodedBytes;
    const count = Number(stdout);
    runs.push({
      ...base,
      round: null,
      measured,
      count,
      expected,
      failure: count === expected ? null : `${count} bytes, expected ${expected}`,
    });
  }
  if (tool.many === true) {
    const { measured } = measure(tool.command(context), temp, true);
    runs.push({ ...base, round: null, measured, count: null, expected: null, failure: null });
  }
  return runs;
}

export function measurePair(pair: Pair, data: string, context: Context, { rounds, temp }: Options): PairResult {
  const [subject, peer] = pair;
  const name = `${subject.id} / ${peer.id}`;
  const present = (tool: Tool): boolean => tool.needs.every((program) => context.toolchain[program] !== null);
  const tools = pair.filter(present);
  const result: PairResult = {
    data,
    pair: name,
    subject: subject.id,
    peer: peer.id,
    missing: pair.filter((tool) => !present(tool)).map((tool) => tool.id),
    commands: Object.fromEntries(tools.map((tool) => [tool.id, showCommand(tool.command(context).argv, context.files, temp)])),
    runs: [],
  };
  const failed = new Set<Tool>();
  for (let round = 0; round <= rounds; round++) {
    for (const tool of tools) {
      if (failed.has(tool)) continue;
      rmSync(context.summary, { force: true });
      const outcome = measure(tool.command(context), temp);
      const verdict = judge(tool, outcome, context);
      if (verdict.failure !== null) failed.add(tool);
      result.runs.push({
        data,
        pair: name,
        tool: tool.id,
        round,
        measured: outcome.measured,
        ...verdict,
        failure: verdict.failure && redact(verdict.failure, temp),
      });
    }
  }
  for (const tool of tools)
    if (!failed.has(tool)) result.runs.push(...besideTheTiming(tool, context, { data, pair: name, tool: tool.id }, temp));
  return result;
}

/** What makes the whole run fail: a wrong answer of any tool, or auditsift missing or failing. */
export function fatal(result: PairResult): string[] {
  const isSubject = (tool: string): boolean => tool.startsWith('auditsift');
  const missing = result.missing.filter(isSubject).map((tool) => `${tool} is missing`);
  const wrong = result.runs.filter((run) => run.failure !== null && (run.count !== null || isSubject(run.tool)));
  return [...missing, ...wrong.map((run) => `${run.data}: ${run.tool}: ${run.failure ?? ''}`)];
}
