/**
 * The JSON reader: line-delimited records, documents, and any mixture of both, told apart by content.
 *
 * Owns: handing the window back and forth between the two framers. A line break at the end of a document returns to lines.
 */
import type { ByteStream, RecordSkipper, Position, ReadItem, ReadLimits, ReadNotice, RecordReader } from '../core/ports.ts';
import { ByteWindow } from './byte-window.ts';
import { DocumentFramer } from './json-document.ts';
import { LineFramer } from './json-lines.ts';

export const jsonReader: RecordReader = {
  name: 'json',
  // Last in the registry: what no other reader claims is read as JSON, and each line of it that is none is reported.
  recognises: () => true,
  read: readJson,
};

async function* readJson(
  decoded: ByteStream,
  limits: ReadLimits,
  notice: ReadNotice,
  skipper: RecordSkipper | null = null,
): AsyncGenerator<readonly ReadItem[]> {
  const framer = new JsonFramer(limits, notice, skipper);
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const chunk of decoded) {
      const items = framer.push(chunk);
      if (items.length > 0) yield items;
    }
  } catch (error) {
    failure = { error };
  }
  // Where the bytes break off, what is held is still a record or the beginning of one.
  const items = framer.end();
  if (items.length > 0) yield items;
  if (failure !== null) throw failure.error;
}

class JsonFramer {
  readonly #window: ByteWindow;
  readonly #lines: LineFramer;
  readonly #documents: DocumentFramer;
  #inDocument = false;

  constructor(limits: ReadLimits, notice: ReadNotice, skipper: RecordSkipper | null) {
    this.#window = new ByteWindow(skipper ?? undefined);
    const onDuplicateKeys = (keys: readonly string[], position: Position): void => {
      notice('duplicate-key', `key ${keys.map((key) => JSON.stringify(key)).join(', ')} stands twice in one object`, position);
    };
    this.#lines = new LineFramer(this.#window, limits, onDuplicateKeys, skipper);
    this.#documents = new DocumentFramer(this.#window, limits, onDuplicateKeys, skipper);
  }

  push(chunk: Uint8Array): ReadItem[] {
    this.#window.append(chunk);
    return this.#frame(false);
  }

  end(): ReadItem[] {
    const items = this.#frame(true);
    if (this.#inDocument) this.#documents.end(items);
    return items;
  }

  #frame(atEnd: boolean): ReadItem[] {
    const items: ReadItem[] = [];
    for (;;) {
      if (this.#inDocument) {
        if (!this.#documents.push(items)) return items;
        this.#setInDocument(false);
        this.#lines.line += this.#window.takeNewlines();
      }
      if (this.#lines.push(items, atEnd) === 'more') return items;
      this.#setInDocument(true);
      this.#documents.start(this.#window.start);
    }
  }

  #setInDocument(inDocument: boolean): void {
    this.#inDocument = inDocument;
    this.#window.countsNewlines = inDocument;
  }
}
