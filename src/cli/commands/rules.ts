/** The commands of `auditsift rules`, to be loaded together. */
export { rulesCheckCommand } from './rules-check.ts';
export { rulesExplainCommand } from './rules-explain.ts';
export { rulesListCommand } from './rules-list.ts';
export { rulesNewCommand } from './rules-new.ts';
export { rulesShowCommand } from './rules-show.ts';
export { rulesTestCommand } from './rules-test.ts';
