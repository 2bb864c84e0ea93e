/**
 * The command line, declared: commands, arguments, help. Parsing it gives an exit code through the commands it calls.
 */
import { Command } from 'commander';
import { packageVersion } from '../package-root.ts';
import { CHECK_FORMATS, rulesCheckCommand, type RulesCheckOptions } from './commands/rules-check.ts';
import { rulesListCommand, type RulesListOptions } from './commands/rules-list.ts';
import { scanCommand } from './commands/scan.ts';
import type { Io } from './io.ts';
import { oneOf } from './list-option.ts';
import { PLACEHOLDERS_OPTION } from './placeholders-option.ts';
import { addScanOptions, type ScanOptions } from './scan-options.ts';
import { COLOR_WHEN } from './theme.ts';

const EXAMPLES = `
Examples:
  auditsift logs/                                   what needs looking at in a folder of audit logs
  auditsift --since 24h --fail-on high logs/        in a triage script: exit 1 for anything high or critical
  auditsift logs/ | jq -r .instanceId | sort -u     the hosts
  zcat export.json.gz | auditsift -                 from a pipe
  auditsift -e 'userIdentity.email: bob@*' logs/    an inline rule beside the default ones
  auditsift scan --help                             every option of a scan

Exit codes: 0 finished, 1 a finding at or above --fail-on, 2 never started, 3 something could not be read or understood,
4 an output failed, 70 a bug, 130 interrupted. Silence means that everything was looked at and nothing matched.`;

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
    .action(async (paths: string[], options: ScanOptions) => onExitCode(await scanCommand(paths, options, io)));
  addScanOptions(scan);

  const rules = program.command('rules').description('look at and check rules (a folder called rules is scanned as ./rules)');
  rules
    .command('list')
    .description('list rules with their levels')
    .argument('[file...]', 'rule files, folders, globs or packs; default builtin:host')
    .option(...PLACEHOLDERS_OPTION)
    .option('--color <when>', COLOR_WHEN.join(', '), (value) => oneOf(value, COLOR_WHEN), 'auto' as const)
    .action(async (files: string[], options: RulesListOptions) => onExitCode(await rulesListCommand(files, options, io)));
  rules
    .command('check')
    .description('report everything wrong with rules, with file:line:column, and run their own tests')
    .argument('[file...]', 'rule files, folders, globs or packs; default builtin:host')
    .option(
      '-f, --format <name>',
      `what goes to stdout: ${CHECK_FORMATS.join(', ')}`,
      (value) => oneOf(value, CHECK_FORMATS),
      'text' as const,
    )
    .option('--warnings-as-errors', 'exit 2 for warnings too')
    .option('--pack', 'also ask for what rules that others will use should have: a runbook and known false positives')
    .option('--color <when>', COLOR_WHEN.join(', '), (value) => oneOf(value, COLOR_WHEN), 'auto' as const)
    .option(...PLACEHOLDERS_OPTION)
    .action(async (files: string[], options: RulesCheckOptions) => onExitCode(await rulesCheckCommand(files, options, io)));
  return program;
}
