// Fills the table of docs/performance.md from the newest run of `npm run bench`; no figure there is written by hand.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../bench/machine.ts';
import type { PairResult, Run } from '../bench/pairs.ts';
import { show, spread } from '../bench/statistics.ts';
import { renderMachine } from '../bench/table.ts';

const RUNS = new URL('../bench/runs/', import.meta.url);
const BEGIN = '<!-- figures: scripts/generate-performance-doc.ts -->';
const END = '<!-- /figures -->';

/** What is told of, with the ratio that was aimed at (null: none). */
const ROWS: readonly (readonly [what: string, data: string, pair: string, aim: number | null])[] = [
  ['1 GiB lines, one alert in ten thousand, to ripgrep 15', 'lines', 'auditsift / rg, count', 1.75],
  ['… to `cat`', 'lines', 'auditsift / cat', null],
  ['… to DuckDB', 'lines', 'auditsift / DuckDB (8 typed columns)', 0.3],
  ['… to jq', 'lines', 'auditsift, print / jq', 1 / 60],
  ['… to parsing everything in Node', 'lines', 'auditsift / node, JSON.parse of everything', null],
  ['… as one file, which ripgrep reads on one thread', 'lines-one', 'auditsift / rg, count', null],
  ['… one thread each, to ripgrep -j1', 'lines', 'auditsift / rg, count, -j1', null],
  ['4 GiB lines, to ripgrep 15', 'lines-4g', 'auditsift / rg, count', 1.25],
  ['1 % alerts, written as JSON lines, to DuckDB', 'lines-1pct', 'auditsift, jsonl to a file / DuckDB (8 typed columns)', 0.4],
  ['20,000 files of 50 kB, to ripgrep 15', 'lines-small', 'auditsift / rg, count', null],
  ['gzip, to ripgrep 15 -z', 'gz', 'auditsift / rg, count, -z', 0.6],
  ['array of 200 MiB, to DuckDB', 'array', 'auditsift / DuckDB (8 typed columns)', 0.25],
  ['envelope of 200 MiB, to DuckDB', 'envelope', 'auditsift / DuckDB (8 typed columns)', 0.25],
  ['`- < file`, to the same file as a path', 'lines-one', 'auditsift - < file / auditsift', 1.5],
  ['piped, to `cat file | cat`', 'lines-one', 'cat file | auditsift - / cat file | cat', 1.2],
  ['300 rules that match nothing, to the default pack', 'lines-one', 'auditsift, 300 silent rules / auditsift, whole default pack', 1.1],
  ['`--version`, to bare Node', 'lines-one', 'auditsift --version / node -e 0 (start-up only)', 1.4],
];

interface Raw {
  readonly rounds: number;
  readonly results: readonly PairResult[];
}

function newestRun(): string | null {
  const names = readdirSync(RUNS).sort().reverse();
  const isWhole = (name: string): boolean => {
    const file = new URL(`${name}/raw.json`, RUNS);
    if (!existsSync(file)) return false;
    const data = new Set((JSON.parse(readFileSync(file, 'utf8')) as Raw).results.map((result) => result.data));
    return ROWS.every(([, name]) => data.has(name));
  };
  return names.find(isWhole) ?? null;
}

function ratio({ subject, peer, runs }: PairResult): string {
  const counted = (tool: string): Run[] =>
    runs.filter((run) => run.tool === tool && run.round !== null && run.round > 0 && run.failure === null);
  const peers = new Map(counted(peer).map((run) => [run.round, run.measured.wall]));
  const ratios = counted(subject).flatMap(({ round, measured }) => {
    const other = peers.get(round);
    return other === undefined ? [] : [measured.wall / other];
  });
  const spreadOf = spread(ratios);
  return show(spreadOf, spreadOf !== null && spreadOf.median < 0.1 ? 3 : 2);
}

function figures(): string {
  const name = newestRun();
  if (name === null) return 'No whole run is kept yet: `npm run bench` makes one.';
  const { rounds, results } = JSON.parse(readFileSync(new URL(`${name}/raw.json`, RUNS), 'utf8')) as Raw;
  const machine = JSON.parse(readFileSync(new URL(`${name}/machine.json`, RUNS), 'utf8')) as Machine;
  const rows = ROWS.map(([what, data, pair, aim]) => {
    const result = results.find((each) => each.data === data && each.pair === pair);
    return `| ${what} | ${result === undefined ? 'not measured' : ratio(result)} | ${aim === null ? '' : `≤ ${aim < 0.1 ? aim.toFixed(3) : aim}`} |`;
  });
  return [
    `Run [\`${name}\`](../bench/runs/${name}/table.md), ${rounds} alternating rounds. ${renderMachine(machine, null).trim()}`,
    '',
    '| what | wall time, auditsift / other: median [min–max] | aim |',
    '|---|---:|---:|',
    ...rows,
  ].join('\n');
}

/** The text of docs/performance.md with its figures brought up to date. */
export function withCurrentFigures(document: string): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from === -1 || to === -1) throw new Error('docs/performance.md has lost its markers');
  return `${document.slice(0, from)}${BEGIN}\n\n${figures()}\n\n${document.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = new URL('../docs/performance.md', import.meta.url);
  writeFileSync(target, withCurrentFigures(readFileSync(target, 'utf8')));
  console.log(`wrote ${target.pathname}`);
}
