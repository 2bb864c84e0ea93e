/** `auditsift rules list`: what would run, and at which level; for people, or as JSON for programs (docs/output.md). */
import { escapeTerminal } from '../../sinks/escape.ts';
import { pad } from '../../sinks/display-width.ts';
import { openStreamOutput } from '../../sinks/output.ts';
import type { Style } from '../../sinks/style.ts';
import { documentsIn, type FoundDocument } from '../find-document.ts';
import type { Io } from '../io.ts';
import { loadRules } from '../load-rules.ts';
import { DEFAULT_PACK } from '../packs.ts';
import type { RuleReportFormat } from '../rule-report-format.ts';
import { issueLines } from '../rule-issues.ts';
import { styleFor, type ColorWhen } from '../theme.ts';
import { EXIT } from '../exit-code.ts';
import { levelRank, type Level } from '../../core/level.ts';

export interface RulesListOptions {
  readonly color: ColorWhen;
  readonly format: RuleReportFormat;
  readonly placeholders?: string;
}

/** @returns the exit code: 0, or 2 when a file has errors */
export async function rulesListCommand(
  files: readonly string[],
  { color, format, placeholders }: RulesListOptions,
  io: Io,
): Promise<number> {
  const loaded = await loadRules(files.length > 0 ? files : [DEFAULT_PACK], [], placeholders);
  const documents = documentsIn(loaded);
  const output = openStreamOutput(io.stdout);
  await output.write(format === 'json' ? listJson(documents) : listText(documents, styleFor(io.stdout, color, io.env)));
  await output.commit();
  const errors = loaded.issues.filter(({ severity }) => severity === 'error');
  io.stderr.write(issueLines(errors));
  return errors.length > 0 ? EXIT.usage : EXIT.ok;
}

function listText(documents: readonly FoundDocument[], style: Style): string {
  const width = Math.max(4, ...documents.map(({ document }) => document.name.length));
  const lines = documents.map((found) => {
    const { name, title, status } = found.document;
    const level = highestLevel(found);
    const notes = [found.kind === 'rule' ? null : found.kind, status === 'unsupported' ? 'unsupported: not run' : null].filter(
      (note) => note !== null,
    );
    const note = notes.length === 0 ? '' : style.warn(` (${notes.join(', ')})`);
    return `${style.strong(pad(escapeTerminal(name), width))}  ${style.level(level, pad(level ?? '-', 13))}  ${escapeTerminal(title)}${note}\n`;
  });
  return lines.join('');
}

/** One object per document, in a documented order of keys. */
function listJson(documents: readonly FoundDocument[]): string {
  const items = documents.map((found) => {
    const { name, id, title, description, level, status, tags, falsepositives, references, runbook, tests, sequences, location } =
      found.document;
    return {
      ...{ kind: found.kind, name, id, title, description, level, highestLevel: highestLevel(found), status, tags },
      logsource: found.kind === 'correlation' ? null : found.document.logsource,
      ...{ falsepositives, references, runbook, tests: tests.length + sequences.length },
      ...{ uri: location.uri, line: location.line, column: location.column },
    };
  });
  return `${JSON.stringify(items, null, 2)}\n`;
}

/** The level a finding of it can reach. */
function highestLevel(found: FoundDocument): Level | null {
  const { level } = found.document;
  if (found.kind !== 'rule') return level;
  return Object.values(found.document.levels).reduce((highest, each) => (levelRank(each) > levelRank(highest) ? each : highest), level);
}
