/** A pipe read into a few slots yields what the stream of its writer holds, however slow either side is. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OpenPipe } from '../../src/sources/open-pipe.ts';
import { noise } from '../decoders/support.ts';
import { folderOf } from './support.ts';

/** A named pipe, with both ends open. */
function pipe(): { readonly reader: number; readonly writer: Socket } {
  const path = join(folderOf(), 'pipe');
  execFileSync('mkfifo', [path]);
  // With an end for both ways, opening waits for nobody.
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = new Socket({ fd: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK), readable: false, writable: true });
  writer.on('error', () => undefined);
  closeSync(both);
  return { reader, writer };
}

const pauses = fc.constantFrom(0, 0, 0, 1, 2, 3);
const writes = fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(100_000), fc.nat(700_000)), pauses), { maxLength: 6 });

async function pause(kind: number): Promise<void> {
  if (kind === 1) await setImmediate();
  else if (kind > 1) await setTimeout(kind);
}

describe.skipIf(process.platform === 'win32')('OpenPipe', () => {
  it('yields what was written, whoever is slow', async () => {
    const text = noise(1_000_003);
    await fc.assert(
      fc.asyncProperty(writes, fc.array(pauses, { minLength: 1, maxLength: 8 }), async (pieces, slowness) => {
        const { reader, writer } = pipe();
        const written: Buffer[] = [];
        const write = async (): Promise<void> => {
          for (const [length, kind] of pieces) {
            const piece = text.subarray(written.length * 7, written.length * 7 + length);
            written.push(piece);
            writer.write(piece);
            await pause(kind);
          }
          writer.end();
        };
        const read: Buffer[] = [];
        const writing = write();
        for await (const chunk of new OpenPipe(reader)) {
          await pause(slowness[read.length % slowness.length] ?? 0);
          read.push(Buffer.from(chunk));
          chunk.fill(0xee);
        }
        await writing;
        expect(Buffer.concat(read).equals(Buffer.concat(written))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('reads no further ahead than its slots', async () => {
    const { reader, writer } = pipe();
    writer.end(noise(2_000_000));
    const chunks = new OpenPipe(reader);
    const first = await chunks.next();
    const before = Buffer.from(first.value as Uint8Array);
    await setTimeout(50);
    // Its slots and the pipe hold far less.
    expect(writer.writableLength).toBeGreaterThan(1_000_000);
    expect(before.equals(first.value as Uint8Array)).toBe(true);
    let length = before.length;
    for await (const chunk of chunks) length += chunk.length;
    expect(length).toBe(2_000_000);
  });

  it('keeps what filled its slots before anybody asked', async () => {
    const { reader, writer } = pipe();
    const text = noise(1_500_000);
    writer.end(text);
    const chunks = new OpenPipe(reader);
    // All of its slots are full by then.
    await setTimeout(50);
    const read: Buffer[] = [];
    for await (const chunk of chunks) {
      await setTimeout(1);
      read.push(Buffer.from(chunk));
    }
    expect(Buffer.concat(read).equals(text)).toBe(true);
  });

  it('gives nothing more to somebody who waits when it is let go of', async () => {
    const { reader, writer } = pipe();
    writer.write('one');
    const chunks = new OpenPipe(reader);
    expect((await chunks.next()).value).toEqual(Buffer.from('one'));
    const waiting = chunks.next();
    chunks.destroy();
    expect((await waiting).done).toBe(true);
    expect((await chunks.next()).done).toBe(true);
    writer.destroy();
  });

  it('hands out what came before an error, and then the error', async () => {
    const { reader, writer } = pipe();
    writer.write('one');
    const chunks = new OpenPipe(reader);
    await setTimeout(50);
    (chunks as unknown as { readonly socket: Socket }).socket.destroy(new Error('torn'));
    await setTimeout(10);
    expect((await chunks.next()).value).toEqual(Buffer.from('one'));
    await expect(chunks.next()).rejects.toThrow('torn');
    writer.destroy();
  });

  it('lets others have their turn while much is written', async () => {
    const { reader, writer } = pipe();
    writer.end(Buffer.alloc(64 * 1024 * 1024, 'x'));
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    for await (const chunk of new OpenPipe(reader)) expect(chunk.length).toBeGreaterThan(0);
    clearInterval(others);
    expect(turns).toBeGreaterThan(3);
  });
});
