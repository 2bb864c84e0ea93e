/**
 * The store, as everything here sees it: list a page, get an object. Two interfaces small enough for a test to be the store.
 *
 * Owns: the words, and the kinds of trouble a store can make. Must not know: the SDK (see client.ts), retries.
 */
import type { StopSignal } from '../../core/ports.ts';
import type { Location } from './location.ts';

export interface ListedObject {
  readonly key: string;
  readonly size: number;
}

/** A page of a listing. All its names come before those of the next page in the order of their UTF-8 bytes. */
export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** With a delimiter: the folders, each ending with it. */
  readonly folders: readonly string[];
  /** What to ask the next page with; null on the last one. */
  readonly next: string | null;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Folders below the prefix are named and not entered. */
  readonly delimited: boolean;
  readonly next: string | null;
  /** Only names whose bytes come after it. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ObjectLister {
  list(request: ListRequest, signal: StopSignal): Promise<ListPage>;
}

export interface GetRequest extends Location {
  /** First byte wanted. */
  readonly from: number;
  /** Last byte wanted; to the end without it. */
  readonly to?: number;
  /** Only if the object still has this ETag. */
  readonly ifMatch?: string;
  readonly versionId?: string;
}

/** The answer to a get: what is known of the object, and the bytes as they come. */
export interface OpenedObject {
  /** Without the quotes around it. */
  readonly etag: string | null;
  readonly versionId: string | null;
  /** Of the whole object. */
  readonly size: number;
  /** Where the body begins: a store may ignore a range and send everything. */
  readonly from: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ObjectReader {
  /** Rejects with a {@link StoreFault}. The signal also ends the body. Whatever the body throws is a connection that broke. */
  get(request: GetRequest, signal: StopSignal): Promise<OpenedObject>;
}

export type Store = ObjectLister & ObjectReader;

/**
 * `transient` may work when tried again; `unreachable` probably not. `changed`: not the object the request was about. `archived`: it
 * must be restored before it can be read. `identity`: the credentials, not what they allow.
 */
export type FaultKind =
  | 'transient'
  | 'unreachable'
  | 'clock'
  | 'changed'
  | 'no-such-key'
  | 'no-such-upload'
  | 'no-such-bucket'
  | 'denied'
  | 'archived'
  | 'identity'
  | 'wrong-region'
  | 'interrupted'
  | 'refused';

/** Trouble with the store, as one clause without a full stop. It may quote the store: hostile text, escaped by who prints it. */
export class StoreFault extends Error {
  readonly kind: FaultKind;
  constructor(kind: FaultKind, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'StoreFault';
    this.kind = kind;
  }
}
