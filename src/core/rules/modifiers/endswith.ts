/** `endswith`: the text ends with the value. Wildcards inside the value stay live. */
import { ANY } from '../pattern.ts';
import { changeTexts, type Modifier } from './modifier.ts';

export const endswith: Modifier = {
  name: 'endswith',
  role: 'operator',
  onKeywords: false,
  apply: (item, report) => changeTexts(item, 'endswith', report, (parts) => [ANY, ...parts]),
};
