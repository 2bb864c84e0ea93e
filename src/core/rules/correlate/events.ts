/**
 * Sorted lines → the records they tell of, each once, with everything known of it.
 */
import type { StoredLine } from '../../ports.ts';
import { occurrenceIn, type CountedEvent, type Occurrence } from './occurrence.ts';

/** Copies of a record that differ in what is kept of them; further ones say nothing new. */
const MOST_COPIES = 256;

interface OpenEvent extends CountedEvent {
  readonly occurrences: Occurrence[];
}

/** @param lines by key and text, so that all lines of a record are neighbours */
export async function* eventsIn(lines: AsyncIterable<readonly StoredLine[]>): AsyncGenerator<readonly CountedEvent[], void> {
  const open: { event: OpenEvent | null } = { event: null };
  for await (const batch of lines) {
    const events: CountedEvent[] = [];
    for (const line of batch) {
      const occurrence = occurrenceIn(line);
      const { time, id, source } = occurrence;
      if (open.event?.time === time && open.event.id === id) {
        addCopy(open.event, occurrence);
        continue;
      }
      if (open.event !== null) events.push(open.event);
      open.event = { time, id, source, occurrences: [occurrence] };
    }
    if (events.length > 0) yield events;
  }
  if (open.event !== null) yield [open.event];
}

function addCopy({ occurrences }: OpenEvent, copy: Occurrence): void {
  if (occurrences.length >= MOST_COPIES) return;
  const said = tellingOf(copy);
  if (!occurrences.some((known) => tellingOf(known) === said)) occurrences.push(copy);
}

function tellingOf({ rules, values }: Occurrence): string {
  return JSON.stringify([rules, values]);
}
