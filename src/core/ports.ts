/**
 * Ports: how the core reaches the world. Only chunks and batches cross an `await`; everything per record is synchronous.
 */
import type { AuditEvent, LogSource, RoutingFields } from './event.ts';
import type { Finding, ObjectOrigin } from './finding.ts';
import type { JsonObject, JsonValue } from './json/value.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { PairVerdict, ScoutedCount, ScoutedReading } from './scouting.ts';
import type { Summary } from './summary.ts';

/** The part of an AbortSignal the ports need; the core has no DOM types. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** For what nobody stops. */
export const NEVER_STOPPED: StopSignal = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };

/** Bytes of one artifact in order; a chunk is valid until the next one is asked for. Throws {@link ArtifactError} when the rest cannot be read. */
export type ByteStream = AsyncIterable<Uint8Array>;

/**
 * Bytes that are there without waiting and are put where their reader wants them: those of a local file, or what is inflated from
 * them. No promise and no copy stands between a disk and a scanner. The plain way to the same bytes is the {@link ByteStream}.
 */
export interface DirectBytes {
  /** Puts the next bytes at the beginning of `target`; returns how many, 0 at the end. Throws {@link ArtifactError} when the rest cannot be read. */
  read(target: Uint8Array): number;
  /** Leaves out the next bytes, of which there are at least so many. */
  skip(bytes: number): void;
  /** Lets go of what is open; also after an error, and more than once. */
  close(): void;
}

/** One readable object: a file, standard input, an S3 key. */
export interface Artifact {
  /** Where it is, as findings cite it. */
  readonly uri: string;
  /** Size in stored bytes when known before reading; for progress only. */
  readonly size: number | null;
  /** Where the bytes last handed out were fetched from; asked while the artifact is read, and may change then. */
  readonly origin?: ObjectOrigin | null;
  /** Opens it. Called at most once; the signal ends a pending read. `notice` reports what is worth saying but costs nothing. */
  open(signal: StopSignal, notice: Notice): ByteStream;
  /** Where its bytes are on a disk of this machine, for threads that read them by themselves. */
  readonly path?: Uint8Array;
  /**
   * Opens it for reading without waiting; null when that cannot be done, and it is to be opened the other way.
   * @param before what it was when it was opened before. What there was then is read, or an {@link ArtifactError} says why not
   */
  openDirect?(notice: Notice, before?: Opening): DirectBytes | null;
}

/** What an artifact was when it was opened. */
export interface Opening {
  /** In stored bytes. */
  readonly size: number;
  /** Another one is another artifact, though it may have the same name. */
  readonly identity: string;
}

/** Hears what is to be said of an artifact while it is read. */
export type Notice = (code: ProblemCode, detail: string) => void;

/** What a source lists, in the contract's order. */
export type Listed =
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  /** No audit log, or outside the range asked for: counted, never in the exit code. */
  | { readonly kind: 'excluded'; readonly uri: string; readonly reason: ExcludeReason }
  | { readonly kind: 'problem'; readonly problem: Problem };

export type ExcludeReason =
  | 'hidden'
  | 'marker'
  | 'billing'
  | 'cloudtrail-digest'
  | 'empty-marker'
  | 'outside-range'
  | 'other-workspace'
  | 'not-a-file'
  | 'own-output';

/** Where artifacts are listed from. */
export interface Source {
  list(signal: StopSignal): AsyncIterable<Listed>;
}

/** Turns stored bytes into decoded ones, recognised by content and never by name. */
export interface Decoder {
  readonly name: string;
  /** Whether bytes that begin like this are for this decoder. `head` has at least {@link SNIFF_BYTES} bytes unless the input is shorter. */
  recognises(head: Uint8Array): boolean;
  /** Yields what could be decoded; throws {@link ArtifactError} at the cut or the damage, after everything before it. */
  decode(stored: ByteStream, notice: Notice): ByteStream;
  /** The same from bytes that are there without waiting; null when this host cannot do that. Closing it closes what is below. */
  decodeDirect?(stored: DirectBytes, notice: Notice): DirectBytes | null;
}

export const SNIFF_BYTES = 512;

/** Where in its artifact a record stands. */
export interface Position {
  readonly line: number | null;
  readonly index: number | null;
  /** Byte in the decoded stream. */
  readonly offset: number;
}

/** One JSON value as delivered. */
export interface RawRecord extends Position {
  readonly kind: 'record';
  readonly value: JsonValue;
  /** The record's text; invalid UTF-8 is repaired with U+FFFD. */
  readonly text: string;
  /** The text is known to have no white space between its tokens. */
  readonly isCompact?: boolean;
  /** The bytes, only when they are not valid UTF-8. */
  readonly invalidBytes: Uint8Array | null;
}

