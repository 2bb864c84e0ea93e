// What the numbers were measured on. No host name, no user name, no path.
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import type { Toolchain } from './toolchain.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  platform: string;
  kernel: string;
  /** One-minute load when the run began: near 0 on an idle machine. */
  loadAtStart: number;
  versions: Record<string, string>;
}

export function describeMachine(toolchain: Toolchain): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    kernel: release(),
    loadAtStart: Math.round(loadavg()[0]! * 100) / 100,
    versions: Object.fromEntries(Object.entries(toolchain).map(([program, found]) => [program, found?.version ?? 'missing'])),
  };
}

/** A sentence when other work was running, otherwise null. */
export function busy(machine: Machine): string | null {
  const { loadAtStart } = machine;
  return loadAtStart > 0.3 ? `The machine was not idle when this began (load ${loadAtStart}): do not trust the timings.` : null;
}
