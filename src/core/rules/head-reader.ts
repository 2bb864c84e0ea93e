/**
 * What every document has, whatever its kind: metadata checked, complaints put where they belong in the file.
 *
 * Must not know: what a detection, a correlation or a filter means.
 */
import type { LogSource } from '../event.ts';
import type { JsonObject } from '../json/value.ts';
import { BODY, type DocumentKind } from './document.ts';
import { checkMetadata, lineToAdd, type Complaint, type Metadata } from './metadata.ts';
import { entryOf, textUnder, toJsonObject, type MapNode, type Position, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import type { RuleHead } from './rule.ts';
import { recordTestsOf, sequenceTestsOf } from './test-reader.ts';

/** A document's head, and what is checked but belongs to one kind only. */
export interface ReadHead {
  readonly head: RuleHead;
  readonly metadata: Metadata;
}

/** A report whose issues name the document. */
export function reportFor(node: MapNode, file: Report): Report {
  return file.forRule(nameOf(node));
}

/**
 * Reads the head of a document.
 * @returns null when something is wrong with it; every error and doubt is reported
 */
export function readHead(kind: DocumentKind, node: MapNode, uri: string, report: Report): ReadHead | null {
  const { metadata, complaints } = checkMetadata(withoutBody(node, kind), kind);
  for (const complaint of complaints) pass(complaint, node, report);
  checkVersion(node, report);
  if (metadata === null) return null;
  const head: RuleHead = {
    name: nameOf(node),
    id: metadata.id ?? null,
    title: metadata.title,
    description: metadata.description ?? '',
    status: metadata.status ?? null,
    level: metadata.level ?? null,
    tags: metadata.tags ?? [],
    falsepositives: metadata.falsepositives ?? [],
    references: metadata.references ?? [],
    runbook: metadata.auditsift?.runbook ?? null,
    tests: recordTestsOf(node, uri),
    sequences: sequenceTestsOf(node, uri),
    location: { uri, line: node.at.line, column: node.at.column },
  };
  return { head, metadata };
}

/** A document as JSON; of its body, which may be most of it, only that it is there. */
function withoutBody(node: MapNode, kind: DocumentKind): JsonObject {
  const body = BODY[kind];
  const head = node.entries.filter(({ key }) => key !== body);
  return head.length === node.entries.length ? toJsonObject(node) : { ...toJsonObject({ ...node, entries: head }), [body]: null };
}

/** The head of a document whose own has an error: its name and where it stands. */
export function bareHead(node: MapNode, uri: string): RuleHead {
  return {
    ...{ name: nameOf(node), id: null, title: textUnder(node, 'title') ?? '', description: '', status: null, level: null },
    ...{ tags: [], falsepositives: [], references: [], runbook: null, tests: [], sequences: [] },
    location: { uri, line: node.at.line, column: node.at.column },
  };
}

/** The parts of a logsource that are named. */
export function logsourceOf({ logsource }: Metadata): LogSource {
  const { category, product, service } = logsource ?? {};
  return { ...(category && { category }), ...(product && { product }), ...(service && { service }) };
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
