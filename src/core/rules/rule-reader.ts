/**
 * One rule document → {@link Rule}: metadata and detection checked, complaints put where they belong in the file.
 *
 * Must not know: how a file is cut into rules, or rules of other files.
 */
import { isLevel, type Level } from '../level.ts';
import type { LogSource } from '../event.ts';
import { NEVER, readDetection } from './detection.ts';
import { checkMetadata, lineToAdd, type Complaint, type Metadata } from './metadata.ts';
import { entryOf, textUnder, toJson, toJsonObject, type MapNode, type Position, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { Expression, Rule, RuleTest } from './rule.ts';
import { isObject } from '../json/value.ts';
import { suggestion } from './similar.ts';

/**
 * Reads one rule.
 * @returns null when it has an error; every error and doubt is reported
 */
export function readRule(node: MapNode, uri: string, file: Report): Rule | null {
  const name = nameOf(node);
  const report = file.forRule(name);
  const { metadata, complaints } = checkMetadata(toJsonObject(node));
  for (const complaint of complaints) pass(complaint, node, report);
  checkVersion(node, report);
  const condition = readDetectionOf(node, report);
  if (metadata === null || condition === null || report.failed) return null;
  return assemble(node, name, metadata, condition, uri);
}

/** The rule's short id: `name`, else `id`, else a slug of the title. */
function nameOf(node: MapNode): string {
  const title = textUnder(node, 'title') ?? 'untitled';
  const slug = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return textUnder(node, 'name') ?? textUnder(node, 'id') ?? (slug.replace(/^-|-$/g, '') || 'untitled');
}

function pass({ severity, code, path, about, message }: Complaint, node: MapNode, report: Report): void {
  const line = code === 'missing-key' && path.length === 1 ? lineToAdd(String(path[0]), node.flow) : undefined;
  const whole = line === undefined ? message : message.replace(/\.$/, `; add the line \`${line}\`.`);
  report[severity](code, placeOf(node, path, about), whole);
}

/** The position at the end of a path, or of the innermost thing on it that is there. */
function placeOf(root: SourceNode, path: readonly (string | number)[], about: 'key' | 'value'): Position {
  let node = root;
  let at = root.at;
  for (const step of path) {
    const entry = node.kind === 'map' ? entryOf(node, String(step)) : undefined;
    const next = node.kind === 'seq' ? node.items[Number(step)] : entry?.value;
    if (next === undefined) return at;
    node = next;
    at = about === 'key' && entry !== undefined ? entry.keyAt : next.at;
  }
  return at;
}

function checkVersion(node: MapNode, report: Report): void {
  const taxonomy = textUnder(node, 'taxonomy');
  if (taxonomy !== null && taxonomy !== 'sigma') {
    report.error(
      'unsupported-taxonomy',
      placeOf(node, ['taxonomy'], 'value'),
      `The taxonomy \`${taxonomy}\` is not known here; only \`sigma\` is.`,
    );
  }
  const version = entryOf(node, 'sigma-version')?.value;
  const spelling = version?.kind !== 'scalar' ? null : typeof version.value === 'object' ? version.value?.number : version.value;
  if (version !== undefined && typeof spelling === 'string' && !(Number.parseFloat(spelling) < 3)) {
    report.error('unsupported-version', version.at, 'Only Sigma up to version 2 is understood.');
  }
  const status = textUnder(node, 'status');
  if (status === 'deprecated') {
    report.warning('deprecated-rule', placeOf(node, ['status'], 'value'), 'The rule is deprecated. It still runs.');
  }
  if (status === 'unsupported') {
    report.warning(
      'unsupported-rule',
      placeOf(node, ['status'], 'value'),
      'The status of the rule is unsupported: it is listed and never run.',
    );
  }
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

function assemble(node: MapNode, name: string, metadata: Metadata, condition: Expression, uri: string): Rule {
  const { auditsift } = metadata;
  return {
    name,
    id: metadata.id ?? null,
    title: metadata.title,
    description: metadata.description ?? '',
    status: metadata.status ?? null,
    level: metadata.level ?? null,
    logsource: logsourceOf(metadata),
    tags: metadata.tags ?? [],
    falsepositives: metadata.falsepositives ?? [],
    references: metadata.references ?? [],
    runbook: auditsift?.runbook ?? null,
    levels: levelsOf(auditsift?.levels ?? {}),
    tests: testsOf(node, uri),
    condition,
    location: { uri, line: node.at.line, column: node.at.column },
  };
}

function logsourceOf({ logsource: { category, product, service } }: Metadata): LogSource {
  return { ...(category && { category }), ...(product && { product }), ...(service && { service }) };
}

/** A map without prototype: a selection may have any name. */
function levelsOf(levels: Readonly<Record<string, Level>>): Readonly<Record<string, Level>> {
  return Object.assign(Object.create(null) as Record<string, Level>, levels);
}

/** The rule's own tests, from the nodes: they have the positions, and numbers with every digit. */
function testsOf(rule: MapNode, uri: string): readonly RuleTest[] {
  const extension = entryOf(rule, 'auditsift')?.value;
  const tests = extension?.kind === 'map' ? entryOf(extension, 'tests')?.value : undefined;
  if (tests?.kind !== 'seq') return [];
  return tests.items.flatMap((test) => {
    if (test.kind !== 'map') return [];
    const recordNode = entryOf(test, 'record')?.value;
    const record = recordNode && toJson(recordNode);
    const matches = entryOf(test, 'matches')?.value;
    const level = textUnder(test, 'level');
    if (!isObject(record) || matches?.kind !== 'scalar') return [];
    const location = { uri, line: test.at.line, column: test.at.column };
    const title = textUnder(test, 'title') ?? '';
    return [{ title, record, matches: matches.value === true, level: isLevel(level) ? level : null, location }];
  });
}
