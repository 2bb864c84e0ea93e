/** The built command line as a real process: for what only a process shows. Needs `npm run build`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LAUNCHER = fileURLToPath(new URL('../../bin/auditsift.js', import.meta.url));

export interface ProcessResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running process: what it said so far, and waiting for it to say more. */
export interface Running {
  readonly child: ChildProcess;
  readonly result: Promise<ProcessResult>;
  /** Resolves once stdout (or stderr) holds the text; rejects when the process ends without it. */
  said(stream: 'stdout' | 'stderr', text: string): Promise<void>;
}

/** Starts `auditsift` with these arguments. */
export function startCli(args: readonly string[], options: SpawnOptions = {}): Running {
  if (!existsSync(join(ROOT, 'dist/cli/run.js'))) throw new Error('these tests run the built command line: npm run build comes first');
  return start(process.execPath, [LAUNCHER, ...args], options);
}

/** Runs `auditsift` to its end. */
export async function runCli(args: readonly string[], options: SpawnOptions = {}): Promise<ProcessResult> {
  const running = startCli(args, options);
  running.child.stdin?.end(options.input ?? '');
  return await running.result;
}

/** Runs a bash script in which `$AUDITSIFT` is the command. Pipe faults count (`pipefail` is off; read PIPESTATUS). */
export async function runBash(script: string, options: SpawnOptions = {}): Promise<ProcessResult> {
  const quoted = [process.execPath, LAUNCHER].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const running = start('bash', ['-c', `auditsift() { ${quoted} "$@"; }\n${script}`], options);
  running.child.stdin?.end(options.input ?? '');
  return await running.result;
}

/** Whether a program is on the path. */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

/** A fresh folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'auditsift-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function start(program: string, args: readonly string[], { cwd, env = {} }: SpawnOptions): Running {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NO_COLOR|FORCE_COLOR|NODE_OPTIONS|VITEST.*)$/.test(name)),
  );
  const child = spawn(program, args, { cwd: cwd ?? ROOT, env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const check of waiting) check();
    });
  }
  // The process may be gone before its input is.
  child.stdin.on('error', () => undefined);
  const result = new Promise<ProcessResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...text, code, signal }));
  });
  const said = (stream: 'stdout' | 'stderr', wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (text[stream].includes(wanted)) {
          waiting.delete(check);
          resolve();
        }
      };
      waiting.add(check);
      check();
      void result.then(() => reject(new Error(`it ended without saying ${JSON.stringify(wanted)} on ${stream}:\n${text.stderr}`)), reject);
    });
  return { child, result, said };
}
