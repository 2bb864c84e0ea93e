/** `windash`: a dash or slash that opens a word stands for any dash that programs take for one, each on its own (K16). */
import { DASH } from '../pattern.ts';
import type { PatternPart } from '../rule.ts';
import { changeTexts, type Modifier } from './modifier.ts';

const OPENING = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/u;

export const windash: Modifier = {
  name: 'windash',
  role: { kind: 'text' },
  onKeywords: true,
  apply: (item, report) => changeTexts(item, 'windash', report, (parts) => parts.flatMap(openDashes)),
};

function openDashes(part: PatternPart): readonly PatternPart[] {
  if (typeof part !== 'string') return [part];
  return part.split(OPENING).flatMap((text, index) => (index === 0 ? [text] : [DASH, text]));
}
