/**
 * Walking a pattern: the objects and whole folders it matches, listing only folders in which something can match.
 *
 * Owns: following all ways through a pattern at once (`**` has several), narrowing a listing to how a name must begin. Must not know:
 * the syntax of patterns, reading.
 */
import { folderExcludeReason, nameReason } from '../../core/partition.ts';
import type { ExcludeReason } from '../../core/ports.ts';
import { toBytes } from '../byte-path.ts';
import { listFolder } from './folder-listing.ts';
import type { NamePattern } from './key-glob.ts';
import { objectReason, walkPrefix, type Found, type WalkContext } from './key-walk.ts';
import type { ListedObject } from './store.ts';

/**
 * Everything a pattern matches. A folder that matches is read whole, as on disk.
 * @throws StoreFault when trouble concerns more than one folder
 */
export function walkPattern(names: readonly NamePattern[], context: WalkContext): AsyncGenerator<Found> {
  return new PatternWalk(names, context).follow('', [0]);
}

/** The literal beginning of a pattern, ending with '/' or empty: nothing it matches sorts before. */
export function literalStart(names: readonly NamePattern[]): string {
  let start = '';
  for (const name of names.slice(0, -1)) {
    if (name.kind !== 'literal') break;
    start += `${name.name}/`;
  }
  return start;
}

class PatternWalk {
  readonly #names: readonly NamePattern[];
  readonly #context: WalkContext;
  readonly #start: string;

  constructor(names: readonly NamePattern[], context: WalkContext) {
    this.#names = names;
    this.#context = context;
    this.#start = literalStart(names);
  }

  /** What matches below a prefix; `positions` are the names of the pattern that may come next. */
  async *follow(prefix: string, positions: readonly number[]): AsyncGenerator<Found> {
    const { bucket } = this.#context;
    const open = this.#withoutAnyFolders(positions);
    const only = open.length === 1 ? this.#names[open[0] ?? 0] : undefined;
    if (only?.kind === 'literal' && (open[0] ?? 0) < this.#names.length - 1) {
      yield* this.#step(`${prefix}${only.name}/`, only.name, open);
      return;
    }
    const begins = only?.kind === 'literal' ? only.name : only?.kind === 'pattern' ? only.start : '';
    for await (const name of listFolder(prefix, { bucket, prefix: prefix + begins, delimited: true }, this.#context)) {
      if (name.kind === 'unlisted') yield name;
      else if (name.kind === 'folder') yield* this.#step(name.prefix, name.prefix.slice(prefix.length, -1), open);
      else {
        const bare = name.object.key.slice(prefix.length);
        if (bare !== '' && this.#isEnd(this.#after(bare, open))) yield this.#judge(name.object);
      }
    }
  }

  async *#step(folder: string, bare: string, open: readonly number[]): AsyncGenerator<Found> {
    const { filter } = this.#context;
    const next = this.#after(bare, open);
    if (next.length === 0) return;
    const isWhole = this.#isEnd(next) || next.some((at) => at === this.#names.length - 1 && isEmptyName(this.#names[at]));
    const reason = folderExcludeReason(folder, filter, folder) ?? (isWhole ? this.#nameReason(folder) : null);
    if (reason !== null) yield { kind: 'excluded', order: toBytes(folder), key: folder, reason };
    else if (isWhole) yield* walkPrefix(folder, folder, this.#context);
    else yield* this.follow(folder, next);
  }

  /** Positions behind a name. `**` stays where it is in every folder that is not hidden. */
  #after(bare: string, open: readonly number[]): number[] {
    const next = new Set<number>();
    for (const at of open) {
      const name = this.#names[at];
      if (name === undefined) continue;
      if (name.kind === 'any-folders') {
        if (!bare.startsWith('.')) next.add(at);
      } else if (name.kind === 'literal' ? name.name === bare : name.matches(bare)) next.add(at + 1);
    }
    return this.#withoutAnyFolders([...next]);
  }

  /** Also the positions behind `**`, which may stand for no folder at all. */
  #withoutAnyFolders(positions: readonly number[]): number[] {
    const all = new Set(positions);
    for (const at of all) if (this.#names[at]?.kind === 'any-folders') all.add(at + 1);
    return [...all];
  }

  #isEnd(positions: readonly number[]): boolean {
    return positions.includes(this.#names.length);
  }

  #judge(object: ListedObject): Found {
    const order = toBytes(object.key);
    const reason = objectReason(object, object.key, this.#context.filter) ?? this.#nameReason(object.key);
    return reason === null ? { kind: 'object', order, object } : { kind: 'excluded', order, key: object.key, reason };
  }

  /** A name that a pattern found is held against it; a hidden one is found only where the pattern says so. */
  #nameReason(key: string): ExcludeReason | null {
    const reason = nameReason(key.slice(this.#start.length));
    return reason === 'hidden' ? null : reason;
  }
}

function isEmptyName(name: NamePattern | undefined): boolean {
  return name?.kind === 'literal' && name.name === '';
}
