import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  createReadStream,
  openSync,
  readSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStdinSource } from '../../src/sources/stdin.ts';
import { collect, type Outcome } from '../decoders/support.ts';
import { artifactsOf, folderOf } from './support.ts';

async function readAll(stream: AsyncIterable<Uint8Array>, signal = new AbortController().signal): Promise<Outcome> {
  const [artifact] = await artifactsOf(createStdinSource(stream));
  expect(artifact).toMatchObject({ uri: '-', size: null });
  return collect((notice) => artifact!.open(signal, notice));
}

it('is one artifact with all the bytes', async () => {
  const stream = new PassThrough();
  stream.write('one');
  stream.end('two');
  expect(await readAll(stream)).toMatchObject({ bytes: Buffer.from('onetwo'), code: null });
});

it('says in plain words why it cannot be read', async () => {
  const stream = new PassThrough();
  stream.write('one');
  setTimeout(() => stream.destroy(Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' })), 10);
  expect(await readAll(stream)).toMatchObject({
    code: 'unreadable',
    detail: 'standard input cannot be read: it is a folder',
    bytes: Buffer.from('one'),
  });
});

it('does not wait for a silent stream once told to stop', async () => {
  const stream = new PassThrough();
  stream.write('one');
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  expect(await readAll(stream, stop.signal)).toMatchObject({ bytes: Buffer.from('one'), code: null });
  expect(stream.destroyed).toBe(true);
});

it('lets go of the stream when the reader stops early', async () => {
  const stream = new PassThrough();
  stream.write('one');
  const [artifact] = await artifactsOf(createStdinSource(stream));
  for await (const chunk of artifact!.open(new AbortController().signal, () => undefined)) {
    expect(chunk.length).toBe(3);
    break;
  }
  expect(stream.destroyed).toBe(true);
});

it.runIf(process.platform === 'linux')('reads a file that was redirected to it from where it stands, and leaves it there', async () => {
  const path = join(folderOf(), 'f');
  writeFileSync(path, '0123456789');
  const fd = openSync(path, 'r');
  readSync(fd, Buffer.alloc(3), 0, 3, null);
  const [artifact] = await artifactsOf(createStdinSource(new PassThrough(), fd));
  const target = Buffer.alloc(5);
  const bytes = artifact!.openDirect!(() => undefined)!;
  expect([bytes.read(target), target.toString()]).toEqual([5, '34567']);
  expect([bytes.read(target), bytes.read(target)]).toEqual([2, 0]);
  bytes.close();
  expect(readSync(fd, target, 0, 5, null)).toBe(5);
  expect(target.toString()).toBe('34567');
  closeSync(fd);
});

if (process.platform !== 'linux') console.log('redirected files that change are left out: only Linux tells where such a file stands');

describe.runIf(process.platform === 'linux')('a file that was redirected to it and changes while it is read', () => {
  const KIB = 1024;
  interface Opened {
    readonly path: string;
    readonly read: () => Promise<Awaited<ReturnType<typeof collect>>>;
  }
  /** The artifact over a file of a mebibyte from its tenth byte on, and both ways to read it; `change` comes when the first bytes were read. */
  const openedAs = async (way: string, change: (path: string) => void): Promise<Opened> => {
    const path = join(folderOf(), 'f');
    writeFileSync(path, Buffer.alloc(1024 * KIB, 0x61));
    const fd = openSync(path, 'r');
    readSync(fd, Buffer.alloc(10), 0, 10, null);
    const stream = createReadStream('', { fd, autoClose: false });
    const [artifact] = await artifactsOf(createStdinSource(stream, fd));
    const read = (): ReturnType<typeof collect> =>
      collect(async function* (notice) {
        const bytes = way === 'with waiting' ? null : artifact!.openDirect!(notice);
        const chunk = Buffer.alloc(64 * KIB);
        const chunks =
          bytes === null
            ? artifact!.open(new AbortController().signal, notice)
            : (function* () {
                for (let length = bytes.read(chunk); length > 0; length = bytes.read(chunk)) yield chunk.subarray(0, length);
              })();
        let isFirst = true;
        for await (const piece of chunks) {
          if (isFirst) change(path);
          isFirst = false;
          yield piece;
        }
      });
    return { path, read };
  };

  describe.each(['directly', 'with waiting'])('%s', (way) => {
    it('is told to have shrunk', async () => {
      const { read } = await openedAs(way, (path) => truncateSync(path, 512 * KIB));
      const outcome = await read();
      expect(outcome).toMatchObject({ code: 'shrunk' });
      expect(outcome.bytes).toHaveLength(512 * KIB - 10);
    });

    it('is read as it was when it was opened when it grows', async () => {
      const { read } = await openedAs(way, (path) => appendFileSync(path, 'more'));
      const outcome = await read();
      expect(outcome).toMatchObject({ code: null, notices: ['grew'] });
      expect(outcome.bytes).toHaveLength(1024 * KIB - 10);
    });
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  function opened(): { readonly fd: number; readonly write: (text: string) => void } {
    const path = join(folderOf(), 'pipe');
    execFileSync('mkfifo', [path]);
    const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = (text: string): void => {
      writeSync(both, text);
      closeSync(both);
    };
    return { fd, write };
  }

  it('is read without the stream over it', async () => {
    const { fd, write } = opened();
    write('one');
    const stream = new PassThrough();
    const [artifact] = await artifactsOf(createStdinSource(stream, fd));
    expect(artifact!.openDirect!(() => undefined)).toBeNull();
    const outcome = await collect((notice) => artifact!.open(new AbortController().signal, notice));
    expect(outcome).toMatchObject({ bytes: Buffer.from('one'), code: null });
    expect(stream.readableDidRead).toBe(false);
  });

  it('ends when it is told to stop, though nothing comes', async () => {
    const { fd, write } = opened();
    const [artifact] = await artifactsOf(createStdinSource(new PassThrough(), fd));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await collect((notice) => artifact!.open(stop.signal, notice))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
    write('late');
  });

  it('is left to the stream when that holds bytes already', async () => {
    const { fd, write } = opened();
    const stream = new PassThrough();
    stream.end('held');
    const [artifact] = await artifactsOf(createStdinSource(stream, fd));
    const outcome = await collect((notice) => artifact!.open(new AbortController().signal, notice));
    expect(outcome.bytes.toString()).toBe('held');
    write('never read');
    closeSync(fd);
  });
});

it('does not read a pipe or a device like a file', async () => {
  const fd = openSync('/dev/null', 'r');
  const [artifact] = await artifactsOf(createStdinSource(new PassThrough(), fd));
  expect(artifact!.openDirect!(() => undefined)).toBeNull();
  closeSync(fd);
});
