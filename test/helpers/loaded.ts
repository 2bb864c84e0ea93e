/** What the built command line loads, by Node's own account. Needs `npm run build`. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { LAUNCHER, ROOT, temporaryFolder } from './spawn.ts';

/** The bundle's chunks that a command loads. */
export function loadedChunks(args: readonly string[]): string[] {
  const { stderr } = runNode([LAUNCHER, ...args], { NODE_DEBUG: 'module' });
  return [...new Set([...stderr.matchAll(/dist\/cli\/([^'"\s?]+\.js)/g)].map(([, name]) => name!))];
}

/** Node's own modules that a command loads, beyond those that Node itself starts with. */
export function loadedBuiltins(args: readonly string[]): string[] {
  const before = new Set(builtinsOf(['-e', '0']));
  return builtinsOf([LAUNCHER, ...args]).filter((name) => !before.has(name));
}

function builtinsOf(args: readonly string[]): string[] {
  // Required, not imported: the loader for modules would load much by itself.
  const tell = `${temporaryFolder()}/tell.cjs`;
  writeFileSync(tell, `process.on('exit', () => require('node:fs').writeSync(2, process.moduleLoadList.join('\\n')));`);
  const { stderr } = runNode(['--require', tell, ...args], {});
  return [...stderr.matchAll(/^NativeModule (.+)$/gm)].map(([, name]) => name!);
}

function runNode(args: readonly string[], env: Readonly<Record<string, string>>): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    // Node 24 says several megabytes.
    maxBuffer: 256 * 1024 * 1024,
  });
}
