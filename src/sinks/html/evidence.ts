/**
 * Where a record stands, as text: never a link, since a page must not fetch anything.
 *
 * Owns: its spelling. Must not know: what the record tells.
 */
import type { EvidenceRef } from '../../core/investigate/model.ts';
import { clip, type Markup, markup } from './markup.ts';

const SHOWN = 3;

/** `uri:line (byte n)` or `uri#index (byte n)`. */
export function placeText(place: {
  readonly uri: string;
  readonly line?: number | null;
  readonly index?: number | null;
  readonly offset: number;
}): string {
  const line = place.line ?? null;
  const index = place.index ?? null;
  const position = line !== null ? `:${line}` : index !== null ? `#${index}` : '';
  return `${clip(place.uri, 600)}${position} (byte ${place.offset})`;
}

/** The first places, folded. */
export function evidenceMarkup(evidence: readonly EvidenceRef[]): Markup {
  if (evidence.length === 0) return markup`–`;
  const places = evidence.slice(0, SHOWN).map((ref) => markup`<div class="mono">${ref.input}: ${placeText(ref)}</div>`);
  const more = evidence.length - SHOWN;
  const rest = more > 0 ? markup`<div>and ${more} more</div>` : markup``;
  return markup`<details><summary>${evidence.length === 1 ? '1 place' : `${evidence.length} places`}</summary>${places}${rest}</details>`;
}
