/**
 * The JSON reader: line-delimited records, documents, and any mixture of both, told apart by content.
 *
 * Owns: handing the window back and forth between the two framers. A line break at the end of a document returns to lines.
 */
import type { ByteStream, DirectBytes, RecordSkipper, ReadItem, ReadLimits, RecordReader } from '../core/ports.ts';
import type { ScoutedReading } from '../core/scouting.ts';
import { ByteWindow } from './byte-window.ts';
import { DocumentFramer } from './json-document.ts';
import { LineFramer } from './json-lines.ts';

export const jsonReader: RecordReader = {
  name: 'json',
  // Last in the registry: what no other reader claims is read as JSON, and each line of it that is none is reported.
  recognises: () => true,
  read: readJson,
  readDirect: readJsonDirectly,
  readScouted: (limits, skipper) => new JsonFramer(limits, skipper),
};

async function* readJson(
  decoded: ByteStream,
  limits: ReadLimits,
  skipper: RecordSkipper | null = null,
): AsyncGenerator<readonly ReadItem[]> {
  const framer = new JsonFramer(limits, skipper);
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const chunk of decoded) {
      let items = framer.push(chunk);
      for (; framer.isFull; items = framer.frame()) yield items;
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

function* readJsonDirectly(bytes: DirectBytes, limits: ReadLimits, skipper: RecordSkipper | null = null): Generator<readonly ReadItem[]> {
  const framer = new JsonFramer(limits, skipper);
  let failure: { readonly error: unknown } | null = null;
  for (;;) {
    try {
      if (!framer.fill(bytes)) break;
    } catch (error) {
      failure = { error };
      break;
    }
    do yield framer.frame();
    while (framer.isFull);
  }
  yield framer.end();
  if (failure !== null) throw failure.error;
}

class JsonFramer implements ScoutedReading {
  readonly #window: ByteWindow;
  readonly #lines: LineFramer;
  readonly #limits: ReadLimits;
  readonly #skipper: RecordSkipper | null;
  #documents: DocumentFramer;
  /** There are more items in the bytes at hand. */
  isFull = false;
  #inDocument = false;
  #marked = { probeBytes: 0, index: 0 };

  constructor(limits: ReadLimits, skipper: RecordSkipper | null) {
    this.#limits = limits;
    this.#skipper = skipper;
    this.#window = new ByteWindow(skipper ?? undefined);
    this.#lines = new LineFramer(this.#window, limits, skipper);
    this.#documents = new DocumentFramer(this.#window, limits, skipper);
  }

  get isBetweenLines(): boolean {
    return !this.#inDocument && this.#lines.isBetweenLines;
  }

  readLines(offset: number, line: number, bytes: Uint8Array, isFollowed: boolean): ReadItem[] {
    this.passTo(offset, line);
    this.#window.append(bytes);
    return this.#frame(false, isFollowed);
  }

  get line(): number {
    return this.#lines.line;
  }

  passTo(offset: number, line: number): void {
    this.#window.moveTo(offset);
    this.#lines.line = line;
  }

  mark(): void {
    this.#marked = { probeBytes: this.#lines.probeBytes, index: this.#documents.index };
  }

  backTo(offset: number, line: number): void {
    this.#setInDocument(false);
    this.#window.moveTo(offset);
    this.#window.takeNewlines();
    this.#lines.restart(line, this.#marked.probeBytes);
    this.#documents = new DocumentFramer(this.#window, this.#limits, this.#skipper, this.#marked.index);
  }

  readHeld(isFollowed: boolean): ReadItem[] {
    return this.#frame(false, isFollowed);
  }

  readOn(bytes: DirectBytes): ReadItem[] | null {
    return this.isFull || this.fill(bytes) ? this.frame() : null;
  }

  push(chunk: Uint8Array): ReadItem[] {
    this.#window.append(chunk);
    return this.#frame(false);
  }

  /** Takes in more bytes, which {@link frame} then looks at; false when there are none. */
  fill(bytes: DirectBytes): boolean {
    return this.#window.fill(bytes);
  }

  frame(): ReadItem[] {
    return this.#frame(false);
  }

  end(): ReadItem[] {
    let items = this.#frame(true);
    while (this.isFull) items = items.concat(this.#frame(true));
    if (this.#inDocument) this.#documents.end(items);
    return items;
  }

  #frame(atEnd: boolean, isFollowed = false): ReadItem[] {
    const items: ReadItem[] = [];
    this.isFull = false;
    for (;;) {
      if (this.#inDocument) {
        const result = this.#documents.push(items, atEnd);
        this.isFull = result === 'full';
        if (result !== 'over') return items;
        this.#setInDocument(false);
        this.#lines.line += this.#window.takeNewlines();
      }
      const result = this.#lines.push(items, atEnd, isFollowed);
      this.isFull = result === 'full';
      if (result !== 'document') return items;
      this.#setInDocument(true);
      this.#documents.start(this.#window.start);
    }
  }

  #setInDocument(inDocument: boolean): void {
    this.#inDocument = inDocument;
    this.#window.countsNewlines = inDocument;
  }
}
