import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutputError } from '../../src/sinks/output-error.ts';
import { openStreamOutput } from '../../src/sinks/output.ts';

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })) });
}

test('writes in order and waits for the stream', async () => {
  const taken: string[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      void setTimeout(2).then(() => {
        taken.push(chunk.toString());
        done();
      });
    },
  });
  const output = openStreamOutput(slow);
  const first = output.write('a');
  await output.write('b');
  expect(taken).toEqual(['a', 'b']);
  await first;
  await output.commit();
  expect(output.closedByReader).toBe(false);
  expect(slow.writableEnded).toBe(false);
  expect(await output.abandon()).toBeNull();
});

test('a reader who left is no error', async () => {
  const output = openStreamOutput(failing('EPIPE'));
  await output.write('a');
  expect(output.closedByReader).toBe(true);
  await output.write('b');
  await output.commit();
});

test('any other failure is, and always the same one', async () => {
  const output = openStreamOutput(failing('ENOSPC'));
  const error = await output.write('a').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OutputError);
  expect(error).toMatchObject({ path: 'standard output', code: 'ENOSPC', message: 'cannot write standard output: the disk is full' });
  await expect(output.write('b')).rejects.toBe(error);
  await expect(output.commit()).rejects.toBe(error);
  expect(output.closedByReader).toBe(false);
});

test('a real pipe whose reader leaves', async () => {
  const reader = spawn('true', { stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = new Promise((resolve) => reader.on('close', resolve));
  const output = openStreamOutput(reader.stdin);
  await gone;
  await output.write('x'.repeat(1_000_000));
  await output.write('y');
  await output.commit();
  expect(output.closedByReader).toBe(true);
});
