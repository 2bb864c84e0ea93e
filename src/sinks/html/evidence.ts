/**
 * Where a record stands, as text: never a link, since a page must not fetch anything.
 *
 * Owns: how much of it is shown. Must not know: what the record tells.
 */
import type { EvidenceRef } from '../../core/investigate/model.ts';
import { placeText } from '../words.ts';
import { clip, type Markup, markup } from './markup.ts';

const SHOWN = 3;

/** The place of a record, its uri bounded. */
export function placeOf({ uri, ...place }: Parameters<typeof placeText>[0]): string {
  return placeText({ ...place, uri: clip(uri, 600) });
}

/** The first places, folded. */
export function evidenceMarkup(evidence: readonly EvidenceRef[]): Markup {
  if (evidence.length === 0) return markup`–`;
  const places = evidence.slice(0, SHOWN).map((ref) => markup`<div class="mono">${ref.input}: ${placeOf(ref)}</div>`);
  const more = evidence.length - SHOWN;
  const rest = more > 0 ? markup`<div>and ${more} more</div>` : markup``;
  return markup`<details><summary>${evidence.length === 1 ? '1 place' : `${evidence.length} places`}</summary>${places}${rest}</details>`;
}
