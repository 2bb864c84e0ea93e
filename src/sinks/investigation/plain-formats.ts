/** The formats of investigations that are not a page, to be loaded together. */
export { investigationRows } from './csv.ts';
export { investigationJson, investigationLines } from './json.ts';
export { investigationText } from './text.ts';
