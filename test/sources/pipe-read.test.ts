import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readPipeBytes } from '../../src/sources/pipe-read.ts';
import { collect, type Outcome } from '../decoders/support.ts';
import { folderOf } from './support.ts';

const writers: ChildProcess[] = [];
afterEach(() => {
  for (const writer of writers.splice(0)) writer.kill();
});

function pipe(script: string | null): string {
  const path = join(folderOf(), 'pipe');
  execFileSync('mkfifo', [path]);
  if (script !== null) writers.push(spawn('sh', ['-c', `exec >"$0"; ${script}`, path], { stdio: 'ignore' }));
  return path;
}

const read = (path: string, signal = new AbortController().signal): Promise<Outcome> =>
  collect((notice) => readPipeBytes(Buffer.from(path), signal, notice));

const stopAfter = (ms: number): AbortSignal => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ms);
  return stop.signal;
};

describe.skipIf(process.platform === 'win32')('readPipeBytes', () => {
  it('reads to the end of what is written, however slowly', async () => {
    expect(await read(pipe('sleep 0.1; printf one; sleep 0.1; printf two'))).toMatchObject({ bytes: Buffer.from('onetwo'), code: null });
  });

  it('reads much', async () => {
    const { bytes } = await read(pipe('head -c 10000000 /dev/zero'));
    expect(bytes.length).toBe(10_000_000);
  });

  it('reads a pipe into which nothing is written', async () => {
    expect(await read(pipe('true'))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
  });

  it('does not wait for a silent writer once told to stop', async () => {
    const started = Date.now();
    expect(await read(pipe('printf one; sleep 5'), stopAfter(300))).toMatchObject({ bytes: Buffer.from('one'), code: null });
    expect(Date.now() - started).toBeLessThan(3000);
  });

  it('does not wait for a writer once told to stop', async () => {
    expect(await read(pipe(null), stopAfter(50))).toMatchObject({ bytes: Buffer.alloc(0), code: null });
  });

  it('reads devices that answer at once', async () => {
    expect(await read('/dev/null')).toMatchObject({ bytes: Buffer.alloc(0), code: null });
    for await (const chunk of readPipeBytes(Buffer.from('/dev/zero'), stopAfter(5000), () => undefined)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  it('says when it is gone', async () => {
    expect(await read(join(folderOf(), 'gone'))).toMatchObject({ code: 'vanished' });
  });

  it('never keeps a process from exiting', () => {
    const module = fileURLToPath(new URL('../../src/sources/pipe-read.ts', import.meta.url));
    const script = `
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 100);
      const { readPipeBytes } = await import(${JSON.stringify(module)});
      for await (const chunk of readPipeBytes(Buffer.from(${JSON.stringify(pipe(null))}), stop.signal, () => undefined));
      process.exit(7);`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { timeout: 10_000 });
    expect({ status, stderr: stderr.toString() }).toMatchObject({ status: 7 });
  });

  it('reads process substitution, also when the command is done already', () => {
    const module = fileURLToPath(new URL('../../src/sources/pipe-read.ts', import.meta.url));
    const script = `
      const { readPipeBytes } = await import(${JSON.stringify(module)});
      for await (const chunk of readPipeBytes(Buffer.from(process.argv[1]), new AbortController().signal, () => undefined)) process.stdout.write(chunk);`;
    const run = (command: string): string =>
      execFileSync('bash', ['-c', `"$0" --import tsx --input-type=module -e "$1" <(${command})`, process.execPath, script], {
        timeout: 10_000,
      }).toString();
    expect(run('echo text')).toBe('text\n');
    expect(run('true')).toBe('');
  });
});
