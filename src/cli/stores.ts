/**
 * The S3 store of one run: opened when a path or an output first needs it, closed at the end.
 *
 * Owns: turning options into a connection, and its trouble into usage errors before the run starts. Must not know: the SDK.
 */
import type { PartitionFilter } from '../core/partition.ts';
import type { Source, StopSignal } from '../core/ports.ts';
import { openFileOutput } from '../sinks/file-output.ts';
import type { Output } from '../sinks/output.ts';
import { openUploadOutput } from '../sinks/upload-output.ts';
import type { S3Store } from '../sources/s3/client.ts';
import { DEFAULT_CONCURRENCY } from '../sources/s3/concurrency.ts';
import { isS3Path, parseLocation } from '../sources/s3/location.ts';
import type { StoreOptions } from './store-options.ts';
import { UsageError } from './usage-error.ts';

/** Connections beside those that read: listing, outputs. */
const FURTHER_CONNECTIONS = 16;

/** What speaks S3; loaded when a path needs it. */
const loadS3 = () => import('../sources/s3/index.ts');

/** Before the run begins nothing has to be closed: an interruption ends the process. */
const NEVER = new AbortController().signal;

export class Stores {
  readonly #options: StoreOptions;
  #opening: Promise<S3Store> | null = null;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /**
   * The source over s3:// paths.
   * @throws UsageError when one stands for nothing or cannot be listed
   */
  async source(paths: readonly string[], filter: PartitionFilter): Promise<Source> {
    const store = await this.#open();
    const { createS3Source, realPace, resolveLocations } = await loadS3();
    const { named, missing } = await resolveLocations(paths, { lister: store, pace: realPace, signal: NEVER, filter });
    if (missing.length > 0) throw new UsageError(missing.map(({ path, detail }) => `${path}: ${detail}`).join('; '));
    return createS3Source(named, store, { filter, concurrency: this.#options.concurrency ?? DEFAULT_CONCURRENCY });
  }

  /**
   * Opens a destination: a file, or an object that appears when it is complete. `stop` ends what an upload has under way.
   * @throws UsageError when the path names no object; an OutputError when it cannot be opened
   */
  async openOutput(path: string, stop: StopSignal): Promise<Output> {
    if (!isS3Path(path)) return openFileOutput(path);
    const location = parseLocation(path);
    if (typeof location === 'string') throw new UsageError(`${path}: ${location}`);
    if (location.key === '' || location.key.endsWith('/')) throw new UsageError(`${path}: name an object, not a folder`);
    const store = await this.#open();
    const { beginUpload, realPace } = await loadS3();
    return openUploadOutput(path, () => beginUpload(location, store, realPace, { stop }));
  }

  /** Lets go of every connection. */
  async close(): Promise<void> {
    // One that could not be opened has been reported.
    (await this.#opening?.catch(() => null))?.close();
  }

  #open(): Promise<S3Store> {
    const { profile, region, endpointUrl, signRequest, requestPayer, concurrency = DEFAULT_CONCURRENCY } = this.#options;
    if (profile !== undefined) {
      // The SDK takes the profile's endpoint_url only from here.
      process.env['AWS_PROFILE'] = profile;
    }
    this.#opening ??= loadS3().then(({ openS3Store }) =>
      openS3Store({
        signRequest,
        connections: concurrency + FURTHER_CONNECTIONS,
        ...(profile === undefined ? {} : { profile }),
        ...(region === undefined ? {} : { region }),
        ...(endpointUrl === undefined ? {} : { endpointUrl }),
        ...(requestPayer === undefined ? {} : { requestPayer }),
      }),
    );
    return this.#opening;
  }
}
