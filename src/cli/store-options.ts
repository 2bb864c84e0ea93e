/** The options about s3:// paths, which every command has that reads logs: their spelling, once. */
import { Option, type Command } from 'commander';
import { DEFAULT_CONCURRENCY, MOST_CONCURRENCY } from '../sources/s3/concurrency.ts';
import { parseCount, parseUrl } from './list-option.ts';

export interface StoreOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** False for `--no-sign-request`. */
  readonly signRequest: boolean;
  readonly requestPayer?: boolean;
  readonly concurrency?: number;
}

/** Adds them as a group of their own. */
export function addStoreOptions(command: Command): Command {
  return command
    .optionsGroup('Reading and writing s3:// paths:')
    .option('--profile <name>', 'the AWS profile to use; default: the ordinary credential chain')
    .option('--region <name>', 'the region of the bucket; found from the bucket when not given')
    .addOption(new Option('--endpoint-url <url>', 'another S3-compatible store').argParser(parseUrl))
    .option('--no-sign-request', 'ask without credentials, for public buckets')
    .option('--request-payer', 'pay for the requests to a requester-pays bucket')
    .option('--concurrency <n>', `objects read at once, default ${String(DEFAULT_CONCURRENCY)}`, parseCount(1, MOST_CONCURRENCY));
}
