// One measured run of one command, by way of measure.py (Python's `os.wait4`: exact CPU times and peak memory, which Node cannot ask for
// a child). Knows nothing about tools or data.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';

export interface Command {
  argv: readonly string[];
  cwd: string;
  /** Send standard output to the null device instead of keeping it. */
  discard?: true;
}

export interface Measured {
  /** Seconds. */
  wall: number;
  user: number;
  sys: number;
  /** The largest single process. */
  peakKiB: number;
  /** Peaks at or below this mean "not more than this". */
  floorKiB: number;
  /** All processes together; only in a sampling run. */
  groupPeakKiB: number | null;
  exit: number;
}

export interface Outcome {
  measured: Measured;
  stdout: string;
  stderr: string;
}

const python = process.env['PYTHON'] ?? 'python3';

export function pythonVersion(): string | null {
  const { status, stdout } = spawnSync(python, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** The child's environment: nothing that would change how Node, or a tool, behaves. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|npm_|TSX_|RIPGREP_|FORCE_COLOR)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}

export function measure(command: Command, temp: string, sample = false): Outcome {
  const stdout = command.discard === true ? devNull : join(temp, 'stdout');
  const stderr = join(temp, 'stderr');
  const { argv, cwd } = command;
  const spec = JSON.stringify({ argv, cwd, stdout, stderr, sample });
  const helper = spawnSync(python, ['-I', '-S', join(import.meta.dirname, 'measure.py')], {
    input: spec,
    encoding: 'utf8',
    env: cleanEnvironment(),
  });
  if (helper.status !== 0) throw new Error(`measure.py failed on ${command.argv[0] ?? ''}: ${helper.stderr}`);
  const measured = JSON.parse(helper.stdout) as Measured;
  return {
    measured,
    stdout: command.discard === true ? '' : readFileSync(stdout, 'utf8'),
    stderr: readFileSync(stderr, 'utf8').slice(-2000),
  };
}
