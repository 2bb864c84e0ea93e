// The Markdown table of a run: per data set what each tool took, then the ratios of the alternating pairs.
import type { Machine } from './machine.ts';
import type { PairResult, Run } from './pairs.ts';
import { show, spread } from './statistics.ts';

export interface DataResult {
  description: string;
  pairs: PairResult[];
}

const cpu = (run: Run): number => run.measured.user + run.measured.sys;
const counted = (run: Run): boolean => run.round !== null && run.round > 0 && run.failure === null;
const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function peak(runs: readonly Run[]): string {
  const together = runs.map((run) => run.measured.groupPeakKiB).filter((value) => value !== null);
  if (together.length > 0) return `≤ ${Math.ceil(Math.max(...together) / 1024)} (all processes)`;
  const timed = runs.filter(counted).map((run) => run.measured);
  const most = Math.max(...timed.map((measured) => measured.peakKiB));
  const floor = Math.max(...timed.map((measured) => measured.floorKiB));
  return most <= floor * 1.1 ? `< ${Math.ceil((floor * 1.1) / 1024)}` : String(Math.round(most / 1024));
}

function answer(runs: readonly Run[]): string {
  const run = runs.find((each) => each.count !== null);
  if (run === undefined) return '–';
  return run.round === null ? `${run.count} bytes ✓` : `${run.count} ✓`;
}

function toolRow(tool: string, runs: readonly Run[], missing: boolean): string {
  if (missing) return row(tool, '**missing**', '', '', '', '');
  const failure = runs.find((run) => run.failure !== null)?.failure;
  if (failure !== undefined && failure !== null)
    return row(tool, `**failed**: ${failure.replace(/\s+/g, ' ').slice(0, 160)}`, '', '', '', '');
  const timed = runs.filter(counted);
  const wall = spread(timed.map((run) => run.measured.wall));
  return row(tool, show(wall), show(spread(timed.map(cpu))), peak(runs), answer(runs), String(timed.length));
}

function pairRow(result: PairResult): string {
  const of = (tool: string): Run[] => result.runs.filter((run) => run.tool === tool && counted(run));
  const peers = new Map(of(result.peer).map((run) => [run.round, run]));
  const ratios = (value: (run: Run) => number): number[] =>
    of(result.subject).flatMap((run) => {
      const peer = peers.get(run.round);
      return peer === undefined ? [] : [value(run) / value(peer)];
    });
  const wall = spread(ratios((run) => run.measured.wall));
  const digits = wall !== null && wall.median < 0.1 ? 3 : 2;
  return row(result.pair, show(wall, digits), show(spread(ratios(cpu)), digits));
}

function section({ description, pairs }: DataResult): string {
  const tools = [...new Set(pairs.flatMap((pair) => [pair.subject, pair.peer]))];
  const missing = new Set(pairs.flatMap((pair) => pair.missing));
  const runs = pairs.flatMap((pair) => pair.runs);
  return [
    `## ${description}`,
    '',
    '| tool | wall s | CPU s | peak MiB | answer | runs |',
    '|---|---:|---:|---:|---:|---:|',
    ...tools.map((tool) =>
      toolRow(
        tool,
        runs.filter((run) => run.tool === tool),
        missing.has(tool),
      ),
    ),
    '',
    '| A / B, alternating | wall ratio | CPU ratio |',
    '|---|---:|---:|',
    ...pairs.map(pairRow),
    '',
  ].join('\n');
}

export function renderMachine(machine: Machine, warning: string | null): string {
  const { cpu: model, cores, memoryGiB, platform, kernel, loadAtStart, versions } = machine;
  const tools = Object.entries(versions).map(([program, version]) => `${program}: ${version}`);
  return [
    ...(warning === null ? [] : [`**${warning}**`, '']),
    `${model}, ${cores} cores, ${memoryGiB} GiB, ${platform}, kernel ${kernel}, load at start ${loadAtStart}.`,
    `Versions: ${tools.join('; ')}.`,
    '',
  ].join('\n');
}

export function renderTable(name: string, machine: Machine, warning: string | null, data: readonly DataResult[]): string {
  const legend =
    'Whole-process values, warm page cache: median [min–max]. CPU is user + system, children included. Ratios are the medians of the ratios of ' +
    'neighbouring runs; below 1 auditsift took less. Synthetic data. How it is measured, and its limits: `bench/README.md`.\n';
  return [`# ${name}`, '', renderMachine(machine, warning), legend, ...data.map(section)].join('\n');
}
