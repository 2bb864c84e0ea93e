/**
 * Zlib engine: one of node:zlib's streams, driven by hand: a piece goes in, everything it yields comes out.
 *
 * Owns: knowing how much of a piece was consumed and that nothing decoded is lost when the next byte is damaged.
 * Must not know: gzip, zstd. Memory is bounded by the piece: its callers feed small ones.
 */
import type { Transform } from 'node:stream';

/** node:zlib's default of 16 KiB is three times slower. */
export const OUTPUT_CHUNK = 256 * 1024;

/** A node:zlib stream. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** What became of one piece. */
export interface Fed {
  readonly outputs: readonly Uint8Array[];
  /** Fewer than were fed: the compressed data ended before the piece did. */
  readonly consumed: number;
  /** The library's complaint; `outputs` then holds what it had handed out before. */
  readonly failure: Error | null;
}

/** Drives one stream; not to be used after a failure. */
export class ZlibEngine {
  private readonly stream: ZlibStream;
  private outputs: Uint8Array[] = [];
  private failure: Error | null = null;
  private wake: (() => void) | null = null;

  constructor(stream: ZlibStream) {
    this.stream = stream;
    stream.on('data', (output: Uint8Array) => this.outputs.push(output));
    stream.on('error', (error) => {
      this.failure = error;
      this.wake?.();
    });
  }

  /** Feeds one piece, which must stay unchanged until the answer. */
  async feed(piece: Uint8Array): Promise<Fed> {
    const before = this.stream.bytesWritten;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.stream.write(piece, () => resolve());
    });
    this.wake = null;
    // What is still queued goes through the 'data' listener too.
    while (this.failure === null && this.stream.read() !== null);
    const outputs = this.outputs;
    this.outputs = [];
    return { outputs, consumed: this.stream.bytesWritten - before, failure: this.failure };
  }

  /** Frees the native memory; fine at any time. */
  close(): void {
    this.stream.destroy();
  }
}
