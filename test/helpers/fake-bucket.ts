/**
 * A bucket in memory: keys, versions, listing in the order of UTF-8 bytes. What the fake store and the fault server stand on.
 */
import { createHash } from 'node:crypto';
import type { ListPage, ListRequest } from '../../src/sources/s3/store.ts';

export interface Version {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly versionId: string;
}

export class FakeBucket {
  readonly versioned: boolean;
  readonly pageSize: number;
  readonly #objects = new Map<string, Version[]>();
  #puts = 0;

  constructor({ versioned = false, pageSize = 1000 } = {}) {
    this.versioned = versioned;
    this.pageSize = pageSize;
  }

  put(key: string, content: string | Uint8Array): void {
    const bytes = Buffer.from(content);
    const version = { bytes, etag: createHash('md5').update(bytes).digest('hex'), versionId: `v${++this.#puts}` };
    this.#objects.set(key, [...(this.versioned ? (this.#objects.get(key) ?? []) : []), version]);
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  /** The newest version, or the one asked for. */
  get(key: string, versionId?: string): Version | undefined {
    const versions = this.#objects.get(key);
    return versionId === undefined ? versions?.at(-1) : versions?.find((version) => version.versionId === versionId);
  }

  list({ prefix, delimited, next, after, limit }: Omit<ListRequest, 'bucket'>): ListPage {
    const start = next ?? after ?? '';
    const names = new Map<string, number | null>();
    for (const [key, versions] of this.#objects) {
      if (!key.startsWith(prefix)) continue;
      const slash = delimited ? key.indexOf('/', prefix.length) : -1;
      if (slash === -1) names.set(key, versions.at(-1)!.bytes.length);
      else names.set(key.slice(0, slash + 1), null);
    }
    const sorted = [...names].filter(([name]) => compareBytes(name, start) > 0).sort(([a], [b]) => compareBytes(a, b));
    const page = sorted.slice(0, Math.min(limit ?? Infinity, this.pageSize));
    return {
      objects: page.flatMap(([key, size]) => (size === null ? [] : [{ key, size }])),
      folders: page.flatMap(([key, size]) => (size === null ? [key] : [])),
      next: page.length < sorted.length ? page.at(-1)![0] : null,
    };
  }
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
