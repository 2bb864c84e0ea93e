/**
 * JSON inside text, for paths that go on below it: delivered parameters often hold a whole document as a string
 * (`requestParams.new_cluster`). Owns only the memory of the last few; what such a text is, core/json/nested.ts decides.
 */
import { parseNested } from '../json/nested.ts';
import type { JsonArray, JsonObject } from '../json/value.ts';

/** Several rules ask for the same few texts of one record, one after the other. */
const REMEMBERED = 4;

const remembered = new Map<string, JsonObject | JsonArray | undefined>();

/** The list or map a text spells, or undefined when it is no such JSON, is cut off, or nests too deep. */
export function parseEmbedded(text: string): JsonObject | JsonArray | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  if (remembered.has(text)) return remembered.get(text);
  const value = parseNested(text);
  for (const oldest of remembered.keys()) {
    if (remembered.size < REMEMBERED) break;
    remembered.delete(oldest);
  }
  remembered.set(text, value);
  return value;
}
