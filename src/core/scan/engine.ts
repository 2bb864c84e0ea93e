/**
 * The scan: artifacts → records → events → findings, with every record accounted for.
 *
 * Owns: the accounting identity (read = flagged + clean + filtered + suppressed + unrecognised + rejected) and what a fault
 * costs. Must not know: where bytes come from, what outputs exist, exit codes.
 */
import { buildFinding, sourceOf } from '../build-finding.ts';
import type { ByteCounts } from '../decode.ts';
import type { AuditEvent } from '../event.ts';
import { isWanted, normaliseFilters, type Filters } from '../filters.ts';
import { lostEvidence } from '../lost.ts';
import type { CorrelationFinding, Finding } from '../finding.ts';
import { isObject } from '../json/value.ts';
import { higherLevel, levelRank, type Level } from '../level.ts';
import type {
  Artifact,
  Decoder,
  EnvelopeRest,
  RecordSkipper,
  LineStore,
  LogSchema,
  Observer,
  Platform,
  RawRecord,
  ReadItem,
  ReadLimits,
  RecordNotice,
  RecordReader,
  RejectedRecord,
  SkipRules,
  Source,
  StopSignal,
} from '../ports.ts';
import { RAW_LIMIT } from '../ports.ts';
import { ArtifactError, problem, weightOf, type Problem, type ProblemCode } from '../problem.ts';
import { describeLogsource } from '../rules/logsource.ts';
import { rulesWithoutLogs } from '../rules/rule-index.ts';
import type { CompiledRule, CompiledRuleSet, RuleMatch } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';
import { FilterTally, type FilteredMatches } from './filter-tally.ts';
import { createMemoryStore } from '../sorted-lines.ts';
import { Correlator } from './correlator.ts';
import { bytesLost } from './lost-bytes.ts';
import { announced } from './announce.ts';
import type { Scouts } from '../scouting.ts';
import { readArtifact } from './read-artifact.ts';
import { RecordCounts } from './record-counts.ts';
import { describeShape } from './record-shape.ts';
import { guardedRules, RuleTally } from './rule-tally.ts';
import { SeenIds } from './seen-ids.ts';
import { expiredFilterProblems, neverRunProblems } from './rule-doubts.ts';
import { isSensorsWord, skipRulesOf } from './skip-rules.ts';
import { Tally } from './tally.ts';

export interface ScanPlan {
  readonly sources: readonly Source[];
  readonly decoders: readonly Decoder[];
  /** Tried in order; the first that recognises an artifact reads it. */
  readonly readers: readonly RecordReader[];
  readonly schemas: readonly LogSchema[];
  readonly rules: CompiledRuleSet;
  readonly filters: Filters;
  readonly limits: ReadLimits;
  /** Drop findings whose id was seen before. */
  readonly dedupe: boolean;
  /** Creates what leaves records unread that no rule can match; null when it cannot tell which. Without it every record is read. */
  readonly createSkipper?: (schemas: readonly LogSchema[], rules: SkipRules) => RecordSkipper | null;
  /** Look for what rules name in the bytes of records, where rules would otherwise have every record read. Not with scouts. */
  readonly usesNeedles?: boolean;
  /** Creates what goes ahead of the reading on other threads; null when that is of no use. Only asked when records are passed over. */
  readonly createScouts?: (skipper: RecordSkipper, limits: ReadLimits) => Scouts | null;
  /** Findings at or above it set `failOnReached`. */
  readonly failOn: Level | null;
  /** Also hand out what Sigma filters suppressed, as findings with `suppressedBy`. They count as nothing but suppressed records. */
  readonly showSuppressed?: boolean;
  /** Opens a place for what correlations count; by default the memory, which a large scan can fill. */
  readonly openStore?: () => LineStore;
}

const DEDUPE_FULL = problem('dedupe-full', null, 'there are too many different findings to remember them all');

/** Runs a scan to its end, or until the signal; never throws for anything an input contains. */
export async function runScan(plan: ScanPlan, observer: Observer, platform: Platform, signal: StopSignal): Promise<Summary> {
  return await new Scan(plan, observer, platform, signal).run();
}

