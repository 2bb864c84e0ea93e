/** Values whose bounds are known already: parsed by themselves, and made into what the reader yields. */
import { isUtf8 } from 'node:buffer';
import { duplicateKeys } from '../core/json/duplicate-keys.ts';
import { parseJson } from '../core/json/parse.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { ReadItem, ReadLimits, RecordSkipper } from '../core/ports.ts';
import type { ByteWindow } from './byte-window.ts';
import { duplicateKeyNotice } from './duplicate-key-notice.ts';

export interface FoundValue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly value: JsonValue;
}

/** The value that a skipper stopped at; null when it is not as it should be, and has to be looked at byte by byte. */
export function readFound(window: ByteWindow, skipper: RecordSkipper, limits: ReadLimits): FoundValue | null {
  const found = window.foundElement(skipper);
  if (found === null || found.depth > limits.maxDepth) return null;
  const { start, end } = found;
  const text = window.text(start, end);
  try {
    return { start, end, text, value: parseJson(text) };
  } catch {
    return null;
  }
}

/** The record with this index, and what is to be said of it. */
export function itemsOf(window: ByteWindow, { start, end, text, value }: FoundValue, index: number, limits: ReadLimits): ReadItem[] {
  const position = { line: null, index, offset: start };
  const doubled = duplicateKeys(text, limits.strict);
  const broken = text.includes('\uFFFD') && !isUtf8(window.view(start, end));
  const invalidBytes = broken ? Uint8Array.from(window.view(start, end)) : null;
  const record: ReadItem = { kind: 'record', ...position, value, text, invalidBytes };
  return doubled.length > 0 ? [duplicateKeyNotice(doubled, position), record] : [record];
}
