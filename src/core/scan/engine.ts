/**
 * The scan: artifacts → records → events → findings, with every record accounted for.
 *
 * Owns: the accounting identity (read = flagged + clean + filtered + suppressed + unrecognised + rejected) and what a fault
 * costs. Must not know: where bytes come from, what outputs exist, exit codes.
 */
import { buildFinding, sourceOf } from '../build-finding.ts';
import { decodeLayers, type ByteCounts } from '../decode.ts';
import type { AuditEvent, LogSource } from '../event.ts';
import { isWanted, normaliseFilters, type Filters } from '../filters.ts';
import { isEsmService } from '../esm.ts';
import { lostEvidence } from '../lost.ts';
import { isFinding, type CorrelationFinding, type Finding } from '../finding.ts';
import { isObject } from '../json/value.ts';
import { higherLevel, levelRank, type Level } from '../level.ts';
import type {
  Artifact,
  Decoder,
  EnvelopeRest,
  LineStore,
  LogSchema,
  Observer,
  Platform,
  RawRecord,
  ReadItem,
  ReadLimits,
  RecordReader,
  RejectedRecord,
  Source,
  StopSignal,
} from '../ports.ts';
import { RAW_LIMIT, SNIFF_BYTES } from '../ports.ts';
import { ArtifactError, problem, weightOf, type Problem, type ProblemCode } from '../problem.ts';
import type { CompiledRuleSet, RuleMatch } from '../rules/rule.ts';
import { createMemoryStore } from '../sorted-lines.ts';
import type { Summary } from '../summary.ts';
import { Correlator } from './correlator.ts';
import { RecordCounts } from './record-counts.ts';
import { RuleTally } from './rule-tally.ts';
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
  /** Findings at or above it set `failOnReached`. */
  readonly failOn: Level | null;
  /** Opens a place for what correlations count; by default the memory, which a large scan can fill. */
  readonly openStore?: () => LineStore;
}

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
  readonly #correlator: Correlator;
  readonly #filters: Filters;
  readonly #records = new RecordCounts();
  readonly #problems: Partial<Record<ProblemCode, number>> = {};
  readonly #excluded: Record<string, number> = {};
  #artifactsRead = 0;
  #artifactsFailed = 0;
  #artifactsExcluded = 0;
  readonly #bytes = { stored: 0, decoded: 0, lost: 0 };
  #complete = true;
  #failOnReached = false;
  #schema: LogSchema | undefined;
  /** What is being read. */
  #artifact: Artifact | null = null;
  #batch: Finding[] = [];

  constructor(plan: ScanPlan, observer: Observer, platform: Platform, signal: StopSignal) {
    this.#plan = plan;
    this.#observer = observer;
    this.#platform = platform;
    this.#signal = signal;
    this.#rules = new RuleTally(plan.rules.rules);
    this.#filters = normaliseFilters(plan.filters);
    this.#correlator = new Correlator({
      rules: plan.rules,
      filters: this.#filters,
      platform,
      openStore: plan.openStore ?? createMemoryStore,
      report: (found) => this.#report(found),
    });
  }

  async run(): Promise<Summary> {
    try {
      return await this.#run();
    } finally {
      await this.#correlator.dispose();
    }
  }

  async #run(): Promise<Summary> {
    const started = this.#platform.now();
    for (const source of this.#plan.sources) {
      for await (const listed of source.list(this.#signal)) {
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
      for (const logsource of this.#rules.uncovered()) {
        this.#report(problem('no-active-rule', null, `no active rule covers ${describeLogsource(logsource)}`));
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
      correlations: this.#correlator.summarise(),
      ...this.#tally.summarise(),
      problems: this.#problems,
      validation: 'full',
      durationMs: this.#platform.now() - started,
    };
  }

  async #readArtifact(artifact: Artifact): Promise<void> {
    const { uri } = artifact;
    const counts: ByteCounts = { storedBytes: 0, decodedBytes: 0 };
    const before = { ...this.#bytes };
    this.#artifact = artifact;
    const notice = (code: ProblemCode, detail: string): void => this.#report(problem(code, uri, detail));
    try {
      const decoded = decodeLayers(artifact.open(this.#signal, notice), this.#plan.decoders, notice, counts);
      const { reader, bytes } = await this.#chooseReader(decoded);
      const batches = reader.read(bytes, this.#plan.limits, (code, detail, position) => this.#report(problem(code, uri, detail, position)));
      for await (const batch of batches) {
        // A source that was told to stop just ends: what the reader then takes for a broken last record is none.
        if (this.#stopped()) return;
        for (const item of batch) this.#readItem(item, uri);
        this.#bytes.stored = before.stored + counts.storedBytes;
        this.#bytes.decoded = before.decoded + counts.decodedBytes;
        await this.#observer.progress?.({
          uri,
          storedBytes: this.#bytes.stored,
          records: this.#records.read,
          findings: this.#tally.findings,
        });
        await this.#handOut();
        if (this.#stopped()) return;
      }
      this.#artifactsRead++;
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      await this.#handOut();
      // What a stopped decoder takes for a cut is our own doing.
      if (this.#stopped()) return;
      this.#artifactsFailed++;
      this.#report(problem(error.code, uri, error.message, { bytesLost: bytesLost(error.code, artifact.size, counts) }));
    } finally {
      this.#bytes.stored = before.stored + counts.storedBytes;
      this.#bytes.decoded = before.decoded + counts.decodedBytes;
    }
  }

  /** Lets the readers look at the first bytes. What the decoder throws on the way is thrown after the bytes before it. */
  async #chooseReader(decoded: AsyncIterable<Uint8Array>): Promise<{ reader: RecordReader; bytes: AsyncIterable<Uint8Array> }> {
    const [first, ...others] = this.#plan.readers;
    if (first === undefined) throw new Error('a scan needs at least one reader');
    if (others.length === 0) return { reader: first, bytes: decoded };
    const iterator = decoded[Symbol.asyncIterator]();
    const result = await iterator.next();
    const head = result.done === true ? new Uint8Array() : result.value;
    const reader = this.#plan.readers.find((candidate) => candidate.recognises(head.subarray(0, SNIFF_BYTES))) ?? first;
    return { reader, bytes: rejoin(result, iterator) };
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
    else this.#readRecord(item, uri);
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
    const matches = this.#rules.match(event.fields, schema.logsource);
    if (matches.length === 0) this.#countClean(event, raw, uri);
    else this.#readMatch(event, schema, raw, uri, matches);
  }

  /** A sensor's record that lost what it had to say cannot be called clean without a word. */
  #countClean({ fields, serviceName }: AuditEvent, { line, index, offset }: RawRecord, uri: string): void {
    this.#records.clean++;
    if (!isEsmService(serviceName) && !Object.hasOwn(fields, 'properties')) return;
    const lost = lostEvidence(fields);
    if (lost.length > 0) this.#report(problem('lost-evidence', uri, `cut off or unreadable: ${lost.join(', ')}`, { line, index, offset }));
  }

  #readMatch(event: AuditEvent, schema: LogSchema, raw: RawRecord, uri: string, fired: readonly RuleMatch[]): void {
    const filters = this.#filters;
    const matches = this.#correlator.count(event, fired, () => sourceOf({ uri, ...this.#artifact?.origin }, raw));
    if (matches.length === 0) {
      // Only rules that are counted and say nothing themselves.
      this.#countClean(event, raw, uri);
      return;
    }
    const level = matches.reduce<Level | null>((highest, match) => higherLevel(highest, match.level), null);
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
    const repeated = this.#tally.isRepeated(finding.id);
    if (dedupe) {
      if (repeated) return false;
      if (this.#tally.idsFull) this.#reportOnce(problem('dedupe-full', null, 'there are too many different findings to remember them all'));
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

/** How much of an artifact was not looked at, as far as its stored size tells: an archive's damage hides an unknown amount. */
function bytesLost(code: ProblemCode, size: number | null, { storedBytes, decodedBytes }: ByteCounts): number {
  if (size === null) return 0;
  if (code === 'unsupported-format' || code === 'nested-too-often') return size;
  return decodedBytes === storedBytes ? Math.max(0, size - storedBytes) : 0;
}

async function* rejoin(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let result = first; result.done !== true; result = await rest.next()) yield result.value;
  } finally {
    await rest.return?.();
  }
}

function describeLogsource(logsource: LogSource): string {
  const parts = Object.entries(logsource).map(([part, value]) => `${part}: ${String(value)}`);
  return `records of {${parts.join(', ')}}`;
}

/** What a JSON value looks like, for a reader who must guess where it came from: never its values, only its first keys. */
function describeShape(value: RawRecord['value']): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array inside an array';
  if (!isObject(value)) return `a bare ${typeof value === 'object' ? 'number' : typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  if (Object.hasOwn(value, 'eventSource') && Object.hasOwn(value, 'eventName'))
    return 'a CloudTrail record, which is not scanned for alerts';
  if (isFinding(value)) return 'a finding of an earlier scan, not an audit record';
  const shown = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 40)));
  return `an object with the keys ${shown.join(', ')}${keys.length > 5 ? ', …' : ''}`;
}
