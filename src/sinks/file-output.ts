/**
 * Files as destinations: written beside, renamed into place at the end, so that a file under the final name is always a whole one.
 *
 * Owns: the temporary name, the rename, and which targets are written directly (pipes, devices, `/dev/stdout`). Creates no folders. Must
 * not know: formats, findings, exit codes, and whether two outputs share a path.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { systemCode, toOutputError } from './output-error.ts';
import type { Output, Text } from './output.ts';
import { Turns } from './turns.ts';

/** So many bytes are collected before they are written to a file. Pipes and devices get them at once. */
const COLLECTED_BYTES = 262_144;
/** UTF-8 has at most so many bytes for one UTF-16 unit. */
const BYTES_PER_UNIT = 3;

/** File systems that cannot sync say so; nothing is lost by it. */
const NO_SYNC: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS']);

interface Target {
  readonly handle: FileHandle;
  /** Where the text is going, and where it belongs; null when it is written directly. */
  readonly staged: { readonly temporary: string; readonly final: string } | null;
}

/**
 * Opens a file for writing. Text goes to `<path>.<random>.partial`; `commit()` renames it to the path, `abandon()` to `<path>.partial`,
 * `discard()` removes it.
 * An existing file keeps its mode and a link to it stays a link. Rejects with an {@link OutputError} when it cannot be opened.
 */
export async function openFileOutput(path: string): Promise<Output> {
  const target = await openTarget(path).catch((error: unknown) => Promise.reject(toOutputError(path, error)));
  return new FileOutput(path, target);
}

async function openTarget(path: string): Promise<Target> {
  const existing = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (existing !== null && !existing.isFile()) return { handle: await open(path, 'w'), staged: null };
  if (existing !== null) await access(path, constants.W_OK);
  const final = existing === null ? path : await realpath(path);
  const temporary = `${final}.${randomName()}.partial`;
  const handle = await open(temporary, 'wx', existing === null ? 0o666 : 0o600);
  if (existing !== null) await handle.chmod(existing.mode & 0o777);
  return { handle, staged: { temporary, final } };
}

/** Eight digits that hardly stand beside the file already; opening refuses a name that does. `node:crypto` takes long to load. */
function randomName(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

class FileOutput implements Output {
  readonly name: string;
  readonly closedByReader = false;
  readonly #turns: Turns;
  readonly #handle: FileHandle;
  readonly #staged: Target['staged'];
  /** What is collected: bytes, for text that is not all ASCII would make all that is joined with it slow to encode. */
  readonly #bytes = Buffer.allocUnsafeSlow(COLLECTED_BYTES);
  #filled = 0;
  #open = true;
  /** Nothing is left to be put in place, kept or removed. */
  #settled = false;

  constructor(name: string, { handle, staged }: Target) {
    this.name = name;
    this.#turns = new Turns(name);
    this.#handle = handle;
    this.#staged = staged;
  }

  write(text: Text): Promise<void> {
    return this.#turns.take(async () => {
      for (const piece of typeof text === 'string' ? [text] : text) {
        const most = piece.length * BYTES_PER_UNIT;
        if (this.#filled + most > COLLECTED_BYTES) await this.#flush();
        if (most > COLLECTED_BYTES) await this.#handle.writeFile(piece);
        else this.#filled += this.#bytes.write(piece, this.#filled);
      }
      if (this.#staged === null) await this.#flush();
    });
  }

  commit(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#flush();
      if (this.#staged !== null) await this.#sync();
      await this.#close();
      if (this.#staged !== null && !this.#settled) await rename(this.#staged.temporary, this.#staged.final);
      this.#settled = true;
    });
  }

  async abandon(): Promise<string | null> {
    await this.#turns.over();
    if (!this.#turns.failed) await this.#flush().catch(ignore);
    await this.#close().catch(ignore);
    if (this.#staged === null || this.#settled) return null;
    this.#settled = true;
    const { temporary, final } = this.#staged;
    const kept = `${final}.partial`;
    const name = await rename(temporary, kept).then(
      () => kept,
      () => temporary,
    );
    return `what was written so far is in ${name}`;
  }

  async discard(): Promise<string | null> {
    await this.#turns.over();
    await this.#close().catch(ignore);
    if (this.#staged === null || this.#settled) return null;
    this.#settled = true;
    const { temporary } = this.#staged;
    return rm(temporary, { force: true }).then(
      () => null,
      () => `${temporary} could not be removed`,
    );
  }

  async #flush(): Promise<void> {
    const bytes = this.#bytes.subarray(0, this.#filled);
    this.#filled = 0;
    if (bytes.length > 0) await this.#handle.writeFile(bytes);
  }

  async #sync(): Promise<void> {
    await this.#handle.sync().catch((error: unknown) => {
      if (!NO_SYNC.has(systemCode(error))) throw error;
    });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

function ignore(): void {
  // The failure has been noted, or the text is being given up anyway.
}