/** Something that should have been a record and could not be read. */
export interface RejectedRecord extends Position {
  readonly kind: 'rejected';
  readonly code: ProblemCode;
  readonly detail: string;
  /** How many bytes of the decoded stream it covers. */
  readonly bytes: number;
  /** Its raw text, bounded to {@link RAW_LIMIT} characters. */
  readonly raw: string;
}

/** Keys that stood beside the records of an envelope; `value` is the envelope with its record array emptied. */
export interface EnvelopeRest extends Position {
  readonly kind: 'envelope';
  readonly value: JsonObject;
  readonly text: string;
  readonly keys: readonly string[];
}

/** Something about the record that follows it, or about one that was left out, which costs no record itself; e.g. a key that stands twice. */
export interface RecordNotice extends Position {
  readonly kind: 'notice';
  readonly code: ProblemCode;
  readonly detail: string;
}

/** In the order in which they stand in the artifact, however it was cut into chunks. */
export type ReadItem = RawRecord | RejectedRecord | EnvelopeRest | RecordNotice;

export const RAW_LIMIT = 4096;

export interface ReadLimits {
  readonly maxRecordBytes: number;
  readonly maxDepth: number;
  /** Also look for duplicate keys and parse every number exactly. */
  readonly strict: boolean;
}

/** Larger and deeper than any audit record (requestParams is cut at 100 KB), small enough to hold a few. */
export const DEFAULT_LIMITS: ReadLimits = { maxRecordBytes: 16 * 1024 * 1024, maxDepth: 256, strict: false };

/** Names under which an envelope holds its records: CloudTrail's and Event Hub's. */
export const ENVELOPE_KEYS: readonly string[] = ['Records', 'records'];

/** Turns decoded bytes into records. A reader recognises what it can read by content. */
export interface RecordReader {
  readonly name: string;
  recognises(head: Uint8Array): boolean;
  /**
   * Yields batches: one per chunk or so. A batch is valid until the next one is asked for.
   * With a skipper, records that need no reading are left out.
   */
  read(decoded: ByteStream, limits: ReadLimits, skipper?: RecordSkipper | null): AsyncIterable<readonly ReadItem[]>;
  /** The same from bytes that are there without waiting; a batch may be empty. Closing the bytes is its caller's business. */
  readDirect?(bytes: DirectBytes, limits: ReadLimits, skipper?: RecordSkipper | null): Iterable<readonly ReadItem[]>;
  /** Reads lines somebody went through already; null for a reader that knows no lines. */
  readonly readScouted?: (limits: ReadLimits, skipper: RecordSkipper) => ScoutedReading;
}

/** A schema's own names, at the top of a record as delivered, for what is told of a record without reading it. */
export interface RoutingSpelling {
  readonly service: string;
  readonly action: string;
  /** Absent when its records belong to no workspace. */
  readonly workspace?: string;
  readonly time: string;
}

/** Knows one vendor's record shape and maps it to the common vocabulary. */
export interface LogSchema {
  readonly name: string;
  readonly logsource: LogSource;
  /** Where its events say what happened. Without it each rule is tried on each record. */
  readonly routing?: RoutingFields;
  /** Every record of the schema routes by these keys at its top. Without it, and without `marks`, no scan can leave records unread. */
  readonly spelling?: RoutingSpelling;
  /** Every record of the schema has one of these keys, somewhere in it. For schemas without a spelling. */
  readonly marks?: readonly string[];
  /** Whether the record has this shape. At most one registered schema says yes to a record. */
  recognises(record: JsonObject): boolean;
  toEvent(record: JsonObject): AuditEvent;
}

/** Records that were passed over unread: how many, and what they had in common. */
export interface PassedOver {
  readonly schema: LogSchema;
  readonly serviceName: string;
  readonly actionName: string;
  readonly workspaceId: string | null;
  /** Some time of their day (UTC), in ms. */
  readonly time: number;
  readonly records: number;
}

/** Words in lower case, in groups; the bit of a group is that of its place. */
export type WordGroups = readonly (readonly string[])[];

/** Of the words of a skipper's rules: how many, in how many groups, and how long each may be. */
export const WORD_LIMITS = { words: 128, groups: 28, shortest: 4, longest: 24 } as const;

/** What a skipper asks and tells. */
export interface SkipRules {
  /** Whether a record with this service and action, null being absent, needs no reading whatever else it holds. */
  mayPassOver(schema: LogSchema, service: string | null, action: string | null): boolean;
  /** Whether that holds only of records that say all they had to say (src/scanner/whole-record.ts). */
  mustBeWhole(service: string, action: string): boolean;
  /**
   * Words of which a record must hold one for some rule to match it. They stand in its bytes as needles do (core/rules/needles.ts), and are
   * within {@link WORD_LIMITS}.
   */
  readonly words: WordGroups;
  /** The groups whose words count for a record with this service and action, as bits; null when it must be read whatever it holds. */
  wordsFor(schema: LogSchema, service: string, action: string): number | null;
  passedOver(records: PassedOver): void;
  /** That holds only of records in whose bytes none of these stands (core/rules/needles.ts); none: of all. */
  readonly needles: readonly string[];
}

