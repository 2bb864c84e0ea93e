/**
 * An upload as a destination: text is collected into parts, and the object appears under its name only at `commit()`.
 *
 * Owns: order, what every {@link Output} promises, one part in memory. What is begun elsewhere (S3) is handed in as an {@link Upload}. Must
 * not know: stores, formats, findings.
 */
import { Buffer } from 'node:buffer';
import { toOutputError } from './output-error.ts';
import { joined, type Output, type Text } from './output.ts';
import { Turns } from './turns.ts';

/** Something that takes bytes in parts and puts them in place at the end. Calls do not overlap. */
export interface Upload {
  /** How many bytes each part must have; only the rest may have fewer. */
  readonly partBytes: number;
  /** The bytes may be overwritten once it resolves. */
  put(bytes: Uint8Array): Promise<void>;
  complete(rest: Uint8Array): Promise<void>;
  cancel(): Promise<void>;
}

/** Begins an upload and gives it as an output. Rejects with an {@link OutputError} when it cannot begin. */
export async function openUploadOutput(name: string, begin: () => Promise<Upload>): Promise<Output> {
  return new UploadOutput(name, await begin().catch((error: unknown) => Promise.reject(toOutputError(name, error))));
}

class UploadOutput implements Output {
  readonly name: string;
  readonly closedByReader = false;
  readonly #turns: Turns;
  readonly #upload: Upload;
  /** The part that is being filled, and how far it is. */
  #part = Buffer.alloc(0);
  #filled = 0;
  #placing = false;
  #settled = false;

  constructor(name: string, upload: Upload) {
    this.name = name;
    this.#turns = new Turns(name);
    this.#upload = upload;
  }

  write(text: Text): Promise<void> {
    return this.#turns.take(async () => {
      const bytes = Buffer.from(joined(text), 'utf8');
      if (this.#part.length === 0) this.#part = Buffer.allocUnsafeSlow(this.#upload.partBytes);
      for (let at = 0; at < bytes.length;) {
        const copied = bytes.copy(this.#part, this.#filled, at);
        at += copied;
        this.#filled += copied;
        if (this.#filled < this.#part.length) break;
        await this.#upload.put(this.#part);
        this.#filled = 0;
      }
    });
  }

  commit(): Promise<void> {
    return this.#turns.take(async () => {
      this.#placing = true;
      await this.#upload.complete(this.#part.subarray(0, this.#filled));
      this.#settled = true;
    });
  }

  /** A part of an object cannot be kept under another name, so nothing is kept. */
  async abandon(): Promise<string | null> {
    await this.#turns.over();
    if (this.#settled) return null;
    // What came of putting it in place was said when that failed.
    const said = this.#placing ? null : `nothing was written to ${this.name}: its upload was called off`;
    return (await this.discard()) ?? said;
  }

  async discard(): Promise<string | null> {
    await this.#turns.over();
    if (this.#settled) return null;
    this.#settled = true;
    this.#part = Buffer.alloc(0);
    return this.#upload.cancel().then(
      () => null,
      (error: unknown) =>
        `an unfinished upload to ${this.name} is left there and costs storage (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
