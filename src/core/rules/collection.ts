/**
 * `action`, which left Sigma in 2.0: a `global` document is merged into all later rules of the file, `reset` ends that, `repeat` gives the
 * previous rule once more with changes. Read as pySigma reads it (K30), so the global value wins over the rule's own; each such conflict
 * is reported.
 *
 * Source: Sigma 1.0.5, "Rule Collections"; pySigma's SigmaCollection where that is silent.
 * Must not know: what stands inside a rule. Merged nodes keep the places they were written at.
 */
import { entryOf, type MapEntry, type MapNode, type Position, type SourceNode } from './node.ts';
import type { Report } from './report.ts';
import { suggestion } from './similar.ts';

const ACTIONS = ['global', 'reset', 'repeat'];
/** What merging may add to a file, in characters and nodes; what needs more is no rule collection but an attempt to fill the memory. */
const MOST_ADDED = 1_000_000;

/** Resolves the `action` of a file's documents, which are maps; those without one pass through, merged with the global document. */
export class Collection {
  readonly #report: Report;
  #global: MapNode | null = null;
  #previous: MapNode | null = null;
  #added = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** The document as it is to be read, or null when it is none by itself, or cannot be resolved (which is reported). */
  resolve(document: MapNode): MapNode | null {
    const action = entryOf(document, 'action');
    const kind = document.entries.find(({ key }) => key === 'correlation' || key === 'filter');
    if (action === undefined) return kind === undefined ? this.#withGlobal(document) : document;
    const value = action.value.kind === 'scalar' ? action.value.value : null;
    if (kind !== undefined) {
      this.#report.error('bad-action', action.keyAt, `\`action\` is for rules, and this is a ${kind.key}; remove \`action\`.`);
      return null;
    }
    const changes: MapNode = { ...document, entries: document.entries.filter(({ key }) => key !== 'action') };
    switch (value) {
      case 'global':
        this.#global = this.#previous = changes;
        return null;
      case 'reset':
        this.#global = null;
        return null;
      case 'repeat':
        if (this.#previous !== null) return this.#repeat(this.#previous, changes);
        this.#report.error('bad-action', action.keyAt, '`action: repeat` repeats the rule before it, and there is none.');
        return null;
      default:
        this.#refuse(action);
        return null;
    }
  }

  #withGlobal(rule: MapNode): MapNode | null {
    const global = this.#global;
    if (global === null) return (this.#previous = rule);
    return this.#hasRoom(global, rule.at) ? (this.#previous = merge(rule, global, this.#report)) : null;
  }

  #repeat(previous: MapNode, changes: MapNode): MapNode | null {
    if (!this.#hasRoom(previous, changes.at)) return null;
    const { entries } = merge(previous, changes, null);
    return (this.#previous = { ...changes, entries });
  }

  #hasRoom(addition: MapNode, at: Position): boolean {
    if (this.#added > MOST_ADDED) return false;
    this.#added += weigh(addition, MOST_ADDED);
    if (this.#added <= MOST_ADDED) return true;
    const message = `Merging documents with \`action\` adds more than ${MOST_ADDED} characters to this file; write the rules out.`;
    this.#report.error('action-expansion', at, message);
    return false;
  }

  #refuse({ keyAt, value }: MapEntry): void {
    const written = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
    const message =
      written === 'correlation'
        ? '`action: correlation` was a draft; today a correlation is a document with the key `correlation`, and no `action`.'
        : `\`action\` takes ${ACTIONS.join(', ')}.${suggestion(written, ACTIONS)} It left Sigma in 2.0, so better write every rule out.`;
    this.#report.error('bad-action', keyAt, message);
  }
}

/** Both maps as one, map by map; where both have a value that is no map, the winning one stands. */
function merge(base: MapNode, winning: MapNode, report: Report | null): MapNode {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of winning.entries) {
    const own = entries.get(entry.key);
    if (own?.value.kind === 'map' && entry.value.kind === 'map') {
      entries.set(entry.key, { ...own, value: merge(own.value, entry.value, report) });
      continue;
    }
    if (own !== undefined && report !== null && !isSame(own.value, entry.value)) {
      const message = `The global document at line ${entry.keyAt.line} also has \`${entry.key}\`, and its value wins; remove one of the two.`;
      report.warning('action-conflict', own.keyAt, message);
    }
    entries.set(entry.key, entry);
  }
  return { ...base, entries: [...entries.values()] };
}

function isSame(a: SourceNode, b: SourceNode): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') return spelling(a.value) === spelling(b.value);
  if (a.kind === 'seq' && b.kind === 'seq') {
    return a.items.length === b.items.length && a.items.every((item, i) => isSameItem(item, b.items[i]));
  }
  if (a.kind !== 'map' || b.kind !== 'map' || a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => isSameItem(value, others.get(key)));
}

function isSameItem(a: SourceNode, b: SourceNode | undefined): boolean {
  return b !== undefined && isSame(a, b);
}

function spelling(value: (SourceNode & { kind: 'scalar' })['value']): string {
  return JSON.stringify(value);
}

/** Characters and nodes below a node; counting stops above `most`. */
function weigh(node: SourceNode, most: number): number {
  if (node.kind === 'scalar') return 1 + (typeof node.value === 'string' ? node.value.length : 0);
  let weight = 1;
  const children =
    node.kind === 'map' ? node.entries.map(({ key, value }) => [key.length, value] as const) : node.items.map((item) => [0, item] as const);
  for (const [own, child] of children) {
    weight += own + weigh(child, most);
    if (weight > most) break;
  }
  return weight;
}
