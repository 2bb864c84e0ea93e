/** `startswith`: the text begins with the value. Wildcards inside the value stay live. */
import { ANY } from '../pattern.ts';
import { changeTexts, type Modifier } from './modifier.ts';

export const startswith: Modifier = {
  name: 'startswith',
  role: 'operator',
  onKeywords: false,
  apply: (item, report) => changeTexts(item, 'startswith', report, (parts) => [...parts, ANY]),
};
