/** What the host calls: the interface of the compiled module. */
export {
  addContext,
  addPair,
  askedEnd,
  contextText,
  countNewlines,
  counts,
  forgetContexts,
  forgetPairs,
  heapBase,
  keyEnds,
  keySlots,
  lineSpelling,
  linesPassed,
  pass,
  scan,
  setKeys,
  stopReason,
  values,
} from './line-scan';
export { elementDepth, elementEnd, elementStart, scanElements, scanValues } from './document-scan';
