/** `contains`: the value stands anywhere in the text. Wildcards inside the value stay live. */
import { ANY } from '../pattern.ts';
import { changeTexts, type Modifier } from './modifier.ts';

export const contains: Modifier = {
  name: 'contains',
  role: 'operator',
  onKeywords: true,
  apply: (item, report) => changeTexts(item, 'contains', report, (parts) => [ANY, ...parts, ANY]),
};