/** An element of an array that must be read. Its structure was found to be sound; whether it is JSON, a parser decides. */
export interface FoundElement {
  readonly start: number;
  readonly end: number;
  /** It does not nest deeper than this; it may nest less deep. */
  readonly depth: number;
}

/** Passes over records in a reader's window that need no reading: whole lines, or elements of an array. */
export interface RecordSkipper {
  /** Memory for the window, of at least so many bytes; what was in it stays, and views given before are dead. */
  reserve(bytes: number): Uint8Array;
  /** How many line breaks that memory holds between. */
  countNewlines(from: number, to: number): number;
  /**
   * Looks at that memory from the beginning of a line up to `to`.
   * @param known up to where there are bytes to look at, at least `to`; null: nothing comes behind `to`
   * @returns the beginning of the first line that must be read; with `needsMore` of the last one: its end is not there yet, or what tells
   *   whether it goes on behind it
   */
  skipLines(from: number, to: number, longestLine: number, known: number | null): number;
  /**
   * The same from where an element of an array is expected; an element is passed over with the comma behind it, if there is one.
   * @returns where the first thing that was not passed over is expected
   */
  skipElements(from: number, to: number, longestElement: number): number;
  /**
   * The same where values follow one another. Behind a line break, lines begin anew for all but a value that goes on across lines.
   * @returns where the last value that was passed over ends
   */
  skipValues(from: number, to: number, longestValue: number): number;
  /** The element or value that was stopped at; null when the reader must find out what stands there. */
  readonly element: FoundElement | null;
  /** It stopped because the end of what stands there was not there yet, or what tells that it is the end. */
  readonly needsMore: boolean;
  /** How many records the last call passed over. */
  readonly passed: number;
  /** How many were passed over and not yet told. */
  readonly untold: number;
  /** Tells what was passed over and not yet told. */
  settle(): void;
  /** Whether records with this service and action may be passed over; null: it does not know. What it finds out is added to `verdicts`. */
  verdictOn(spelling: number, service: string, action: string): number | null;
  /** What it found out about pairs, in the order it did; never changed, only added to, and bounded. */
  readonly verdicts: readonly PairVerdict[];
  /** Those of its rules ({@link SkipRules.words}), which verdicts are about. */
  readonly words: WordGroups;
  /** From now on nothing is told, until it is known whether what is passed over will be gone through once more. */
  hold(): void;
  /** Ends {@link hold}: what was passed over meanwhile counts, or it does not. */
  release(counts: boolean): void;
  /** Counts what a scout passed over, as if it had been passed over here. */
  tell(passed: readonly ScoutedCount[]): void;
}

/** A line with the number it is sorted by. */
export interface StoredLine {
  readonly key: number;
  readonly text: string;
}

/**
 * Holds many lines, on disk when they are too many for the memory. Rejects with a {@link StoreError} when it cannot: then nothing
 * it holds may be used any more.
 */
export interface LineStore {
  add(lines: readonly StoredLine[]): Promise<void>;
  /** All of them by key, those with one key by the UTF-16 units of their text, in batches. May be asked for more than once, after the last `add`. */
  sorted(): AsyncIterable<readonly StoredLine[]>;
  /** Lets go of everything. Call it in a `finally`; more than once does no harm. */
  dispose(): Promise<void>;
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export type Digest = (text: string) => string;

/** The machine, as the engine sees it. */
export interface Platform {
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Base64 of bytes. */
  toBase64(bytes: Uint8Array): string;
  /** Lets whatever waits have its turn: signals, timers, other sources. */
  breathe(): Promise<void>;
}

/** Hears what a scan finds. `findings` may be slow: the engine waits for it before reading on. */
export interface Observer {
  findings(findings: readonly Finding[]): void | Promise<void>;
  problem(problem: Problem): void;
  /** Called once a batch; may be slow, as findings may. */
  progress?(progress: Progress): void | Promise<void>;
}

export interface Progress {
  readonly uri: string;
  readonly storedBytes: number;
  readonly records: number;
  readonly findings: number;
}

/** Turns findings into one output format's text, piece by piece. Pure: whoever owns the stream writes it. */
export interface Formatter {
  begin(): string;
  finding(finding: Finding): string;
  /** What remains to be written when the scan is over (a page that is half full, a closing bracket). */
  end(summary: Summary): string;
}
