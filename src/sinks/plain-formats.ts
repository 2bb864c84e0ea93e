/** The formats that come with no package, to be loaded together. */
export { csvFormatter } from './csv.ts';
export { jsonFormatter } from './json.ts';
export { jsonLinesFormatter } from './json-lines.ts';
export { noneFormatter } from './none.ts';
export { textFormatter } from './text.ts';
