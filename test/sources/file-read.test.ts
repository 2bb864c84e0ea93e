import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteStream } from '../../src/core/ports.ts';
import { openFileDirect } from '../../src/sources/file-direct.ts';
import { CHUNK_BYTES, readFileBytes } from '../../src/sources/file-read.ts';
import { collect, type Outcome } from '../decoders/support.ts';
import { folderOf } from './support.ts';

const never = (): AbortSignal => new AbortController().signal;

/** The ways to read a file; what cannot be read without waiting is read in the other. */
const WAYS: Readonly<Record<string, (...to: Parameters<typeof readFileBytes>) => ByteStream>> = {
  'with waiting': readFileBytes,
  'without waiting': async function* (path, signal, notice) {
    const bytes = openFileDirect(path, notice);
    if (bytes === null) {
      yield* readFileBytes(path, signal, notice);
      return;
    }
    const target = Buffer.alloc(CHUNK_BYTES);
    try {
      for (let read = bytes.read(target); read > 0; read = bytes.read(target)) yield Buffer.from(target.subarray(0, read));
    } finally {
      bytes.close();
      bytes.close();
    }
  },
};

describe.each(Object.entries(WAYS))('reading a file %s', (_, readBytes) => {
  const read = (path: string, meanwhile?: () => void): Promise<Outcome> =>
    collect(async function* (notice) {
      let first = true;
      for await (const chunk of readBytes(Buffer.from(path), never(), notice)) {
        yield chunk;
        if (first) meanwhile?.();
        first = false;
      }
    });

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])('reads %d bytes', async (size) => {
    const path = join(folderOf(), 'f');
    const contents = Buffer.alloc(size, 'abcdefg');
    writeFileSync(path, contents);
    const { bytes, code, notices } = await read(path);
    expect(bytes.equals(contents)).toBe(true);
    expect({ code, notices }).toEqual({ code: null, notices: [] });
  });

  it('reads a growing file to the size it had when opened, with a notice', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(CHUNK_BYTES + 10, 'a'));
    const { bytes, code, notices } = await read(path, () => appendFileSync(path, 'bbb'));
    expect(bytes.equals(Buffer.alloc(CHUNK_BYTES + 10, 'a'))).toBe(true);
    expect({ code, notices }).toEqual({ code: null, notices: ['grew'] });
  });

  it('yields what is left of a shrinking file, then says so', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(3 * CHUNK_BYTES, 'a'));
    const { bytes, code, detail } = await read(path, () => truncateSync(path, CHUNK_BYTES + 5));
    expect(bytes.length).toBe(CHUNK_BYTES + 5);
    expect({ code, detail }).toEqual({ code: 'shrunk', detail: 'it had 786432 bytes when opened and ended after 262149' });
  });

  it('goes on with a file removed while it is read', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(2 * CHUNK_BYTES, 'a'));
    expect(await read(path, () => rmSync(path))).toMatchObject({ code: null });
  });

  it('says what the system said', async () => {
    const root = folderOf('file');
    expect(await read(join(root, 'gone'))).toMatchObject({ code: 'vanished', detail: 'it was there when listed and is gone' });
    expect(await read(join(root, 'file/x'))).toMatchObject({ code: 'vanished' });
    expect(await read(root)).toMatchObject({ code: 'unreadable', detail: 'it cannot be read: it is a folder' });
  });

  it('says when permission is denied', async (context) => {
    if (process.getuid?.() === 0) context.skip('root may read any file: nothing to test here');
    const root = folderOf('file');
    execFileSync('chmod', ['000', join(root, 'file')]);
    expect(await read(join(root, 'file'))).toMatchObject({ code: 'unreadable', detail: 'it cannot be read: permission denied' });
  });

  it.runIf(process.platform === 'linux')('reads what reports no size to its end', async () => {
    expect((await read('/proc/self/status')).bytes.toString()).toContain('Pid:');
    expect(await read('/dev/null')).toMatchObject({ code: null, bytes: Buffer.alloc(0) });
  });

  it.runIf(process.platform === 'linux')('closes its file: at the end, on an error, when the reader stops', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(2 * CHUNK_BYTES));
    await read(path);
    expect(openHandles(path)).toBe(0);
    await read(path, () => truncateSync(path, 5));
    expect(openHandles(path)).toBe(0);
    for await (const chunk of readBytes(Buffer.from(path), never(), () => undefined)) {
      expect([chunk.length > 0, openHandles(path)]).toEqual([true, 1]);
      break;
    }
    expect(openHandles(path)).toBe(0);
  });
});

function openHandles(path: string): number {
  return Number(execFileSync('sh', ['-c', `ls -l /proc/${process.pid}/fd 2>/dev/null | grep -c "$0" || true`, path]).toString());
}

describe('reading a file with waiting', () => {
  it('serves all chunks from one buffer, so that memory does not grow with the file', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.concat([Buffer.alloc(CHUNK_BYTES, 1), Buffer.alloc(CHUNK_BYTES, 2)]));
    const buffers = new Set<ArrayBufferLike>();
    const first: (number | undefined)[] = [];
    for await (const chunk of readFileBytes(Buffer.from(path), never(), () => undefined)) {
      buffers.add(chunk.buffer);
      first.push(chunk[0]);
    }
    expect(first).toEqual([1, 2]);
    expect(buffers.size).toBe(1);
  });

  it('reads nothing when told to stop before', async () => {
    const stop = new AbortController();
    stop.abort();
    for await (const chunk of readFileBytes(Buffer.from('/nowhere'), stop.signal, () => undefined))
      expect.unreachable(`${chunk.length} bytes`);
  });

  it.runIf(process.platform === 'linux')('closes its file when the signal stops it', async () => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(2 * CHUNK_BYTES));
    const stop = new AbortController();
    let bytes = 0;
    for await (const chunk of readFileBytes(Buffer.from(path), stop.signal, () => undefined)) {
      bytes += chunk.length;
      stop.abort();
    }
    expect(bytes).toBe(CHUNK_BYTES);
    await expect.poll(() => openHandles(path)).toBe(0);
  });
});

describe('reading a file without waiting', () => {
  it.runIf(process.platform === 'linux')('leaves to the other way what may keep it waiting', () => {
    const pipe = join(folderOf(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/proc/self/status', '/dev/null']) expect(openFileDirect(Buffer.from(path), () => undefined)).toBeNull();
  });
});
