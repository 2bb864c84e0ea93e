/**
 * The port of a destination for text, and the one for standard output.
 *
 * Owns: what every output promises, and that a reader who leaves (`| head`) is no error. Files are in file-output.ts. Must not know:
 * formats, findings, exit codes.
 */
import { systemCode, toOutputError } from './output-error.ts';
import type { OutputError } from './output-error.ts';

/** Text, or pieces of it one behind the other, none of which ends in the middle of a character. */
export type Text = string | readonly string[];

/** A destination for text. Calls may overlap; they are carried out in order. */
export interface Output {
  /** What to call it in messages: the path given, or e.g. `standard output`. */
  readonly name: string;
  /** The reader has left: what is written from now on goes nowhere, without an error. Only streams are ever closed so. */
  readonly closedByReader: boolean;
  /** Resolves when the next text may come. Rejects with an {@link OutputError}; once it did, every later call rejects with the same one. */
  write(text: Text): Promise<void>;
  /** Everything was written: flushes it and, for a file, puts it in place. Rejects when any write had failed. */
  commit(): Promise<void>;
  /** The run failed: keeps what there is without putting it in place. Never rejects. Says what became of it; null when nothing need be said. */
  abandon(): Promise<string | null>;
  /** It is not wanted: leaves no trace. Never rejects. Says what it had to leave all the same, or null. */
  discard(): Promise<string | null>;
}

/** How a stream says that nobody reads it any more. A destroyed one was closed before we wrote: its own error would have come first. */
const READER_LEFT: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET', 'EOF', 'ERR_STREAM_DESTROYED']);

/** Writes to a stream it does not own and never ends, such as standard output. Each write waits until the stream took the text. */
export function openStreamOutput(stream: NodeJS.WritableStream, name = 'standard output'): Output {
  let closedByReader = false;
  let failure: OutputError | null = null;
  let last: Promise<void> = Promise.resolve();

  const note = (error: Error): void => {
    if (READER_LEFT.has(systemCode(error))) closedByReader = true;
    else if (!closedByReader) failure ??= toOutputError(name, error);
  };
  // Without a listener, a broken pipe would end the process. It stays for good: the event may come after the last write.
  stream.on('error', note);

  const send = (text: string): Promise<void> =>
    new Promise((resolve) => {
      if (closedByReader || failure !== null || text === '') {
        resolve();
        return;
      }
      stream.write(text, (error) => {
        if (error) note(error);
        resolve();
      });
    });
  const settled = (): void => {
    if (failure !== null) throw failure;
  };

  return {
    name,
    get closedByReader() {
      return closedByReader;
    },
    write(text) {
      last = last.then(() => send(joined(text)));
      return last.then(settled);
    },
    commit: () => last.then(settled),
    abandon: () => last.then(nothing, nothing),
    discard: () => last.then(nothing, nothing),
  };
}

/** Text in one piece. */
export function joined(text: Text): string {
  return typeof text === 'string' ? text : text.join('');
}

function nothing(): null {
  return null;
}
