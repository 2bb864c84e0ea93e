/**
 * The options of `auditsift scan`: declared once, for the parser, the help and the generated reference. The contract.
 *
 * Owns: names, meanings and the typed result of parsing. Must not know: what running them takes (see resolve-scan.ts).
 */
import { Option, type Command } from 'commander';
import { DEFAULT_LIMITS } from '../core/ports.ts';
import type { Level } from '../core/level.ts';
import { FORMAT_NAMES, type FormatName } from '../sinks/formats.ts';
import { FLOW_LOG_FORMAT_OPTION } from './flow-log-format-option.ts';
import { collect, collectList, oneOf, parseCount, parseLevel, parseSize } from './list-option.ts';
import { BUILTIN_PACKS, DEFAULT_PACK } from './packs.ts';
import { PLACEHOLDERS_OPTION } from './placeholders-option.ts';
import { addStoreOptions, type StoreOptions } from './store-options.ts';
import { COLOR_WHEN, type ColorWhen } from './theme.ts';

/** What was typed. */
export interface ScanOptions extends StoreOptions {
  readonly rules?: readonly string[];
  readonly where?: readonly string[];
  readonly placeholders?: string;
  readonly only?: readonly string[];
  readonly minLevel?: Level;
  readonly format?: FormatName;
  readonly output?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly instance?: readonly string[];
  readonly workspace?: readonly string[];
  readonly user?: readonly string[];
  readonly sourceIp?: readonly string[];
  readonly failOn?: Level;
  readonly rejects?: string;
  readonly summary?: string;
  readonly showSuppressed?: boolean;
  readonly dedupe?: boolean;
  readonly strict?: boolean;
  readonly allowIncomplete?: readonly string[];
  readonly allowEmpty?: boolean;
  readonly flowLogFormat?: readonly string[];
  readonly maxRecordBytes: number;
  readonly sort?: 'time';
  readonly threads?: number;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly color: ColorWhen;
}

/** Far more than anyone has processors for reading one disk. */
const MOST_THREADS = 64;
/** V8 holds no text above 512 MiB. */
export const LARGEST_RECORD = 256 * 1024 * 1024;

/** Adds every option of `scan` to a command. */
export function addScanOptions(command: Command): Command {
  const add = (flags: string, description: string, parse?: (value: string, previous: never) => unknown): void => {
    const option = new Option(flags, description);
    command.addOption(parse === undefined ? option : option.argParser(parse as (value: string, previous: unknown) => unknown));
  };
  command.showHelpAfterError('(auditsift scan --help shows every option)');
  command.optionsGroup('What to look for:');
  add(
    '-r, --rules <file>',
    `rule file, folder or glob, or a shipped pack (${Object.keys(BUILTIN_PACKS).join(', ')}); repeatable; replaces the default, ${DEFAULT_PACK}`,
    collect,
  );
  add(
    '-e, --where <selection>',
    "an inline Sigma selection in YAML, repeatable; joins the rules as where-1, where-2, …: -e 'userIdentity.email: bob@*'",
    collect,
  );
  add(...PLACEHOLDERS_OPTION);
  add('--only <name>', 'run only these rules; repeatable or comma-separated', collectList);
  add('--min-level <level>', 'only findings at or above this level', parseLevel);
  command.optionsGroup('What to keep:');
  add('--since <time>', 'event time, UTC: an ISO date or date-time, or a time ago (24h, 7d); skips older date= folders');
  add('--until <time>', 'event time, UTC, exclusive; a date alone includes that day');
  add('--instance <id>', 'keep only findings on this EC2 instance; repeatable or comma-separated', collectList);
  add('--workspace <id>', 'keep only this workspace; repeatable or comma-separated; workspaceId=0 is always read', collectList);
  add('--user <name>', 'keep only findings of this user; repeatable or comma-separated', collectList);
  add('--source-ip <address>', 'keep only findings from this address; repeatable or comma-separated', collectList);
  add('--show-suppressed', 'also list what Sigma filters suppressed, marked by suppressedBy; it counts for nothing');
  add('--dedupe', 'drop repeated findings (same id)');
  command.optionsGroup('What comes out:');
  add('-f, --format <name>', `what goes to stdout: ${FORMAT_NAMES.join(', ')}; default text on a terminal, jsonl otherwise`, (value) =>
    oneOf(value, FORMAT_NAMES),
  );
  add('-o, --output <format>=<file>', 'a further output, a file or s3://bucket/key; repeatable', collect);
  add('--sort <order>', 'time: order findings by time', (value) => oneOf(value, ['time'] as const));
  add('--summary <file>', "the run's summary as JSON");
  add('--rejects <file>', 'what could not be read, one JSON line each');
  add('-v, --verbose', 'details, evidence and source of each finding; every rule and notice');
  add('-q, --quiet', 'on stderr only errors');
  add('--no-progress', 'no progress line');
  command.addOption(
    new Option('--color <when>', `${COLOR_WHEN.join(', ')}; NO_COLOR is honoured`)
      .default('auto')
      .argParser((value) => oneOf(value, COLOR_WHEN)),
  );
  command.optionsGroup('What counts:');
  add('--fail-on <level>', 'exit 1 when a finding is at or above this level', parseLevel);
  add('--allow-incomplete [=codes]', 'tolerate these problem codes, comma-separated; alone, all of them', collectList);
  add('--allow-empty', 'an empty input is no error');
  add('--strict', 'parse and validate every record in full, also those no rule can match; look for duplicate keys');
  add(...FLOW_LOG_FORMAT_OPTION);
  command.addOption(
    new Option('--max-record-bytes <bytes>', 'skip and report records larger than this')
      .default(DEFAULT_LIMITS.maxRecordBytes, '16M')
      .argParser(parseSize(64, LARGEST_RECORD)),
  );
  add('--threads <n>', 'threads to use; default: one for each processor when there is much to read', parseCount(1, MOST_THREADS));
  return addStoreOptions(command);
}

/** Rewrites a bare `--allow-incomplete` to name everything: its value is optional, but never the next argument. */
export function withExplicitAllow(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, i) => (argument === '--allow-incomplete' && (end === -1 || i < end) ? '--allow-incomplete=all' : argument));
}
