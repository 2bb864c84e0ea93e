/** `auditsift rules show`: a rule as it is stored, and where that is. */
import { documentText } from '../../core/rules/index.ts';
import { escapeTerminal } from '../../sinks/escape.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import { EXIT } from '../exit-code.ts';
import { findDocument } from '../find-document.ts';
import type { Io } from '../io.ts';
import { loadRules, readRuleFile } from '../load-rules.ts';
import { BUILTIN_PACKS } from '../packs.ts';

export interface RulesShowOptions {
  readonly rules?: readonly string[];
}

/** @returns the exit code: 0. The document goes to stdout, its place to stderr */
export async function rulesShowCommand(name: string, options: RulesShowOptions, io: Io): Promise<number> {
  const { location } = findDocument(await loadRules(options.rules ?? Object.keys(BUILTIN_PACKS)), name).document;
  const { uri, line, column } = location;
  const text = documentText(readRuleFile(uri), location);
  const output = openStreamOutput(io.stdout);
  // A terminal must not be led astray by a rule of somebody else; elsewhere the text is exact.
  await output.write(io.stdout.isTTY === true ? `${text.split('\n').map(escapeTerminal).join('\n')}\n` : `${text}\n`);
  await output.commit();
  io.stderr.write(`${escapeTerminal(`${uri}:${line}:${column}`)}\n`);
  return EXIT.ok;
}
