/**
 * JSON inside text: delivered parameters often hold a whole document as a string (`requestParams.new_cluster`).
 *
 * Owns: when such a text is entered, and how deep. Must not know: paths, rules.
 */
import { parseJson } from '../json/parse.ts';
import type { JsonValue } from '../json/value.ts';

const DEPTH_LIMIT = 500;
/** Several rules ask for the same few texts of one record, one after the other. */
const REMEMBERED = 4;

const remembered = new Map<string, JsonValue | undefined>();

/**
 * The list or map a text spells, or undefined when it is no such JSON, is truncated, or nests deeper than 500.
 * @param text any text of a record
 */
export function parseEmbedded(text: string): JsonValue | undefined {
  const first = text.charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return undefined;
  if (remembered.has(text)) return remembered.get(text);
  const value = nestsTooDeep(text) ? undefined : tryParse(text);
  for (const oldest of remembered.keys()) {
    if (remembered.size < REMEMBERED) break;
    remembered.delete(oldest);
  }
  remembered.set(text, value);
  return value;
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Counts open brackets outside string literals: the exact parser recurses, so depth is known before it starts. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEPTH_LIMIT) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
}
