/**
 * Coverage: which named path reads a file that can be reached in several ways, so that each is read once.
 *
 * Owns: the rule, which needs no list of the files seen: the folder that holds a file without any link in between reads it; only what
 * is reached through links alone is remembered. Must not know: reading, partitions.
 */
import { Buffer } from 'node:buffer';
import { nameReason } from '../core/partition.ts';
import { prefixOf, toText, type BytePath } from './byte-path.ts';
import type { NamedPath } from './named-path.ts';

/** Built once per listing over all named paths. */
export class Coverage {
  /** The named paths that are listed; the others lie inside them or are the same. */
  readonly kept: readonly NamedPath[];
  private readonly byReal = new Map<BytePath, NamedPath>();
  private readonly throughLinks = new Set<BytePath>();

  constructor(named: readonly NamedPath[]) {
    for (const path of named) {
      const other = this.byReal.get(path.real);
      if (other === undefined || isPreferred(path, other)) this.byReal.set(path.real, path);
    }
    this.kept = [...this.byReal.values()].filter((path) => path.kind === 'stream' || !this.isInside(path.real, path.kind === 'folder'));
  }

  /** Whether a real path is named as such or lies in a named folder, and is read from there. */
  covers(real: BytePath, folder: boolean): boolean {
    return this.byReal.has(real) || this.isInside(real, folder);
  }

  /** Whether the user named exactly this. */
  names(real: BytePath): boolean {
    return this.byReal.has(real);
  }

  /** Whether what was reached through a link is still to be read. Says yes once for each. */
  claim(real: BytePath, folder: boolean): boolean {
    const key = folder ? `${real}/` : real;
    if (this.covers(real, folder) || this.throughLinks.has(key)) return false;
    this.throughLinks.add(key);
    return true;
  }

  /** Whether a named folder lists it, be it as left out. */
  holds(real: BytePath): boolean {
    return !this.foldersAbove(real).next().done;
  }

  private isInside(real: BytePath, folder: boolean): boolean {
    for (const above of this.foldersAbove(real)) {
      const rest = real.slice(prefixOf(above.real).length);
      // What the folder above leaves out for its name is read only because it was named.
      if (nameReason(toText(rest) + (folder ? '/' : '')) === null) return true;
    }
    return false;
  }

  private *foldersAbove(real: BytePath): Generator<NamedPath, undefined> {
    for (let end = real.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : real.lastIndexOf('/', end - 1)) {
      const above = this.byReal.get(end === 0 ? '/' : real.slice(0, end));
      if (above?.kind === 'folder' && above.real !== real) yield above;
    }
  }
}

/** A path named as such over a glob's match (names are held against the latter), then the one whose bytes come first. */
function isPreferred(path: NamedPath, other: NamedPath): boolean {
  if ((path.globStart === null) !== (other.globStart === null)) return path.globStart === null;
  return Buffer.compare(Buffer.from(path.uri), Buffer.from(other.uri)) < 0;
}
