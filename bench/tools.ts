// Every tool that is measured: its command line, how its answer is read, and what that answer has to be. The question is the same for all:
// which records have one of the 14 actions of the four published detections. Tools answer it as well as they can: a text search counts lines or occurrences (decoys included), a reader of bytes only has to read them all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts.ts';
import type { Command, Outcome } from './measure.ts';
import type { Program, Toolchain } from './toolchain.ts';
import { detections } from './wanted.ts';

export interface Context {
  toolchain: Toolchain;
  facts: Facts;
  /** The folder with the logs: where every command runs. */
  logs: string;
  /** Relative to `logs`. */
  files: readonly string[];
  /** A file with the wanted action names, one per line. */
  names: string;
  /** Where auditsift writes its summary. */
  summary: string;
  /** Where it writes findings, when they go to a file. */
  output: string;
  /** A rule file with 300 rules that match nothing. */
  silentRules: string;
}

export interface Answer {
  count: number;
  expected: number;
  /** What is wrong beyond the count, or null. */
  problem: string | null;
}

export interface Tool {
  id: string;
  needs: readonly Program[];
  /** More than one process: memory is measured in a further run that adds them up. */
  many?: true;
  command(context: Context): Command;
  /** Null when the tool gives no answer of its own. */
  answer(outcome: Outcome, context: Context): Answer | null;
  /** For a tool without an answer: a run outside the timing, whose output is the number of bytes it passes on. */
  check?(context: Context): Command;
}

const exe = (context: Context, program: Program): readonly string[] => context.toolchain[program]?.argv ?? [program];
const at = (context: Context, ...argv: readonly string[]): Command => ({ argv, cwd: context.logs });
const discarding = (context: Context, ...argv: readonly string[]): Command => ({ ...at(context, ...argv), discard: true });
const lines = (text: string): number => text.split('\n').length - 1;
const sum = (text: string): number => text.split('\n').reduce((total, line) => total + Number(line), 0);

const silent = (): null => null;
const flaggedLines: Tool['answer'] = ({ stdout }, { facts }) => ({ count: lines(stdout), expected: facts.expected.flagged, problem: null });
const flaggedNumber: Tool['answer'] = ({ stdout }, { facts }) => ({ count: sum(stdout), expected: facts.expected.flagged, problem: null });

interface Summary {
  complete: boolean;
  records: { read: number; flagged: number };
  findings: { byRule: Record<string, number> };
}

/** The count of flagged records, and whether the rest of the summary tells the same story. */
function fromSummary(expected: (facts: Facts) => number): Tool['answer'] {
  return (_, { summary, facts }) => {
    const { complete, records, findings } = JSON.parse(readFileSync(summary, 'utf8')) as Summary;
    const problems = Object.entries(facts.expected.byRule)
      .filter(([rule, count]) => (findings.byRule[rule] ?? 0) !== count)
      .map(([rule, count]) => `${rule}: ${findings.byRule[rule] ?? 0} instead of ${count}`);
    if (!complete) problems.push('the scan says it is incomplete');
    if (records.read !== facts.totals.records) problems.push(`read ${records.read} records of ${facts.totals.records}`);
    return { count: records.flagged, expected: expected(facts), problem: problems.length > 0 ? problems.join('; ') : null };
  };
}

function auditsift(id: string, options: (context: Context) => readonly string[], answer: Tool['answer']): Tool {
  return {
    id,
    needs: ['auditsift'],
    answer,
    command: (context) => at(context, ...exe(context, 'auditsift'), 'scan', ...options(context), '.'),
  };
}

function throughShell(id: string, line: string): Tool {
  return {
    id,
    needs: ['auditsift'],
    many: true,
    command: (context) =>
      at(
        context,
        ...['sh', '-c', `file="$1"; shift; ${line}`, 'sh', ...context.files.slice(0, 1)],
        ...[...exe(context, 'auditsift'), 'scan', ...toSummary(context), ...four],
      ),
    answer: asked,
  };
}

const searchFlags = ['--no-config', '--no-ignore', '--no-filename'];
const named = (context: Context): readonly string[] => ['-F', '-f', context.names, '.'];

