/**
 * What correlations refer to, once every file is loaded: names and ids → documents; unknown ones, circles, and rules that are
 * silenced by being listed.
 *
 * Must not know: how a correlation is evaluated.
 */
import { higherLevel, levelRank, type Level } from '../level.ts';
import type { Correlation, Issue, Rule, RuleHead, RuleLocation, RuleSet } from './rule.ts';
import { suggestion } from './similar.ts';

/** Each stage is a pass over everything that was counted. */
const MOST_STAGES = 16;
/** A longer circle is told by its beginning: each member tells it, and a file may hold thousands. */
const MOST_SHOWN = 8;

export type Referable =
  { readonly kind: 'rule'; readonly rule: Rule } | { readonly kind: 'correlation'; readonly correlation: Correlation };

/** Finds documents by name, else by id. */
export class References {
  readonly #byName = new Map<string, Referable>();
  readonly #byId = new Map<string, Referable>();

  constructor({ rules, correlations }: RuleSet) {
    for (const rule of rules) this.#enter(rule, { kind: 'rule', rule });
    for (const correlation of correlations) this.#enter(correlation, { kind: 'correlation', correlation });
  }

  find(reference: string): Referable | undefined {
    return this.#byName.get(reference) ?? this.#byId.get(reference.toLowerCase());
  }

