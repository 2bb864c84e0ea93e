/**
 * Writes docs/cli.md from the command line's own declarations, and the generated parts of docs/output.md from the code they
 * describe: `npx tsx scripts/generate-cli-doc.ts`.
 *
 * Owns: how declarations read as a page. Must not hold: anything an option means, which is said once, where it is declared.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Argument, Command, Option } from 'commander';
import { EXIT } from '../src/cli/exit-code.ts';
import type { Io } from '../src/cli/io.ts';
import { buildProgram } from '../src/cli/program.ts';
import { LEVELS } from '../src/core/level.ts';
import { PROBLEMS, type ProblemWeight } from '../src/core/problem.ts';
import { CSV_COLUMNS } from '../src/sinks/csv.ts';
import { FORMATS } from '../src/sinks/formats.ts';
import { code, text } from './generate-rules-doc.ts';

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Finished. Nothing was at or above `--fail-on`, or it was not given.',
  failOn: 'Finished, and a finding is at or above `--fail-on`. `rules test`: a test failed.',
  usage:
    'Never started: a wrong option, a broken rule, no path, a path that does not exist, or nothing to read (unless `--allow-empty`). The commands below `rules` use it for rules with errors, and `rules test` for a rule with fewer tests than `--min-tests`.',
  incomplete: 'Incomplete: something could not be read or understood. Wins over 1; the last line of stderr says whether 1 also held.',
  outputFailed: 'An output could not be written, so findings were lost.',
  bug: 'A bug; version and stack are shown.',
  interrupted: 'Interrupted. A second Ctrl-C leaves at once.',
};

const COSTS: Readonly<Record<ProblemWeight, string>> = {
  artifact: 'the rest of one artifact',
  record: 'a record',
  run: 'the run is incomplete',
  notice: 'nothing',
};

/** Everything docs/cli.md holds. */
export function cliDocument(): string {
  const { program, stdout } = silentProgram();
  const [scan, ...others] = program.commands.filter((command) => command.name() !== 'help').flatMap(leaves);
  program.outputHelp();
  const examples = /\nExamples:\n([\s\S]*?)\n\n/.exec(String(stdout.read()))?.[1];
  if (scan === undefined || examples === undefined) throw new Error('the program has lost its scan command or its examples');
  return [
    '# Command-line reference\n',
    '<!-- Written by scripts/generate-cli-doc.ts from src/cli. Change it there. -->\n',
    'What each output holds is in [output.md](output.md); how to put the options to use is in the [guide](../GUIDE.md). Every command knows `--help`; `auditsift --version` prints the version.\n',
    commandSection(scan, '`scan` may be left out: `auditsift logs/` is `auditsift scan logs/`.'),
    ...others.map((command) => commandSection(command)),
    '## Formats\n',
    table(
      ['name', 'for `--format` and `--output`'],
      Object.entries(FORMATS).map(([name, { description }]) => [code(name), text(description)]),
    ),
    '## Levels\n',
    `From low to high: ${LEVELS.map(code).join(', ')}.\n`,
    '## Examples\n',
    `\`\`\`text\n${examples.replace(/^ {2}/gm, '')}\n\`\`\`\n`,
    '## Exit codes\n',
    table(
      ['code', 'meaning'],
      Object.entries(EXIT).map(([name, value]) => [String(value), EXIT_MEANINGS[name as keyof typeof EXIT]]),
    ),
    '## Problem codes\n',
    'These are the names for `--allow-incomplete`; notices need no allowing.\n',
    problemTable(),
  ].join('\n');
}

/** docs/output.md with its generated parts brought up to date. */
export function withCurrentParts(document: string): string {
  const parts = { problems: problemTable(), 'csv-columns': `${CSV_COLUMNS.map(code).join(', ')}\n` };
  return Object.entries(parts).reduce((page, [name, part]) => {
    const start = `<!-- ${name}: written by scripts/generate-cli-doc.ts -->\n`;
    const end = `<!-- end of ${name} -->`;
    const [from, to] = [page.indexOf(start), page.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`docs/output.md has lost the marks around ${name}`);
    return `${page.slice(0, from + start.length)}\n${part}\n${page.slice(to)}`;
  }, document);
}

/** The command line without a process behind it. */
export function silentProgram(): { readonly program: Command; readonly stdout: PassThrough } {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const io: Io = { argv: [], stdin, stdout, stderr, env: {}, onInterrupt: () => () => undefined, exitNow: () => undefined, now: () => 0 };
  return { program: buildProgram(io, () => undefined), stdout };
}

/** The commands that do something: those without commands of their own. */
function leaves(command: Command): Command[] {
  const below = command.commands.filter((child) => child.name() !== 'help');
  return below.length === 0 ? [command] : below.flatMap(leaves);
}

function commandSection(command: Command, remark = ''): string {
  const parents: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) parents.unshift(at.name());
  const args = command.registeredArguments;
  const usage = [...parents, command.options.length > 0 ? '[options]' : '', ...args.map(argumentSyntax)].filter((part) => part !== '');
  const groups = new Map<string, Option[]>();
  for (const option of command.options.filter(({ hidden }) => !hidden)) {
    const heading = option.helpGroupHeading ?? 'Options:';
    groups.set(heading, [...(groups.get(heading) ?? []), option]);
  }
  return [
    `## ${parents.join(' ')}\n`,
    `\`\`\`text\n${usage.join(' ')}\n\`\`\`\n`,
    `${sentence(command.description())}${remark === '' ? '' : ` ${remark}`}\n`,
    ...(args.length === 0
      ? []
      : [
          table(
            ['argument', 'meaning'],
            args.map((argument) => [code(argumentSyntax(argument)), text(argument.description)]),
          ),
        ]),
    ...[...groups].flatMap(([heading, options]) => [
      ...(groups.size > 1 ? [`### ${heading.replace(/:$/, '')}\n`] : []),
      table(['option', 'meaning'], options.map(optionRow)),
    ]),
  ].join('\n');
}

function argumentSyntax(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionRow(option: Option): string[] {
  const standard = option.negate ? undefined : (option.defaultValueDescription ?? (option.defaultValue as string | undefined));
  return [code(option.flags), text(option.description) + (standard === undefined ? '' : `; default ${code(standard)}`)];
}

function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(([name, { weight, advice }]) => [code(name), COSTS[weight], text(advice)]);
  return table(['code', 'what it costs', 'what to do'], rows);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(heads) + `|${'---|'.repeat(heads.length)}\n` + rows.map(line).join('');
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${text(clause.slice(1))}.`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/cli.md', import.meta.url), cliDocument());
  const output = new URL('../docs/output.md', import.meta.url);
  writeFileSync(output, withCurrentParts(readFileSync(output, 'utf8')));
}
