/**
 * Scouting: other threads go through artifacts ahead of their reading and say which lines are worth reading. The reading itself, and all
 * that follows from it, stays where it is, in the order of the artifacts.
 *
 * Owns: what scouts tell, and the ports on both sides. A scout only ever leaves out what the scan's own skipper would pass over, so that
 * nothing depends on how many there are. Must not know: threads, scanners, files.
 */
import type { Artifact, DirectBytes, Opening, ReadItem, ReadLimits } from './ports.ts';
import type { ProblemCode } from './problem.ts';

/** Longer lines are read: whether one is passed over must not depend on how much of it was there when it was looked at. */
const LONGEST_SKIPPED_LINE = 64 * 1024;

/** The length in bytes up to which lines may be passed over. */
export function longestSkippedLine({ maxRecordBytes }: ReadLimits): number {
  return Math.min(LONGEST_SKIPPED_LINE, maxRecordBytes);
}

/** A service and an action in one schema's spelling. */
export interface Pair {
  readonly spelling: number;
  readonly service: string;
  readonly action: string;
}

export function pairKey(spelling: number, service: string, action: string): string {
  return `${spelling}\n${service}\n${action}`;
}

/** Whether records with such a pair may be passed over (see src/scanner/scanner.ts). */
export interface PairVerdict extends Pair {
  readonly verdict: number;
}

/** Records a scout passed over. */
export interface ScoutedCount {
  readonly spelling: number;
  readonly service: string;
  readonly action: string;
  readonly workspace: string | null;
  /** Some time of their day (UTC), in ms. */
  readonly time: number;
  readonly records: number;
}

/** Lines that must be read. */
export interface ScoutedLines {
  readonly offset: number;
  /** Line breaks of the part in front of them. */
  readonly newlines: number;
  readonly bytes: Uint8Array;
}

/** A stretch of an artifact's decoded bytes that a scout went through: whole lines, one stretch behind the other. */
export interface ScoutedPart {
  readonly offset: number;
  readonly end: number;
  /** What the artifact was when it was opened for this. */
  readonly opening: Opening;
  readonly newlines: number;
  /** What stands behind it is known to be a brace, so that no line goes on there. */
  readonly isFollowed: boolean;
  readonly passed: readonly ScoutedCount[];
  readonly lines: readonly ScoutedLines[];
  /** Of the first part, how the artifact's decoded bytes begin, for the readers to look at. */
  readonly head: Uint8Array;
  /** Stored bytes that were taken up to its end. */
  readonly storedBytes: number;
  /** Nothing follows, and the artifact was sound to its end. */
  readonly isLast: boolean;
  /** What there was to say at the end. */
  readonly notices: readonly (readonly [code: ProblemCode, detail: string])[];
}

/**
 * Goes through artifacts ahead of their reading, on other threads, and says which lines are worth reading. It only ever leaves out what
 * the scan's own skipper would pass over.
 */
export interface Scouts {
  /** Names an artifact that will be read, in the order of reading; what does not suit is left alone. */
  announce(artifact: Artifact): void;
  /** Whether enough was announced for now. */
  readonly hasEnough: boolean;
  /** The parts of an artifact; they may end early, and then the rest is to be read in the plain way. Null when it was left alone. */
  partsOf(artifact: Artifact): AsyncIterable<ScoutedPart> | null;
  /** Ends its threads. */
  dispose(): Promise<void>;
}

/** A reading that is handed the lines worth reading, each with its place, instead of all bytes. */
export interface ScoutedReading {
  /**
   * Whole lines that begin at this byte and line of the artifact, which must not lie before what was read. Only while {@link isBetweenLines}.
   * @param isFollowed behind them is a line that begins with a brace; else it is not known what is
   */
  readLines(offset: number, line: number, bytes: Uint8Array, isFollowed: boolean): readonly ReadItem[];
  /** The number of the line that the next byte belongs to. */
  readonly line: number;
  /** Remembers this place, between two lines; {@link backTo} returns to it. */
  mark(): void;
  /** Forgets what was read since the mark, which was at this byte and line, and expects the bytes from there on by {@link readOn}. */
  backTo(offset: number, line: number): void;
  /** Goes on at this byte and line; what is between was passed over. Only while {@link isBetweenLines}. */
  passTo(offset: number, line: number): void;
  /** All that was read is done with, and the next byte begins a line. Else what follows decides, and must be given by {@link readOn}. */
  readonly isBetweenLines: boolean;
  /** Many items were handed over, and there are more in the bytes at hand: {@link readHeld} gives them. */
  readonly isFull: boolean;
  /**
   * Reads what is left of the bytes that were read last.
   * @param isFollowed behind them is a line that begins with a brace; else it is not known what is
   */
  readHeld(isFollowed: boolean): readonly ReadItem[];
  /** Reads the bytes that follow what was read last; null at their end. */
  readOn(bytes: DirectBytes): readonly ReadItem[] | null;
  /** Nothing follows. */
  end(): readonly ReadItem[];
}
