/** `auditsift rules list`: what would run, and at which level. */
import type { Rule } from '../../core/rules/index.ts';
import { escapeTerminal } from '../../sinks/escape.ts';
import { pad } from '../../sinks/display-width.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import type { Io } from '../io.ts';
import { DEFAULT_PACK, loadRules } from '../load-rules.ts';
import { issueLines } from '../rule-issues.ts';
import { styleFor, type ColorWhen } from '../theme.ts';
import { EXIT } from '../exit-code.ts';
import { levelRank } from '../../core/level.ts';

export interface RulesListOptions {
  readonly color: ColorWhen;
  readonly placeholders?: string;
}

/** @returns the exit code: 0, or 2 when a file has errors */
export async function rulesListCommand(files: readonly string[], { color, placeholders }: RulesListOptions, io: Io): Promise<number> {
  const { rules, issues } = await loadRules(files.length > 0 ? files : [DEFAULT_PACK], [], placeholders);
  const style = styleFor(io.stdout, color, io.env);
  const width = Math.max(4, ...rules.map((rule) => rule.name.length));
  const lines = rules.map((rule) => {
    const level = highestLevel(rule);
    const status = rule.status === 'unsupported' ? style.warn(' (unsupported: not run)') : '';
    return `${style.strong(pad(escapeTerminal(rule.name), width))}  ${style.level(level, pad(level ?? '-', 13))}  ${escapeTerminal(rule.title)}${status}\n`;
  });
  const output = openStreamOutput(io.stdout);
  await output.write(lines.join(''));
  await output.commit();
  const errors = issues.filter(({ severity }) => severity === 'error');
  io.stderr.write(issueLines(errors));
  return errors.length > 0 ? EXIT.usage : EXIT.ok;
}

/** The level a finding of the rule can reach. */
function highestLevel(rule: Rule): Rule['level'] {
  return Object.values(rule.levels).reduce((highest, level) => (levelRank(level) > levelRank(highest) ? level : highest), rule.level);
}
