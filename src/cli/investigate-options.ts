/**
 * The options of `auditsift investigate`: declared once, for the parser, the help and the generated reference. The contract.
 *
 * Owns: names, meanings and the typed result of parsing. Must not know: what running them takes (see resolve-investigation.ts).
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_LOOKBACK } from '../core/investigate/lookback.ts';
import { DEFAULT_LIMITS } from '../core/ports.ts';
import { INVESTIGATION_FORMAT_NAMES, type InvestigationFormatName } from '../sinks/investigation/formats.ts';
import { FLOW_LOG_FORMAT_OPTION } from './flow-log-format-option.ts';
import { collect, collectList, oneOf, parseSize } from './list-option.ts';
import { DEFAULT_PACK } from './packs.ts';
import { LARGEST_RECORD } from './scan-options.ts';
import { addStoreOptions, type StoreOptions } from './store-options.ts';
import { COLOR_WHEN, type ColorWhen } from './theme.ts';

/** What was typed. */
export interface InvestigateOptions extends StoreOptions {
  readonly findings?: readonly string[];
  readonly audit?: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly flowLogs?: readonly string[];
  readonly nodeTimeline?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Days. */
  readonly lookback: number;
  readonly rules?: readonly string[];
  readonly format?: InvestigationFormatName;
  readonly output?: readonly string[];
  readonly allowIncomplete?: readonly string[];
  readonly flowLogFormat?: readonly string[];
  readonly maxRecordBytes: number;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color: ColorWhen;
}

const LONGEST_LOOKBACK = 3650;

/** Adds every option of `investigate` to a command. */
export function addInvestigateOptions(command: Command): Command {
  command
    .showHelpAfterError('(auditsift investigate --help shows every option)')
    .optionsGroup('Where to look (files, folders, globs, s3://bucket/prefix; each repeatable):')
    .option('--audit <path>', "Databricks' audit logs: alerts, clusters, commands, logins", collect)
    .option('--cloudtrail <path>', 'CloudTrail: launches, tags, interfaces, calls by and about a host', collect)
    .option('--flow-logs <path>', 'VPC flow logs: whom a host talked to', collect)
    .option('--node-timeline <path>', 'an export of system.compute.node_timeline as JSON: which cluster a host served', collect)
    .option('--findings <path>', 'findings of a scan, or - for standard input; without a starting point, every host they flag', collect)
    .optionsGroup('What to look for:')
    .option('--from <time>', 'where the story begins, UTC: an ISO date or date-time, or a time ago (24h, 7d)')
    .option('--to <time>', 'where it ends, exclusive; a date alone includes that day')
    .addOption(
      new Option('--lookback <days>', 'how far before --from CloudTrail is searched for launches')
        .default(DEFAULT_LOOKBACK, `${String(DEFAULT_LOOKBACK)}d`)
        .argParser(parseDays),
    )
    .option('-r, --rules <file>', `whose matches are alerts: rule files or packs, repeatable; default ${DEFAULT_PACK}`, collect)
    .optionsGroup('What comes out:')
    .addOption(
      new Option(
        '-f, --format <name>',
        `what goes to stdout: ${INVESTIGATION_FORMAT_NAMES.join(', ')}; default text on a terminal, jsonl otherwise`,
      ).argParser((value) => oneOf(value, INVESTIGATION_FORMAT_NAMES)),
    )
    .option('-o, --output <format>=<file>', 'a further output, a file or s3://bucket/key; repeatable', collect)
    .option('-v, --verbose', 'whole commands, evidence of each line, texts of what to do next')
    .option('-q, --quiet', 'on stderr only errors')
    .addOption(
      new Option('--color <when>', `${COLOR_WHEN.join(', ')}; NO_COLOR is honoured`)
        .default('auto')
        .argParser((value) => oneOf(value, COLOR_WHEN)),
    )
    .optionsGroup('What counts:')
    .option('--allow-incomplete [=codes]', 'tolerate these problem codes, comma-separated; alone, all of them', collectList)
    .option(...FLOW_LOG_FORMAT_OPTION)
    .addOption(
      new Option('--max-record-bytes <bytes>', 'skip and report records larger than this')
        .default(DEFAULT_LIMITS.maxRecordBytes, '16M')
        .argParser(parseSize(64, LARGEST_RECORD)),
    );
  return addStoreOptions(command);
}

function parseDays(value: string): number {
  const days = /^(\d{1,5})d?$/.exec(value)?.[1];
  if (days === undefined || Number(days) > LONGEST_LOOKBACK)
    throw new InvalidArgumentError(`expected a number of days such as 30d, at most ${String(LONGEST_LOOKBACK)}d.`);
  return Number(days);
}
