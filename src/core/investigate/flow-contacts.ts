/** Interfaces and instances that flow logs name beside an address the story starts from. Bounded. Must not know: whose they are. */
import type { JsonObject } from '../json/value.ts';

const MOST = 200;
const LONGEST_ID = 64;

export class FlowContacts {
  readonly interfaces = new Set<string>();
  readonly instances = new Set<string>();
  /** Records that named one for which there was no room. */
  omitted = 0;

  add(record: JsonObject): void {
    this.#note(this.interfaces, record['interface-id']);
    this.#note(this.instances, record['instance-id']);
  }

  #note(ids: Set<string>, id: unknown): void {
    if (typeof id !== 'string' || id.length >= LONGEST_ID || id === '-') return;
    if (ids.size < MOST) ids.add(id);
    else if (!ids.has(id)) this.omitted++;
  }
}