/** Counts matching lines; in a file that is one line, occurrences, as the number of lines would say nothing. */
function ripgrep(id: string, more: readonly string[]): Tool {
  return {
    id,
    needs: ['rg'],
    command: (context) =>
      at(context, ...exe(context, 'rg'), ...searchFlags, ...more, isOneLine(context) ? '--count-matches' : '-c', ...named(context)),
    answer: ({ stdout }, context) => {
      const { occurrences, linesWithName } = context.facts.expected;
      return { count: sum(stdout), expected: isOneLine(context) ? occurrences : linesWithName, problem: null };
    },
  };
}

const isOneLine = ({ facts }: Context): boolean => facts.shape === 'array' || facts.shape === 'envelope';

function jqFilter({ facts, names }: Context): string {
  const list = JSON.stringify(readFileSync(names, 'utf8').trimEnd().split('\n')).slice(1, -1);
  const records = { lines: '', 'system-table': '', array: '.[] | ', pretty: '.[] | ', envelope: '.Records[] | ' }[facts.shape];
  return `${records}select(.${facts.shape === 'system-table' ? 'action_name' : 'actionName'} | IN(${list}))`;
}

const script = (context: Context, file: string): Command =>
  at(context, ...exe(context, 'node'), join(import.meta.dirname, file), context.names, context.facts.shape, ...context.files);

const four = ['--only', Object.keys(detections).join(',')];
const toSummary = ({ summary }: Context): readonly string[] => ['-f', 'none', '--summary', summary];
const asked = fromSummary(({ expected }) => expected.flagged);

export const sift = auditsift('auditsift', (context) => [...toSummary(context), ...four], asked);
export const siftPrint = auditsift('auditsift, print', () => ['-f', 'jsonl', ...four], flaggedLines);

/** As users run it: with every rule of the default pack, which flags more than the other tools are asked for. */
export const siftPack = auditsift(
  'auditsift, whole default pack',
  toSummary,
  fromSummary(({ expected }) => expected.flaggedByDefaultPack),
);
export const siftPackPrint = auditsift(
  'auditsift, whole default pack, print',
  () => ['-f', 'jsonl'],
  ({ stdout }, { facts }) => ({
    count: lines(stdout),
    expected: facts.expected.flaggedByDefaultPack,
    problem: null,
  }),
);

/** Findings go to a file, as in a pipeline. */
export const siftFile = auditsift(
  'auditsift, jsonl to a file',
  (context) => [...toSummary(context), '-o', `jsonl=${context.output}`, ...four],
  asked,
);
export const siftOneThread = auditsift('auditsift, --threads 1', (context) => [...toSummary(context), '--threads', '1', ...four], asked);

/** 300 rules that match nothing, instead of the default pack. */
export const siftManyRules = auditsift(
  'auditsift, 300 silent rules',
  (context) => [...toSummary(context), '--rules', context.silentRules],
  (_, { summary, facts }) => {
    const { complete, records } = JSON.parse(readFileSync(summary, 'utf8')) as Summary;
    const problem = complete && records.read === facts.totals.records ? null : `read ${records.read} records`;
    return { count: records.flagged, expected: 0, problem };
  },
);

export const siftVersion: Tool = {
  id: 'auditsift --version',
  needs: ['auditsift'],
  command: (context) => discarding(context, ...exe(context, 'auditsift'), '--version'),
  answer: silent,
};

/** From standard input, a file redirected or piped; the data set has one file. */
export const siftRedirected = throughShell('auditsift - < file', '"$@" - < "$file"');
export const siftPiped = throughShell('cat file | auditsift -', 'cat "$file" | "$@" -');
export const catPiped: Tool = {
  id: 'cat file | cat',
  needs: ['cat'],
  many: true,
  command: (context) => discarding(context, 'sh', '-c', 'cat "$1" | cat', 'sh', ...context.files.slice(0, 1)),
  answer: silent,
};

