/** Colour: when it is used, and which. The only file that knows chalk. */
import { Chalk } from 'chalk';
import type { Level } from '../core/level.ts';
import { plainStyle, type Style } from '../sinks/style.ts';
import type { Io, TerminalStream } from './io.ts';

export const COLOR_WHEN = ['auto', 'always', 'never'] as const;
export type ColorWhen = (typeof COLOR_WHEN)[number];

/** The style for one stream. `auto` means on a terminal, unless NO_COLOR (no-color.org) is set or the terminal is dumb. */
export function styleFor(stream: TerminalStream, when: ColorWhen, env: Io['env']): Style {
  const wanted =
    when === 'always' || (when === 'auto' && stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
  return wanted ? colouredStyle() : plainStyle;
}

function colouredStyle(): Style {
  const chalk = new Chalk({ level: 1 });
  const byLevel: Readonly<Record<Level, (text: string) => string>> = {
    critical: chalk.bold.red,
    high: chalk.red,
    medium: chalk.yellow,
    low: chalk.cyan,
    informational: chalk.gray,
  };
  return {
    level: (level, text) => (level === null ? chalk.gray(text) : byLevel[level](text)),
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  };
}
