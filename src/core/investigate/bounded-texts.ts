/**
 * A few different texts out of many: the first by their order, whatever the order of their coming. Must not know: what they say.
 */
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
