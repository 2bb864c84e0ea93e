/**
 * Bounds on work. What is measured is the processor time of this process, so that a busy machine does not make a test fail.
 */

/** Starts a stopwatch of processor time: the function says how many milliseconds were spent since. */
export function startCpuTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
