/** What the host calls: the interface of the compiled module. */
export {
  addContext,
  addPair,
  contextText,
  countNewlines,
  countedAt,
  counts,
  countsTaken,
  forgetContexts,
  forgetPairs,
  heapBase,
  keyEnds,
  keySlots,
  lineSpelling,
  linesPassed,
  scan,
  setKeys,
  stopReason,
  values,
} from './line-scan';
export { elementDepth, elementEnd, elementStart, scanElements, scanValues } from './document-scan';
export { tellingKeys } from './whole-record';
export { noteWords, words } from './words';
