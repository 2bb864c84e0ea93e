/**
 * Holds the fields, services and actions that a detection names against the catalogue. Works on the nodes of the file, so that it can
 * point at the very word. Warnings all: the catalogue is not closed.
 */
import { CLOUDTRAIL_FIELDS } from '../../catalogue/fields.ts';
import { FLOW_FIELDS } from '../../flow-fields.ts';
import type { MapEntry, MapNode, SourceNode } from '../node.ts';
import { ANY, joinParts, parseSigmaText } from '../pattern.ts';
import type { Report } from '../report.ts';
import type { Pattern, PatternPart } from '../rule.ts';
import { doubtField } from './field-names.ts';
import { doubtName } from './value-names.ts';

/** Doubts of one rule that are spelled out; the file is probably for something else, if there are more. */
const MOST_DOUBTS = 20;
/** Names with wildcards that are held against every known one. */
const MOST_PATTERNS = 200;
/** Modifiers that leave a value a text. Values under any other are not looked at. */
const TEXT_MODIFIERS: ReadonlySet<string> = new Set(['contains', 'startswith', 'endswith', 'all', 'cased', 'neq', 'windash']);

/** @returns whether every service and action is known */
export function checkNames(detection: MapNode, report: Report): boolean {
  const checker = new NameChecker(report);
  for (const { key, value } of detection.entries) if (key !== 'condition') checker.selection(value);
  return checker.namesAreKnown;
}

/** Whether a detection asks for fields that CloudTrail or flow logs have and Databricks' audit log does not. */
export function namesOtherLog(node: SourceNode): boolean {
  if (node.kind === 'seq') return node.items.some(namesOtherLog);
  if (node.kind !== 'map') return false;
  return node.entries.some(({ key, value }) => isOfOtherLog(/^[^.|]*/.exec(key)?.[0] ?? '') || namesOtherLog(value));
}

function isOfOtherLog(field: string): boolean {
  // Databricks' records have a version, too.
  return CLOUDTRAIL_FIELDS.has(field) || (FLOW_FIELDS.has(field) && field !== 'version');
}

class NameChecker {
  namesAreKnown = true;
  readonly #report: Report;
  readonly #fields = new Set<string>();
  #doubts = 0;
  #patterns = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  selection(node: SourceNode): void {
    if (node.kind === 'seq') for (const item of node.items) this.selection(item);
    if (node.kind === 'map') for (const entry of node.entries) this.#item(entry);
  }

  #item(entry: MapEntry): void {
    const [field = '', ...modifiers] = entry.key.split('|');
    if (field !== '') this.#field(field, entry);
    const kind = field === 'serviceName' ? 'service' : field === 'actionName' ? 'action' : null;
    if (kind === null || modifiers.some((modifier) => !TEXT_MODIFIERS.has(modifier))) return;
    const values = entry.value.kind === 'seq' ? entry.value.items : [entry.value];
    for (const value of values) {
      if (value.kind !== 'scalar' || typeof value.value !== 'string' || this.#doubts >= MOST_DOUBTS) continue;
      const pattern = patternOf(value.value, modifiers);
      if (pattern.parts.some((part) => typeof part !== 'string') && ++this.#patterns > MOST_PATTERNS) continue;
      const doubt = doubtName(kind, pattern, value.value);
      if (doubt === null) continue;
      this.namesAreKnown = false;
      this.#doubts++;
      this.#report.warning(doubt.code, value.at, doubt.message);
    }
  }

  /** Says each thing once: a wrong field in ten selections is one mistake. */
  #field(field: string, { keyAt }: MapEntry): void {
    if (this.#fields.has(field) || this.#doubts >= MOST_DOUBTS) return;
    this.#fields.add(field);
    const message = doubtField(field);
    if (message === null) return;
    this.#doubts++;
    this.#report.warning('unknown-field', keyAt, message);
  }
}

function patternOf(text: string, modifiers: readonly string[]): Pattern {
  const open = (side: string): readonly PatternPart[] => (modifiers.includes('contains') || modifiers.includes(side) ? [ANY] : []);
  return { parts: joinParts([...open('endswith'), ...parseSigmaText(text), ...open('startswith')]), cased: modifiers.includes('cased') };
}
