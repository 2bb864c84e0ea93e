/**
 * Lines of scanners and system logs that say something only together: how many there were, and when.
 *
 * Owns: which of them are one run ({@link PAUSE}), whatever the order of their coming, and the bounds. Must not know: what a line means.
 */
import { mergeEvidence } from './evidence.ts';
import type { EvidenceRef, TimelineEvent } from './model.ts';
import { earlier, later } from './spans.ts';
import type { StoryRecord } from './story-record.ts';
import { compare } from './timeline-event.ts';

/** Lines of one service further apart than this are two runs: a scan takes minutes, and the next one is hours away. */
export const PAUSE = 3_600_000;
const MOST_HOURS = 5_000;
const EVIDENCE = 5;

/** Lines of a service that belong together. */
export interface OutputRun extends Pick<TimelineEvent, 'time' | 'end' | 'count' | 'workspaceId' | 'evidence'> {
  readonly service: string;
}

/** Lines within one {@link PAUSE} of the clock are close to each other; whole hours are kept, and joined when all are there. */
export class SensorOutput {
  readonly #hours = new Map<string, OutputRun>();
  #omitted = 0;

  add({ service, time, workspaceId, evidence }: Pick<StoryRecord, 'service' | 'time' | 'workspaceId' | 'evidence'>): void {
    const key = `${service} ${time === null ? '' : Math.floor(time / PAUSE)}`;
    const known = this.#hours.get(key);
    if (known === undefined && this.#hours.size >= MOST_HOURS) this.#omitted++;
    else this.#hours.set(key, joined(known, { service, time, end: time, count: 1, workspaceId, evidence: [evidence] }));
  }

  get omitted(): number {
    return this.#omitted;
  }

  /** By service and time; `end` is null for a moment. */
  runs(): readonly OutputRun[] {
    const hours = [...this.#hours.values()].sort((a, b) => compare(a.service, b.service) || (a.time ?? -Infinity) - (b.time ?? -Infinity));
    const runs: OutputRun[] = [];
    for (const hour of hours) {
      const last = runs.at(-1);
      if (last?.service === hour.service && isNear(last.end, hour.time)) runs[runs.length - 1] = joined(last, hour);
      else runs.push(hour);
    }
    return runs.map((run) => ({ ...run, end: run.end === run.time ? null : run.end }));
  }
}

function isNear(end: number | null, time: number | null): boolean {
  return end !== null && time !== null && time - end <= PAUSE;
}

function joined(a: OutputRun | undefined, b: OutputRun): OutputRun {
  if (a === undefined) return b;
  const evidence: readonly EvidenceRef[] = mergeEvidence(a.evidence, b.evidence, EVIDENCE);
  return {
    ...{ service: a.service, time: earlier(a.time, b.time), end: later(a.end, b.end), count: a.count + b.count },
    ...{ workspaceId: a.workspaceId ?? b.workspaceId, evidence },
  };
}