export const nodeStart: Tool = {
  id: 'node -e 0 (start-up only)',
  needs: ['node'],
  command: (context) => discarding(context, ...exe(context, 'node'), '-e', '0'),
  answer: silent,
};
export const cat: Tool = {
  id: 'cat',
  needs: ['cat'],
  command: (context) => discarding(context, 'cat', ...context.files),
  answer: silent,
  check: (context) => at(context, 'sh', '-c', 'cat "$@" | wc -c', 'sh', ...context.files),
};
export const gunzip: Tool = {
  id: 'gzip -dc',
  needs: ['gzip'],
  command: (context) => discarding(context, 'gzip', '-dc', ...context.files),
  answer: silent,
  check: (context) => at(context, 'sh', '-c', 'gzip -dc "$@" | wc -c', 'sh', ...context.files),
};
export const search = ripgrep('rg, count', []);
export const searchOneThread = ripgrep('rg, count, -j1', ['-j1']);
export const searchGzip: Tool = { ...ripgrep('rg, count, -z', ['-z']), many: true };
export const searchThenJq: Tool = {
  id: 'rg | jq',
  needs: ['rg', 'jq'],
  many: true,
  command: (context) => {
    const pipe = 'rg="$1"; filter="$2"; shift 2; "$rg" "$@" | jq -c "$filter"';
    return at(context, 'sh', '-c', pipe, 'sh', ...exe(context, 'rg'), jqFilter(context), ...searchFlags, ...named(context));
  },
  answer: flaggedLines,
};
export const jq: Tool = {
  id: 'jq',
  needs: ['jq'],
  command: (context) => at(context, 'jq', '-c', jqFilter(context), ...context.files),
  answer: flaggedLines,
};
export const gunzipThenJq: Tool = {
  id: 'gzip -dc | jq',
  needs: ['gzip', 'jq'],
  many: true,
  command: (context) =>
    at(context, 'sh', '-c', 'filter="$1"; shift; gzip -dc "$@" | jq -c "$filter"', 'sh', jqFilter(context), ...context.files),
  answer: flaggedLines,
};
export const duckdb: Tool = {
  id: 'DuckDB (8 typed columns)',
  needs: ['duckdb'],
  command: (context) => script(context, 'duckdb.js'),
  answer: flaggedNumber,
};
export const parseEverything: Tool = {
  id: 'node, JSON.parse of everything',
  needs: ['node'],
  command: (context) => script(context, 'parse-everything.js'),
  answer: flaggedNumber,
};

export type Pair = readonly [subject: Tool, peer: Tool];

/** What a single file is measured for: the ways in which it is handed over, and what does not depend on the data. */
const oneFile: readonly Pair[] = [
  [siftVersion, nodeStart],
  [siftRedirected, sift],
  [siftPiped, catPiped],
  [sift, cat],
  [sift, search],
  [siftOneThread, searchOneThread],
  [siftManyRules, siftPack],
];

/** Of more bytes or files than this, those that take minutes say nothing new. */
const LARGE_BYTES = 2 * 1024 ** 3;
const MANY_FILES = 1000;

/** Which comparisons make sense for a data set. */
export function pairsFor(facts: Facts): readonly Pair[] {
  const start: Pair = [sift, nodeStart];
  const parsers: readonly Pair[] = [
    [sift, duckdb],
    [sift, parseEverything],
  ];
  const pack: Pair = [siftPack, sift];
  if (facts.gzip) return [start, pack, [sift, gunzip], [sift, searchGzip], [siftPrint, gunzipThenJq], ...parsers];
  const byLine: readonly Pair[] = [
    [sift, searchOneThread],
    [siftPrint, searchThenJq],
  ];
  const isLines = facts.shape === 'lines' || facts.shape === 'system-table';
  if (isLines && facts.totals.files === 1) return oneFile;
  if (isLines && (facts.totals.decodedBytes > LARGE_BYTES || facts.totals.files > MANY_FILES))
    return [
      [sift, cat],
      [sift, search],
      [sift, searchOneThread],
      [sift, duckdb],
    ];
  if (isLines && facts.alertFraction >= 0.005) return [[siftFile, duckdb], [sift, search], ...byLine, [siftPrint, jq]];
  return [start, pack, [sift, cat], [sift, search], ...(isLines ? byLine : []), [siftPrint, jq], ...parsers];
}
