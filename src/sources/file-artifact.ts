/**
 * One file, pipe or device as an artifact.
 *
 * Owns: joining what is cited to what is opened. Must not know: how it was found.
 */
import type { Artifact } from '../core/ports.ts';
import { toFsPath, type BytePath } from './byte-path.ts';
import { openFileDirect } from './file-direct.ts';
import { readFileBytes } from './file-read.ts';
import { readPipeBytes } from './pipe-read.ts';

/** `uri` is what findings cite, `path` what the system opens: for a name that is no UTF-8 the two differ. */
export function createFileArtifact(uri: string, path: BytePath, size: number | null): Artifact {
  return {
    uri,
    size,
    path: toFsPath(path),
    open: (signal, notice) => readFileBytes(toFsPath(path), signal, notice),
    openDirect: (notice, before) => openFileDirect(toFsPath(path), notice, before),
  };
}

/** The same for what is no regular file. */
export function createPipeArtifact(uri: string, path: BytePath): Artifact {
  return { uri, size: null, open: (signal, notice) => readPipeBytes(toFsPath(path), signal, notice) };
}
