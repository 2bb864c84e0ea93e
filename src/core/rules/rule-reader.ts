/**
 * One rule document → {@link Rule}.
 *
 * Must not know: how a file is cut into documents, or rules of other files.
 */
import type { Level } from '../level.ts';
import { NEVER, readDetection } from './detection.ts';
import { logsourceOf, readHead, reportFor } from './head-reader.ts';
import { entryOf, textUnder, type MapNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Expression, Rule } from './rule.ts';
import { rememberSource } from './rule-source.ts';
import { suggestion } from './similar.ts';

/**
 * Reads one rule.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readRule(node: MapNode, uri: string, file: Report): Rule | null {
  const report = reportFor(node, file);
  const read = readHead('rule', node, uri, report);
  const condition = readDetectionOf(node, report);
  if (read === null || condition === null || report.failed) return null;
  const { head, metadata } = read;
  const rule: Rule = { ...head, logsource: logsourceOf(metadata), levels: levelsOf(metadata.auditsift?.levels ?? {}), condition };
  const detection = entryOf(node, 'detection')?.value;
  if (detection?.kind === 'map') rememberSource(rule, detection, metadata.auditsift?.accepts ?? []);
  return rule;
}

/** A rule of status unsupported is not run, so its detection may be anything. */
function readDetectionOf(node: MapNode, report: Report): Expression | null {
  if (textUnder(node, 'status') === 'unsupported') return NEVER;
  const detection = entryOf(node, 'detection')?.value;
  if (detection !== undefined && !(detection.kind === 'scalar' && detection.value === null)) {
    checkLevels(node, detection, report);
    return readDetection(detection, report);
  }
  const line = node.flow
    ? '"detection": {"selection": {"actionName": "deleteCluster"}, "condition": "selection"}'
    : 'detection: {selection: {actionName: deleteCluster}, condition: selection}';
  report.error('missing-key', detection?.at ?? node.at, `\`detection\` is missing; add a line such as \`${line}\`.`);
  return null;
}

function checkLevels(node: MapNode, detection: SourceNode, report: Report): void {
  const names = detection.kind === 'map' ? detection.entries.map(({ key }) => key).filter((key) => key !== 'condition') : [];
  const extension = entryOf(node, 'auditsift')?.value;
  const levels = extension?.kind === 'map' ? entryOf(extension, 'levels')?.value : undefined;
  if (levels?.kind !== 'map') return;
  for (const { key, keyAt } of levels.entries.filter((entry) => !names.includes(entry.key))) {
    const hint = suggestion(key, names);
    report.error('unknown-selection', keyAt, `\`auditsift.levels\` names \`${key}\`, and the detection has no such selection.${hint}`);
  }
}

/** A map without prototype: a selection may have any name. */
function levelsOf(levels: Readonly<Record<string, Level>>): Readonly<Record<string, Level>> {
  return Object.assign(Object.create(null) as Record<string, Level>, levels);
}
