/**
 * Zstd engines: what decodes one frame, fed block by block.
 *
 * Owns: choosing node:zlib where this Node has it. Must not know: how frames are cut into blocks.
 */
import { OUTPUT_CHUNK, ZlibEngine, type Fed, type ZlibStream } from './zlib-engine.ts';
import { zlib } from './zlib.ts';

/** What a piece yielded, and the library's complaint about it. */
export type Decoded = Pick<Fed, 'outputs' | 'failure'>;

/** Decodes one frame. The pieces are the frame's header, then whole blocks, then its checksum. */
export interface ZstdEngine {
  feed(piece: Uint8Array): Promise<Decoded>;
  /** The frame's last bytes: its checksum, or nothing. */
  end(checksum: Uint8Array): Promise<Decoded>;
  /** What it still holds back of the blocks it was fed, when no more will come. */
  drain(): Promise<readonly Uint8Array[]>;
  close(): void;
  /** Whether a wrong checksum is a failure. */
  readonly verifiesChecksums: boolean;
}

/** Opens an engine for one frame. */
export type OpenZstdEngine = () => Promise<ZstdEngine>;

/** `createZstdDecompress` came with Node 22.15 and 23.8; the types here are those of Node 20. */
export function nativeZstd(): ((options: { readonly chunkSize: number }) => ZlibStream) | undefined {
  return (zlib() as { readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => ZlibStream }).createZstdDecompress;
}

/** Whether this Node decodes zstd itself. */
export function hasNativeZstd(): boolean {
  return nativeZstd() !== undefined;
}

/** Through node:zlib, in a thread of its pool; verifies checksums. */
export function openNativeZstd(): Promise<ZstdEngine> {
  const createNativeZstd = nativeZstd();
  if (createNativeZstd === undefined) return Promise.reject(new Error('this Node has no zstd'));
  const engine = new ZlibEngine(createNativeZstd({ chunkSize: OUTPUT_CHUNK }));
  return Promise.resolve({
    feed: (piece) => engine.feed(piece),
    end: (checksum) => (checksum.length === 0 ? Promise.resolve({ outputs: [], failure: null }) : engine.feed(checksum)),
    drain: () => Promise.resolve([]),
    close: () => engine.close(),
    verifiesChecksums: true,
  });
}

/** Through fzstd, in this thread; about a third as fast, and blind to checksums. Loaded only when needed. */
export async function openFzstd(): Promise<ZstdEngine> {
  const { createFzstdEngine } = await import('./zstd-fzstd.ts');
  return createFzstdEngine();
}

/** The better one that this Node has. */
export const openZstdEngine: OpenZstdEngine = () => (hasNativeZstd() ? openNativeZstd() : openFzstd());
