/**
 * The command line, declared: commands, arguments, help. Parsing it gives an exit code through the commands it calls.
 *
 * A command is loaded when it is called: `--version`, `--help` and mistakes need none of them.
 */
import { Command, Option } from 'commander';
import { packageVersion } from '../package-root.ts';
import type { RulesCheckOptions } from './commands/rules-check.ts';
import type { RulesExplainOptions } from './commands/rules-explain.ts';
import type { RulesListOptions } from './commands/rules-list.ts';
import type { RulesShowOptions } from './commands/rules-show.ts';
import type { RulesTestOptions } from './commands/rules-test.ts';
import { addInvestigateOptions, type InvestigateOptions } from './investigate-options.ts';
import type { Io } from './io.ts';
import { collect, oneOf, parseCount } from './list-option.ts';
import { PLACEHOLDERS_OPTION } from './placeholders-option.ts';
import { RULE_REPORT_FORMATS } from './rule-report-format.ts';
import { addScanOptions, type ScanOptions } from './scan-options.ts';
import { COLOR_WHEN } from './theme.ts';

const EXAMPLES = `
Examples:
  auditsift logs/                                   what needs looking at in a folder of audit logs
  auditsift --since 24h --fail-on high logs/        in a triage script: exit 1 for anything high or critical
  auditsift logs/ | jq -r .instanceId | sort -u     the hosts
  zcat export.json.gz | auditsift -                 from a pipe
  auditsift investigate --findings f.jsonl --cloudtrail trail/   follow the flagged hosts
  auditsift -e 'userIdentity.email: bob@*' logs/    an inline rule beside the default ones
  auditsift scan --help                             every option of a scan

Exit codes: 0 finished, 1 a finding at or above --fail-on, 2 never started, 3 something could not be read or understood,
4 an output failed, 70 a bug, 130 interrupted. Silence means that everything was looked at and nothing matched.`;

/** Together, because they share nearly everything; the fewer parts a bundle has, the sooner each command starts. */
const loadRuleCommands = () => import('./commands/rules.ts');

/** Builds the command line. `onExitCode` hears what the chosen command returned. */
export function buildProgram(io: Io, onExitCode: (code: number) => void): Command {
  const program = new Command('auditsift')
    .description('Sifts Databricks audit logs for host-level security alerts (Capsule8, ClamAV) and names the EC2 instance behind each.')
    .version(packageVersion(), '-V, --version')
    .usage('[scan] [options] <path…>')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
    .configureHelp({ helpWidth: io.stdout.columns ?? 100 })
    .showHelpAfterError('(auditsift --help shows what is possible)')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES);

  const scan = program
    .command('scan', { isDefault: true })
    .description('scan audit logs and print the flagged records (the default command)')
    .argument('[path...]', 'files, folders, globs, s3://bucket/prefix, or - for standard input')
    .action(async (paths: string[], options: ScanOptions) =>
      onExitCode(await (await import('./commands/scan.ts')).scanCommand(paths, options, io)),
    );
  addScanOptions(scan);

  const investigate = program
    .command('investigate')
    .description('follow hosts, clusters, users or addresses through audit logs, CloudTrail and VPC flow logs')
    .argument('[start...]', 'i-…, cluster:<id>, user:<e-mail>, ip:<address>')
    .action(async (starts: string[], options: InvestigateOptions) =>
      onExitCode(await (await import('./commands/investigate.ts')).investigateCommand(starts, options, io)),
    );
  addInvestigateOptions(investigate);

  const rules = program
    .command('rules')
    .description('write, check, test and understand rules (a folder called rules is scanned as ./rules)');
  rules
    .command('list')
    .description('list rules with their levels')
    .argument('[file...]', 'rule files, folders, globs or packs; default builtin:host')
    .option(...PLACEHOLDERS_OPTION)
    .option('--format <name>', RULE_REPORT_FORMATS.join(', '), (value) => oneOf(value, RULE_REPORT_FORMATS), 'text' as const)
    .addOption(colorOption())
    .action(async (files: string[], options: RulesListOptions) =>
      onExitCode(await (await loadRuleCommands()).rulesListCommand(files, options, io)),
    );
  rules
    .command('check')
    .description('report everything wrong with rules, with file:line:column, and run their own tests')
    .argument('[file...]', 'rule files, folders, globs or packs; default builtin:host')
    .option(
      '-f, --format <name>',
      `what goes to stdout: ${RULE_REPORT_FORMATS.join(', ')}`,
      (value) => oneOf(value, RULE_REPORT_FORMATS),
      'text' as const,
    )
    .option('--warnings-as-errors', 'exit 2 for warnings too')
    .option('--pack', 'also ask for what rules that others will use should have: a runbook and known false positives')
    .addOption(colorOption())
    .option(...PLACEHOLDERS_OPTION)
    .action(async (files: string[], options: RulesCheckOptions) =>
      onExitCode(await (await loadRuleCommands()).rulesCheckCommand(files, options, io)),
    );
  rules
    .command('test')
    .description('run the tests of rules, correlations and filters, single records and sequences; exit 1 when one fails')
    .argument('[file...]', 'rule files, folders, globs or packs; default builtin:host')
    .option('--min-tests <n>', 'exit 2 when a rule has fewer tests than this', parseCount(0, 1000))
    .option('--junit <file>', 'the outcome as JUnit XML, too')
    .option('-v, --verbose', 'name the tests that pass, too')
    .addOption(colorOption())
    .action(async (files: string[], options: RulesTestOptions) =>
      onExitCode(await (await loadRuleCommands()).rulesTestCommand(files, options, io)),
    );
  rules
    .command('explain')
    .description('say in words when a rule fires; with records, which of its parts hold, which decided, and what the fields have')
    .argument('<rule>', 'name or id of a rule, correlation or filter')
    .argument('[records]', 'a file of records or findings, or - for standard input')
    .addOption(rulesOption())
    .addOption(colorOption())
    .action(async (name: string, records: string | undefined, options: RulesExplainOptions) =>
      onExitCode(await (await loadRuleCommands()).rulesExplainCommand(name, records, options, io)),
    );
  rules
    .command('show')
    .description('print a rule as it is stored; its file and line go to stderr')
    .argument('<rule>', 'name or id of a rule, correlation or filter')
    .addOption(rulesOption())
    .action(async (name: string, options: RulesShowOptions) =>
      onExitCode(await (await loadRuleCommands()).rulesShowCommand(name, options, io)),
    );
  rules
    .command('new')
    .description('print a commented rule with tests to begin with')
    .argument('[name]', 'what to call it')
    .action(async (name: string | undefined) => onExitCode(await (await loadRuleCommands()).rulesNewCommand(name, io)));
  return program;
}

function colorOption(): Option {
  return new Option('--color <when>', COLOR_WHEN.join(', ')).default('auto').argParser((value) => oneOf(value, COLOR_WHEN));
}

function rulesOption(): Option {
  return new Option('-r, --rules <file>', 'rule file, folder, glob or pack; repeatable; default: the shipped packs').argParser(collect);
}
