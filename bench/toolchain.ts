// Which programs are there, how they are started, and their versions. A program that is absent stays in the list, as missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pythonVersion } from './measure.ts';

export const programs = ['auditsift', 'cat', 'gzip', 'rg', 'jq', 'duckdb', 'node', 'python'] as const;
export type Program = (typeof programs)[number];

export interface Found {
  /** How to start it; the caller adds arguments. */
  argv: readonly string[];
  version: string;
}

export type Toolchain = Readonly<Record<Program, Found | null>>;

function ask(argv: readonly string[]): Found | null {
  const { status, stdout } = spawnSync(argv[0]!, [...argv.slice(1), '--version'], { encoding: 'utf8' });
  return status === 0 ? { argv, version: stdout.split('\n')[0]!.trim() } : null;
}

/** The binary that bench/package.json pins; a ripgrep of the system is not used, as versions differ by a factor of six. */
function ripgrep(): Found | null {
  const require = createRequire(import.meta.url);
  try {
    return ask([
      require.resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg${process.platform === 'win32' ? '.exe' : ''}`),
    ]);
  } catch {
    return null;
  }
}

/** `command` is what starts auditsift, as words; `null` means this repository's own launcher. */
export function findTools(root: string, command: readonly string[] | null): Toolchain {
  const launcher = join(root, 'bin', 'auditsift.js');
  const node: Found = { argv: [process.execPath], version: process.version };
  const python = pythonVersion();
  return {
    auditsift: command !== null ? ask(command) : existsSync(launcher) ? ask([process.execPath, launcher]) : null,
    cat: ask(['cat']),
    gzip: ask(['gzip']),
    rg: ripgrep(),
    jq: ask(['jq']),
    duckdb: ask([process.execPath, join(import.meta.dirname, 'duckdb.js')]),
    node,
    python: python === null ? null : { argv: ['python3'], version: python },
  };
}
