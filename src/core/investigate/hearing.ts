/**
 * The pass that hears every record of the audit log in a stretch of time: the others leave unread what is not of the story, but a silent sensor
 * means something only where the log tells of others.
 *
 * Owns: that it is made only for a silence, and only over the days of one. Must not know: files, formats, what silence means.
 */
import type { InvestigationInputs } from './input-port.ts';
import { anyOf, gathering } from './rule-terms.ts';
import { ruleSetOf } from './rule-sets.ts';
import { suspectedSilence, type SensorReading } from './sensor-gaps.ts';

/** Matches nothing, and is for every log, so that none of them seems to lack a rule. */
const NOTHING = ruleSetOf([gathering('nothing', {}, anyOf([]))]);

/** Reads the time in which a sensor may have been silent once more, where there is any, and fills `heard` with it. */
export async function hearSilences(reading: SensorReading, inputs: InvestigationInputs): Promise<void> {
  const stretch = suspectedSilence(reading);
  if (stretch === null || inputs.stopped) return;
  const range = { since: stretch.from, until: stretch.to };
  const summary = await inputs.read({
    ...{ role: 'audit', range, rules: NOTHING, take: () => undefined },
    hear: ({ workspaceId, time }) => reading.heard.hear(workspaceId, time),
  });
  reading.inputs.add('audit', range, summary, true);
}
