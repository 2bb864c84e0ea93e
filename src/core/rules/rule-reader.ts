/**
 * One rule document → {@link Rule}.
 *
 * Must not know: how a file is cut into documents, or rules of other files.
 */
import type { LogSource } from '../event.ts';
import type { Level } from '../level.ts';
import { NEVER, readDetection } from './detection.ts';
import { bareHead, logsourceOf, readHead, reportFor } from './head-reader.ts';
import { entryOf, textUnder, type MapNode, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Expression, Rule } from './rule.ts';
import { rememberSource } from './rule-source.ts';
import { suggestion } from './similar.ts';

export interface ReadRule {
  /** null when it has an error. */
  readonly rule: Rule | null;
  /** What can still be looked at when only the head has an error: the detection. Never to be run. */
  readonly draft: Rule | null;
}

/** Reads one rule; every error and doubt is reported. */
export function readRule(node: MapNode, uri: string, file: Report): ReadRule {
  const report = reportFor(node, file);
  const read = readHead('rule', node, uri, report);
  const inDetection = reportFor(node, file);
  const condition = readDetectionOf(node, inDetection);
  if (condition === null || inDetection.failed) return { rule: null, draft: null };
  const detection = entryOf(node, 'detection')?.value;
  if (read === null || report.failed) {
    const draft: Rule = { ...bareHead(node, uri), logsource: plainLogsource(node), levels: levelsOf({}), condition };
    if (detection?.kind === 'map') rememberSource(draft, detection);
    return { rule: null, draft };
  }
  const { head, metadata } = read;
  const rule: Rule = { ...head, logsource: logsourceOf(metadata), levels: levelsOf(metadata.auditsift?.levels ?? {}), condition };
  if (detection?.kind === 'map') {
    rememberSource(rule, detection, metadata.auditsift?.accepts ?? [], entryOf(node, 'logsource')?.value.at ?? null);
  }
  return { rule, draft: null };
}

/** The parts of a logsource that are texts, whatever else is wrong with it. */
function plainLogsource(node: MapNode): LogSource {
  const logsource = entryOf(node, 'logsource')?.value;
  if (logsource?.kind !== 'map') return {};
  const parts = (['category', 'product', 'service'] as const).map((part) => [part, textUnder(logsource, part)] as const);
  return Object.fromEntries(parts.filter(([, text]) => text !== null));
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
