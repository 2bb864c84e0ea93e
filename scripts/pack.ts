/**
 * The shipped packs as the scripts and the tests of the packs read them: plain JSON, every key that a pack of ours must have.
 * The engine has its own, stricter reading.
 */
import { readFileSync } from 'node:fs';
import { BUILTIN_PACKS } from '../src/cli/packs.ts';
import type { Level } from '../src/core/level.ts';
import type { JsonObject } from '../src/core/json/value.ts';

export type Scalar = string | number | boolean | null;
export type SelectionItems = Readonly<Record<string, Scalar | readonly Scalar[]>>;

export interface RecordTest {
  readonly title: string;
  readonly record: JsonObject;
  readonly matches: boolean;
  readonly level?: Level;
}

export interface SequenceTest {
  readonly title: string;
  readonly sequence: readonly { readonly after: string; readonly record: JsonObject; readonly repeat?: number; readonly every?: string }[];
  readonly findings: readonly { readonly rule: string; readonly count: number }[];
}

interface PackHead {
  readonly title: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly description: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly level: Level;
  readonly falsepositives: readonly string[];
}

export interface PackRule extends PackHead {
  readonly detection: Readonly<Record<string, string | SelectionItems>> & { readonly condition: string };
  readonly auditsift: {
    readonly levels?: Readonly<Record<string, Level>>;
    readonly runbook: string;
    readonly tests: readonly RecordTest[];
  };
}

export interface PackCorrelation extends PackHead {
  readonly correlation: {
    readonly type: string;
    readonly rules: readonly string[];
    readonly 'group-by': readonly string[];
    readonly timespan: string;
    readonly condition?: Readonly<Record<string, number | string | readonly string[]>>;
    readonly aliases?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly generate?: boolean;
  };
  readonly auditsift: {
    readonly runbook: string;
    readonly tests: readonly SequenceTest[];
    /** It fires on silence: which fields others must share that are heard meanwhile, and which rules show that it lives on. */
    readonly absence?: { readonly while: readonly string[]; readonly alive?: readonly string[] };
  };
}

/** An element of a pack. */
export type PackDocument = PackRule | PackCorrelation;

export interface Pack {
  /** As `-r` takes it, such as `builtin:host`. */
  readonly name: string;
  /** Below the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly documents: readonly PackDocument[];
}

/** Every shipped pack, in the order in which the command line names them. */
export function readPacks(): readonly Pack[] {
  return Object.entries(BUILTIN_PACKS).map(([name, file]) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    return { name, file, text, documents: readDocuments(text) };
  });
}

export function readDocuments(text: string): readonly PackDocument[] {
  return (JSON.parse(text) as { rules: PackDocument[] }).rules;
}

/** The rules of a pack, without its correlations. */
export function readRules(text: string): readonly PackRule[] {
  return readDocuments(text).filter(isRule);
}

export function isRule(document: PackDocument): document is PackRule {
  return 'detection' in document;
}

export function isCorrelation(document: PackDocument): document is PackCorrelation {
  return 'correlation' in document;
}

/** The selections of a rule by name, without its condition. */
export function selectionsOf(rule: PackRule): readonly (readonly [string, SelectionItems])[] {
  return Object.entries(rule.detection).filter((entry): entry is [string, SelectionItems] => typeof entry[1] !== 'string');
}

/** The values a rule gives for `actionName`, whatever the modifier, in their order, each once. */
export function actionsOf(rule: PackRule): readonly string[] {
  const items = selectionsOf(rule).flatMap(([, selection]) => Object.entries(selection));
  const values = items.flatMap(([field, value]) => (field.split('|')[0] === 'actionName' ? value : []));
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}

/**
 * Names of rules that give no findings of their own, because a correlation of their pack lists them without `generate`
 * (Sigma's default), each with the correlations that count it.
 */
export function silencedRules(pack: readonly PackDocument[]): ReadonlyMap<string, readonly string[]> {
  const silenced = new Map<string, string[]>();
  for (const { name, correlation, auditsift } of pack.filter(isCorrelation)) {
    if (correlation.generate === true) continue;
    const listed = new Set([...correlation.rules, ...(auditsift.absence?.alive ?? [])]);
    for (const rule of listed) silenced.set(rule, [...(silenced.get(rule) ?? []), name]);
  }
  return silenced;
}
