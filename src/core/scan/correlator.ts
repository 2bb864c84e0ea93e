/**
 * Correlations in a scan: keeps what they count while records are read, and evaluates them when all were.
 *
 * Owns: which matches are counted (those the options let through), which rules are silent because they are counted, and what becomes
 * of a store that fails. Must not know: how correlations are evaluated, sinks.
 */
import { buildCorrelationFinding } from '../build-correlation-finding.ts';
import type { AuditEvent } from '../event.ts';
import { isWanted, type Filters } from '../filters.ts';
import type { CorrelationFinding, FindingSource } from '../finding.ts';
import { identityText } from '../identity.ts';
import { levelRank } from '../level.ts';
import type { LineStore, Platform, StoredLine } from '../ports.ts';
import { problem, StoreError, type Problem } from '../problem.ts';
import { Capture } from '../rules/correlate/capture.ts';
import { needsEveryTime } from '../rules/correlate/every-time.ts';
import { correlate, type CorrelationTally } from '../rules/correlate/correlate.ts';
import { lineOf } from '../rules/correlate/occurrence.ts';
import { planCorrelations, type CorrelationPlan } from '../rules/correlate/plan.ts';
import type { CompiledRuleSet, RuleMatch } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';

export interface CorrelatorOptions {
  readonly rules: CompiledRuleSet;
  /** As `normaliseFilters` gives them. */
  readonly filters: Filters;
  readonly platform: Platform;
  readonly openStore: () => LineStore;
  readonly report: (found: Problem) => void;
}

export class Correlator {
  readonly #options: CorrelatorOptions;
  readonly #plan: CorrelationPlan;
  readonly #capture: Capture;
  /** Options that leave out a finding, but not what it is made of. */
  readonly #counted: Filters;
  readonly #stores: LineStore[] = [];
  readonly #tallies = new Map<string, CorrelationTally>();
  readonly #limits = new Set<string>();
  #lines: StoredLine[] = [];
  #reach: number | null = null;
  #failed = false;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
    this.#plan = planCorrelations(options.rules.correlations);
    this.#capture = new Capture(this.#plan.fields, options.platform.digest);
    this.#counted = { ...options.filters, minLevel: null };
  }

  /** Whether some correlation needs the time of every record. */
  get needsEveryTime(): boolean {
    return this.#options.rules.correlations.some(({ correlation }) => needsEveryTime(correlation));
  }

  /** A record was read, whatever rules say of it: time has come as far as this. */
  see({ time }: AuditEvent): void {
    const { since, until } = this.#options.filters;
    if (time === null || (since !== null && time < since) || (until !== null && time >= until)) return;
    if (this.#reach === null || time > this.#reach) this.#reach = time;
  }

  /**
   * Keeps what correlations count of a record.
   * @param matches what filters left
   * @param source called when the record is counted
   * @returns the matches that are findings of their own
   */
  count(event: AuditEvent, matches: readonly RuleMatch[], source: () => FindingSource): readonly RuleMatch[] {
    const { silenced } = this.#options.rules;
    const slots = matches.flatMap(({ rule }) => this.#plan.slots.get(rule.name) ?? []);
    if (slots.length > 0 && !this.#failed && isWanted(event, null, this.#counted)) this.#keep(event, slots, source());
    return silenced.size === 0 ? matches : matches.filter(({ rule }) => !silenced.has(rule.name));
  }

  /** Puts away what was kept since the last time. */
  async flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length === 0 || this.#failed) return;
    await this.#guard(async () => {
      await (this.#stores[0] ?? this.#open()).add(lines);
    });
  }

  /** Evaluates every correlation. Findings come in the order of time, those of correlations of correlations behind. */
  async finish(onFindings: (findings: readonly CorrelationFinding[]) => Promise<void>): Promise<void> {
    await this.flush();
    const [store] = this.#stores;
    if (store === undefined || this.#failed) return;
    const { filters, platform, rules } = this.#options;
    await this.#guard(async () => {
      const tallies = await correlate({
        plan: this.#plan,
        store,
        openStore: () => this.#open(),
        reach: this.#reach,
        onFirings: (firings) => {
          const wanted = firings.filter(({ compiled: { correlation, level } }) => {
            const isLoud = filters.minLevel === null || levelRank(level) >= levelRank(filters.minLevel);
            return isLoud && !rules.silenced.has(correlation.name);
          });
          return wanted.length === 0 ? Promise.resolve() : onFindings(wanted.map((firing) => buildCorrelationFinding(firing, platform)));
        },
        onLimit: ({ compiled }, detail) => this.#limit(compiled.correlation.name, detail),
      });
      for (const [{ compiled }, tally] of tallies) this.#tallies.set(compiled.correlation.name, tally);
    });
  }

  async dispose(): Promise<void> {
    this.#lines = [];
    for (const store of this.#stores) await store.dispose();
  }

  summarise(): Summary['correlations'] {
    const { correlations, silenced } = this.#options.rules;
    const silences = new Map<string, string[]>(correlations.map(({ correlation }) => [correlation.name, []]));
    for (const [name, by] of silenced) for (const correlation of by) silences.get(correlation)?.push(name);
    return Object.fromEntries(
      correlations.map(({ correlation: { name } }) => {
        const { events = 0, ungrouped = 0, unmeasured = 0, fired = 0 } = this.#tallies.get(name) ?? {};
        return [name, { events, ungrouped, unmeasured, fired, silences: silences.get(name) ?? [] }];
      }),
    );
  }

  #keep(event: AuditEvent, slots: readonly number[], source: FindingSource): void {
    const { platform, report } = this.#options;
    if (event.time === null) {
      const { uri, ...place } = source;
      report(problem('uncorrelated', uri, 'a record that correlations count has no time that can be read', place));
      return;
    }
    const rules = [...slots].sort((a, b) => a - b);
    const needed = [...new Set(rules.flatMap((slot) => this.#plan.needs.get(slot) ?? []))].sort((a, b) => a - b);
    const { values, cut } = this.#capture.take(event.fields, needed);
    if (cut) this.#limit('', 'a record has more values in one field than are looked at');
    this.#lines.push(lineOf({ time: event.time, id: platform.digest(identityText(event)), rules, values, source }));
  }

  #open(): LineStore {
    const store = this.#options.openStore();
    this.#stores.push(store);
    return store;
  }

  /** Once for each correlation and each limit. */
  #limit(name: string, detail: string): void {
    const what = name === '' ? detail : `${name}: ${detail}`;
    if (this.#limits.has(what)) return;
    this.#limits.add(what);
    this.#options.report(problem('correlation-limit', null, what));
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#failed = true;
      this.#options.report(problem('correlation-failed', null, error.message));
    }
  }
}
