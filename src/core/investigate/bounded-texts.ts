/**
 * Texts of a log within bounds: none longer than so much, and few different ones out of many (the first by their order, whatever the order
 * of their coming). Must not know: what they say.
 */

/** Ids, names, addresses: nothing that a story is told with is as long. */
export const LONGEST_VALUE = 2_000;

/** The beginning of a text that is longer. A copy, since a mere slice would hold on to the whole text in memory. */
export function cutText(text: string, most = LONGEST_VALUE): string {
  return text.length <= most ? text : (JSON.parse(JSON.stringify(`${text.slice(0, most)}…`)) as string);
}

export interface BoundedTexts {
  readonly texts: readonly string[];
  /** There were others. */
  readonly more: boolean;
}

export function mergeTexts(known: BoundedTexts | undefined, added: readonly string[], most: number): BoundedTexts {
  if (known !== undefined && added.every((text) => known.texts.includes(text))) return known;
  const all = [...new Set([...(known?.texts ?? []), ...added])].sort();
  return { texts: all.slice(0, most), more: known?.more === true || all.length > most };
}