class Scan {
  readonly #plan: ScanPlan;
  readonly #observer: Observer;
  readonly #platform: Platform;
  readonly #signal: StopSignal;
  readonly #tally = new Tally();
  readonly #rules: RuleTally;
  readonly #neverRun: readonly CompiledRule[];
  readonly #suppression: FilterTally;
  readonly #suppressedIds = new SeenIds();
  readonly #correlator: Correlator;
  readonly #filters: Filters;
  readonly #records = new RecordCounts();
  readonly #started: number;
  readonly #problems: Partial<Record<ProblemCode, number>> = {};
  readonly #excluded: Record<string, number> = {};
  #artifactsRead = 0;
  #artifactsFailed = 0;
  #artifactsExcluded = 0;
  readonly #bytes = { stored: 0, decoded: 0, lost: 0 };
  #complete = true;
  #failOnReached = false;
  #schema: LogSchema | undefined;
  readonly #skipper: RecordSkipper | null;
  readonly #scouts: Scouts | null;
  /** What is being read. */
  #artifact: Artifact | null = null;
  #batch: Finding[] = [];

  constructor(plan: ScanPlan, observer: Observer, platform: Platform, signal: StopSignal) {
    this.#plan = plan;
    this.#observer = observer;
    this.#platform = platform;
    this.#signal = signal;
    this.#started = platform.now();
    const guarded = plan.usesNeedles === true ? guardedRules(plan.rules.rules, plan.schemas) : undefined;
    this.#rules = new RuleTally(plan.rules.rules, plan.schemas, guarded);
    this.#neverRun = rulesWithoutLogs(plan.rules.rules, plan.schemas);
    this.#suppression = new FilterTally(plan.rules.filters, this.#started);
    this.#filters = normaliseFilters(plan.filters);
    this.#correlator = new Correlator({
      rules: plan.rules,
      filters: this.#filters,
      platform,
      openStore: plan.openStore ?? createMemoryStore,
      report: (found) => this.#report(found),
    });
    this.#skipper = this.#createSkipper();
    this.#scouts = this.#skipper === null || plan.usesNeedles === true ? null : (plan.createScouts?.(this.#skipper, plan.limits) ?? null);
  }

  async run(): Promise<Summary> {
    try {
      return await this.#run();
    } finally {
      await this.#scouts?.dispose();
      await this.#correlator.dispose();
    }
  }

  async #run(): Promise<Summary> {
    const doubts = [...neverRunProblems(this.#neverRun), ...expiredFilterProblems(this.#suppression.expired)];
    for (const found of doubts) this.#report(found);
    for (const source of this.#plan.sources) {
      for await (const listed of announced(source.list(this.#signal), this.#scouts)) {
        if (this.#signal.aborted) break;
        if (listed.kind === 'artifact') await this.#readArtifact(listed.artifact);
        else if (listed.kind === 'problem') {
          this.#report(listed.problem);
          if (weightOf(listed.problem.code) === 'artifact') this.#artifactsFailed++;
        } else {
          this.#artifactsExcluded++;
          this.#excluded[listed.reason] = (this.#excluded[listed.reason] ?? 0) + 1;
        }
      }
    }
    if (!this.#signal.aborted) {
      await this.#correlator.finish((findings) => this.#handOutCorrelations(findings));
      for (const [logsource, records] of this.#rules.uncovered()) {
        const which = records === 1 ? 'the 1 record' : `the ${records} records`;
        this.#report(problem('no-active-rule', null, `no active rule covers ${which} of ${describeLogsource(logsource)}`));
      }
    }
    return {
      schemaVersion: 1,
      complete: this.#complete && !this.#signal.aborted,
      failOnReached: this.#failOnReached,
      interrupted: this.#signal.aborted,
      artifacts: {
        read: this.#artifactsRead,
        excluded: this.#artifactsExcluded,
        failed: this.#artifactsFailed,
        excludedByReason: this.#excluded,
      },
      bytes: this.#bytes,
      records: this.#records.summarise(),
      rules: this.#rules.summarise(),
      rulesNeverRun: this.#neverRun.map(({ rule }) => rule.name),
      filters: this.#suppression.summarise(),
      correlations: this.#correlator.summarise(),
      ...this.#tally.summarise(),
      ...(this.#skipper !== null && { unknownFields: null }),
      problems: this.#problems,
      validation: this.#skipper === null ? 'full' : 'shape',
      durationMs: this.#platform.now() - this.#started,
    };
  }

  async #readArtifact(artifact: Artifact): Promise<void> {
    const { uri } = artifact;
    const { decoders, readers, limits } = this.#plan;
    const counts: ByteCounts = { storedBytes: 0, decodedBytes: 0 };
    const before = { ...this.#bytes };
    this.#artifact = artifact;
    const notice = (code: ProblemCode, detail: string): void => this.#report(problem(code, uri, detail));
    try {
      const isRead = await readArtifact(artifact, {
        ...{ decoders, readers, limits, skipper: this.#skipper, scouts: this.#scouts, signal: this.#signal, counts, notice },
        take: async (batch) => {
          for (const item of batch) this.#readItem(item, uri);
          this.#bytes.stored = before.stored + counts.storedBytes;
          this.#bytes.decoded = before.decoded + counts.decodedBytes;
          await this.#observer.progress?.({
            uri,
            storedBytes: this.#bytes.stored,
            records: this.#records.read + (this.#skipper?.untold ?? 0),
            findings: this.#tally.findings,
          });
          await this.#handOut();
        },
        breathe: () => this.#platform.breathe(),
      });
      if (!isRead) return;
      this.#artifactsRead++;
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      await this.#handOut();
      // What a stopped decoder takes for a cut is our own doing.
      if (this.#stopped()) return;
      this.#artifactsFailed++;
      this.#report(problem(error.code, uri, error.message, { bytesLost: bytesLost(error.code, artifact.size, counts) }));
    } finally {
      this.#skipper?.settle();
      this.#bytes.stored = before.stored + counts.storedBytes;
      this.#bytes.decoded = before.decoded + counts.decodedBytes;
    }
  }

  /** Gives the findings of one batch to the observer and waits for it, so that a slow output slows the reading. */
  async #handOut(): Promise<void> {
    await this.#correlator.flush();
    if (this.#batch.length === 0) return;
    const findings = this.#batch;
    this.#batch = [];
    await this.#observer.findings(findings);
  }

  #readItem(item: ReadItem, uri: string): void {
    if (item.kind === 'rejected') this.#reject(item, uri);
    else if (item.kind === 'envelope') this.#readEnvelope(item, uri);
    else if (item.kind === 'notice') this.#reportNotice(item, uri);
    else this.#readRecord(item, uri);
  }

  #reportNotice({ code, detail, line, index, offset }: RecordNotice, uri: string): void {
    this.#report(problem(code, uri, detail, { line, index, offset }));
  }

  /** Null when every record must be read. */
  #createSkipper(): RecordSkipper | null {
    const { limits, schemas, createSkipper } = this.#plan;
    if (limits.strict || this.#correlator.needsEveryTime || createSkipper === undefined) return null;
    return createSkipper(schemas, skipRulesOf({ records: this.#records, rules: this.#rules, tally: this.#tally }));
  }

  #reject(item: RejectedRecord, uri: string): void {
    this.#records.rejected++;
    this.#bytes.lost += item.bytes;
    const { line, index, offset, raw } = item;
    this.#report(problem(item.code, uri, item.detail, { line, index, offset, bytesLost: item.bytes, raw }));
  }

  /** Keys beside the records of an envelope are worth a notice, unless together they are a record themselves. */
  #readEnvelope(item: EnvelopeRest, uri: string): void {
    if (this.#schemaOf(item.value) !== undefined) {
      this.#readRecord({ ...item, kind: 'record', invalidBytes: null }, uri);
      return;
    }
    const keys = item.keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 50)));
    this.#report(problem('envelope-keys', uri, `the envelope also holds ${keys.join(', ')}`, { index: item.index, offset: item.offset }));
  }

  #readRecord(raw: RawRecord, uri: string): void {
    const schema = isObject(raw.value) ? this.#schemaOf(raw.value) : undefined;
    if (schema === undefined || !isObject(raw.value)) {
      this.#records.unrecognised++;
      const { line, index, offset } = raw;
      const detail = `it is ${describeShape(raw.value)}`;
      this.#report(problem('unrecognised', uri, detail, { line, index, offset, raw: raw.text.slice(0, RAW_LIMIT) }));
      return;
    }
    const event = schema.toEvent(raw.value);
    this.#tally.countEvent(event, schema.name);
    this.#correlator.see(event);
    const matches = this.#rules.match(event.fields, schema);
    if (matches.length === 0) {
      this.#countClean(event, raw, uri);
      return;
    }
    const divided = this.#suppression.divide(matches, event.fields);
    if (divided.suppressed.length > 0) this.#readSuppressed(event, schema, raw, uri, divided);
    if (divided.fired.length > 0) this.#readMatch(event, schema, raw, uri, divided.fired);
  }

  /** A record none of whose matches is left is a suppressed one, whatever options would have made of it. */
  #readSuppressed(event: AuditEvent, schema: LogSchema, raw: RawRecord, uri: string, divided: FilteredMatches): void {
    const { fired, suppressed: matches, suppressedBy } = divided;
    if (fired.length === 0) this.#records.suppressed++;
    if (this.#plan.showSuppressed !== true) return;
    const level = highestLevel(matches);
    if (!isWanted(event, level, this.#filters)) return;
    const finding = buildFinding({ event, schema, raw, uri, origin: this.#artifact?.origin, matches, level, suppressedBy }, this.#platform);
    if (this.#plan.dedupe) {
      if (this.#suppressedIds.isRepeated(finding.id)) return;
      if (this.#suppressedIds.full) this.#reportOnce(DEDUPE_FULL);
    }
    this.#batch.push(finding);
  }

  /** A sensor's record that lost what it had to say cannot be called clean without a word. */
  #countClean({ fields, serviceName, actionName }: AuditEvent, { line, index, offset }: RawRecord, uri: string): void {
    this.#records.clean++;
    if (!isSensorsWord(serviceName, actionName) && !Object.hasOwn(fields, 'properties')) return;
    const lost = lostEvidence(fields);
    if (lost.length > 0) this.#report(problem('lost-evidence', uri, `cut off or unreadable: ${lost.join(', ')}`, { line, index, offset }));
  }

  #readMatch(event: AuditEvent, schema: LogSchema, raw: RawRecord, uri: string, fired: readonly RuleMatch[]): void {
    const filters = this.#filters;
    const matches = this.#correlator.count(event, fired, () => sourceOf(uri, this.#artifact?.origin, raw));
    // Else only rules matched that are counted and say nothing themselves.
    if (matches.length === 0) {
      this.#countClean(event, raw, uri);
      return;
    }
    const level = highestLevel(matches);
    if (!isWanted(event, level, filters)) {
      this.#records.filtered++;
      return;
    }
    if (event.time === null) {
      const { line, index, offset } = raw;
      this.#report(problem('no-time', uri, 'a flagged record has no time that can be read', { line, index, offset }));
    }
    this.#records.flagged++;
    const finding = buildFinding({ event, schema, raw, uri, origin: this.#artifact?.origin, matches, level }, this.#platform);
    if (this.#admits(finding)) this.#batch.push(finding);
  }

  /** Counts a finding, unless it repeats one and repeats are dropped. */
  #admits(finding: Finding): boolean {
    const { dedupe, failOn } = this.#plan;
    if (failOn !== null && levelRank(finding.level) >= levelRank(failOn)) this.#failOnReached = true;
    const repeated = this.#tally.ids.isRepeated(finding.id);
    if (dedupe) {
      if (repeated) return false;
      if (this.#tally.ids.full) this.#reportOnce(DEDUPE_FULL);
    }
    this.#tally.countFinding(finding);
    return true;
  }

  async #handOutCorrelations(findings: readonly CorrelationFinding[]): Promise<void> {
    const admitted = findings.filter((finding) => this.#admits(finding));
    if (admitted.length > 0) await this.#observer.findings(admitted);
  }

  /** The schema of a record; neighbours mostly share one, so the last is asked first (at most one says yes). */
  #schemaOf(record: AuditEvent['fields']): LogSchema | undefined {
    if (this.#schema?.recognises(record) === true) return this.#schema;
    const schema = this.#plan.schemas.find((candidate) => candidate.recognises(record));
    if (schema !== undefined) this.#schema = schema;
    return schema;
  }

  #reportOnce(found: Problem): void {
    if (this.#problems[found.code] === undefined) this.#report(found);
  }

  #stopped(): boolean {
    return this.#signal.aborted;
  }

  #report(found: Problem): void {
    this.#problems[found.code] = (this.#problems[found.code] ?? 0) + 1;
    if (weightOf(found.code) !== 'notice') this.#complete = false;
    if (weightOf(found.code) === 'artifact') this.#bytes.lost += found.bytesLost;
    this.#observer.problem(found);
  }
}

function highestLevel(matches: readonly RuleMatch[]): Level | null {
  return matches.reduce<Level | null>((highest, match) => higherLevel(highest, match.level), null);
}