  /** The documents a correlation lists, in its order; undefined for what is not there. */
  listedBy({ rules }: Correlation): readonly (Referable | undefined)[] {
    return rules.map((reference) => this.find(reference));
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  #enter(head: RuleHead, referable: Referable): void {
    if (!this.#byName.has(head.name)) this.#byName.set(head.name, referable);
    if (head.id !== null && !this.#byId.has(head.id.toLowerCase())) this.#byId.set(head.id.toLowerCase(), referable);
  }
}

export function headOf(referable: Referable): RuleHead {
  return referable.kind === 'rule' ? referable.rule : referable.correlation;
}

/**
 * Checks the references of every correlation.
 * @param broken names of documents that are there but have an error of their own
 */
export function checkReferences(set: RuleSet, broken: ReadonlySet<string>): readonly Issue[] {
  const references = new References(set);
  const each = set.correlations.flatMap((correlation) => [
    ...unknownReferences(correlation, references, set, broken),
    ...silencedWarnings(correlation, references),
  ]);
  return [...each, ...misplaced(arrange(set, references))];
}

function unknownReferences(correlation: Correlation, references: References, set: RuleSet, broken: ReadonlySet<string>): readonly Issue[] {
  const { rules, absence, referenceLocations } = correlation;
  return [...rules, ...(absence?.alive ?? [])].flatMap((reference, index): readonly Issue[] => {
    const location = referenceLocations[index] ?? correlation.location;
    const found = references.find(reference);
    const ofAlive = index >= rules.length;
    if (found?.kind === 'correlation' && ofAlive) {
      return [error(correlation, 'bad-absence', location, `\`absence.alive\` takes rules, and \`${reference}\` is a correlation.`)];
    }
    if (found !== undefined) {
      if (headOf(found).status !== 'unsupported') return [];
      const message = `\`${reference}\` has the status unsupported and is never run, so that it contributes nothing here.`;
      return [{ ...error(correlation, 'unsupported-rule', location, message), severity: 'warning' }];
    }
    if (broken.has(reference)) return [];
    return [error(correlation, 'unknown-reference', location, describeUnknown(reference, set, references))];
  });
}

/** Published correlations refer to titles now and then, which are not unique. */
function describeUnknown(reference: string, { rules, correlations, filters }: RuleSet, references: References): string {
  const titled = [...rules, ...correlations].find(({ title }) => title.toLowerCase() === reference.toLowerCase());
  if (titled !== undefined) {
    const { uri, line } = titled.location;
    const name = reference.toLowerCase().replace(/[^a-z0-9]+/g, '_');
    return `\`${reference}\` is the title of the rule at ${uri}:${line}, and correlations refer to names or ids; give it a name (\`name: ${name}\`) and refer to that.`;
  }
  if (filters.some(({ name, id }) => name === reference || id === reference)) {
    return `\`${reference}\` is a filter, and a correlation lists rules or correlations.`;
  }
  return `No loaded rule has the name or id \`${reference}\`; load its file too.${suggestion(reference, references.names())}`;
}

/** The correlations that wait for themselves, and those that stand on too many others. */
function misplaced({ ordered, circles }: Arrangement): readonly Issue[] {
  const waiting = circles.flatMap((circle) =>
    circle.map((correlation, index) => {
      const path = Array.from({ length: Math.min(circle.length, MOST_SHOWN) }, (_, step) => circle[(index + step) % circle.length]?.name);
      const left = circle.length - path.length;
      const steps = [...path, ...(left > 0 ? [`${left} more`] : []), correlation.name];
      return error(correlation, 'circular-reference', correlation.location, `The correlation waits for itself: ${steps.join(' → ')}.`);
    }),
  );
  const deep = ordered.filter(({ depth }) => depth === MOST_STAGES);
  const message = `Correlations of correlations go at most ${MOST_STAGES} deep; list the rules themselves.`;
  return [...waiting, ...deep.map(({ correlation }) => error(correlation, 'too-deep', correlation.location, message))];
}

/** A correlation behind all that it lists. */
export interface Arranged {
  readonly correlation: Correlation;
  /** 0 when it lists rules only. */
  readonly depth: number;
  readonly level: Level | null;
}

export interface Arrangement {
  readonly ordered: readonly Arranged[];
  /** Each in the order of its references; what merely lists a member of one is in none. */
  readonly circles: readonly (readonly Correlation[])[];
}

/** Puts correlations behind those they list. Takes time linear in the number of references. */
export function arrange({ correlations }: RuleSet, references: References): Arrangement {
  const listed = new Map(correlations.map((correlation) => [correlation, new Set(listedCorrelations(correlation, references))]));
  const waitingFor = new Map<Correlation, Correlation[]>();
  for (const [correlation, others] of listed) {
    for (const other of others) {
      const waiting = waitingFor.get(other);
      if (waiting === undefined) waitingFor.set(other, [correlation]);
      else waiting.push(correlation);
    }
  }
  const arranged = new Map<Correlation, Arranged>();
  const missing = new Map([...listed].map(([correlation, others]) => [correlation, others.size]));
  const ready = correlations.filter((correlation) => missing.get(correlation) === 0);
  for (const correlation of ready) {
    const below = [...(listed.get(correlation) ?? [])].flatMap((other) => arranged.get(other) ?? []);
    const depth = Math.max(-1, ...below.map((other) => other.depth)) + 1;
    arranged.set(correlation, { correlation, depth, level: levelOf(correlation, references, arranged) });
    for (const next of waitingFor.get(correlation) ?? []) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return { ordered: [...arranged.values()], circles: circlesAmong(listed, arranged) };
}

function circlesAmong(
  listed: ReadonlyMap<Correlation, ReadonlySet<Correlation>>,
  arranged: ReadonlyMap<Correlation, Arranged>,
): readonly (readonly Correlation[])[] {
  const seen = new Set<Correlation>();
  return [...listed.keys()].flatMap((start) => {
    const path = new Set<Correlation>();
    let step: Correlation | undefined = start;
    while (step !== undefined && !arranged.has(step) && !seen.has(step)) {
      seen.add(step);
      path.add(step);
      step = [...(listed.get(step) ?? [])].find((next) => !arranged.has(next));
    }
    if (step === undefined || !path.has(step)) return [];
    const walked = [...path];
    return [walked.slice(walked.indexOf(step))];
  });
}

function listedCorrelations(correlation: Correlation, references: References): readonly Correlation[] {
  return references.listedBy(correlation).flatMap((found) => (found?.kind === 'correlation' ? [found.correlation] : []));
}

/** The level of a correlation's findings: its own, else the highest that a listed document can reach. */
function levelOf(correlation: Correlation, references: References, arranged: ReadonlyMap<Correlation, Arranged>): Level | null {
  if (correlation.level !== null) return correlation.level;
  return references.listedBy(correlation).reduce<Level | null>((highest, found) => {
    if (found === undefined) return highest;
    return higherLevel(highest, found.kind === 'rule' ? highestLevel(found.rule) : (arranged.get(found.correlation)?.level ?? null));
  }, null);
}

/** A rule that was given a level was probably meant to speak. */
function silencedWarnings(correlation: Correlation, references: References): readonly Issue[] {
  if (correlation.generate || correlation.status === 'unsupported') return [];
  const signs = (correlation.absence?.alive ?? []).map((reference) => references.find(reference));
  return [...references.listedBy(correlation), ...signs].flatMap((listed, index): readonly Issue[] => {
    if (listed === undefined) return [];
    const { name, level, location } = headOf(listed);
    if (location.uri !== correlation.location.uri || levelRank(level) <= levelRank('informational')) return [];
    const message = `\`${name}\` has the level ${level ?? ''} but gives no findings of its own, because it is listed here; add \`generate: true\` inside \`correlation\`, or make it informational.`;
    const at = correlation.referenceLocations[index] ?? correlation.location;
    return [{ ...error(correlation, 'silenced-rule', at, message), severity: 'warning' }];
  });
}

/** The highest level a finding of the rule can have. */
export function highestLevel({ level, levels }: Rule): Level | null {
  return Object.values(levels).reduce((highest, other) => higherLevel(highest, other), level);
}

function error(correlation: Correlation, code: string, location: RuleLocation, message: string): Issue {
  return { severity: 'error', code, location, rule: correlation.name, message };
}
