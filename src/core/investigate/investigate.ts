/**
 * An investigation: a short series of scans with rules made for it, each over one input, whose findings tell the story together.
 *
 * Owns: the order of the passes and what each of them looks for (docs/adr/0018-investigation-is-scans.md). How often each input is read, input-port.ts says.
 * Must not know: files, formats, outputs.
 */
import type { Finding, RecordFinding } from '../finding.ts';
import { parseJson } from '../json/parse.ts';
import { isObject, type JsonObject } from '../json/value.ts';
import type { CompiledRuleSet, Rule } from '../rules/rule.ts';
import { canonicalAddress } from '../address.ts';
import { Activity } from './activity.ts';
import { Alerts, type Alert } from './alerts.ts';
import { auditRules, jobRules } from './audit-rules.ts';
import { AuditStory } from './audit-story.ts';
import { CloudTrailStory } from './cloudtrail-events.ts';
import { readCloudTrail } from './cloudtrail-reader.ts';
import { cloudTrailRules, furtherCloudTrailRules } from './cloudtrail-rules.ts';
import { Discovery } from './discovery.ts';
import { EntityGraph } from './entity-graph.ts';
import { alertOfFinding } from './finding-alerts.ts';
import { FlowContacts } from './flow-contacts.ts';
import { flowHosts } from './flow-gaps.ts';
import { flowRules } from './flow-rules.ts';
import { FlowStory } from './flow-story.ts';
import { findGaps } from './gaps.ts';
import { HeardTimes } from './heard-times.ts';
import { hearSilences } from './hearing.ts';
import { FurtherIds } from './further-ids.ts';
import { heartbeatGapEvents } from './heartbeat-gaps.ts';
import type { InvestigationInputs, PassRange } from './input-port.ts';
import { InputTally } from './input-tally.ts';
import { LookbackSteps } from './lookback.ts';
import type { EvidenceRef, InputRole, Interval, Investigation, StartingPoint } from './model.ts';
import { readNodeTimeline } from './node-timeline.ts';
import { nodeTimelineRules } from './node-timeline-rules.ts';
import { gathering } from './rule-terms.ts';
import type { SensorReading } from './sensor-gaps.ts';
import { ruleSetOf } from './rule-sets.ts';
import { startGaps } from './start-gaps.ts';
import { limitGaps, within } from './story-limits.ts';
import { creations, describeEntities } from './story-entities.ts';
import { auditSchemasOf, lastTime, storyRange } from './story-range.ts';
import { evidenceOf, storyRecordOf, type StoryRecord } from './story-record.ts';
import { auditScope, placesOf, startsOf, type Starts } from './story-scope.ts';
import { compare, inOrder } from './timeline-event.ts';

export interface InvestigationPlan {
  /** May be empty where findings are given. */
  readonly starts: readonly StartingPoint[];
  /** Of the story; null ends are open. */
  readonly window: Interval;
  /** How far before the window CloudTrail is searched for launches, in ms. */
  readonly lookback: number;
  /** Whose matches count as alerts. */
  readonly alertRules: CompiledRuleSet;
}

const EVERYTHING: PassRange = { since: null, until: null };
const MOST_FLAGGED = 500;

/** Follows the starting points through the inputs. Never throws for anything an input contains. */
export async function investigate(plan: InvestigationPlan, inputs: InvestigationInputs): Promise<Omit<Investigation, 'followUps'>> {
  return await new Run(plan, inputs).run();
}

class Run {
  readonly #plan: InvestigationPlan;
  readonly #inputs: InvestigationInputs;
  readonly #tally: InputTally;
  readonly #graph = new EntityGraph();
  readonly #cloudtrail = new CloudTrailStory(this.#graph);
  readonly #awsActivity = new Activity();
  readonly #alerts = new Alerts();
  readonly #flagged = new Map<string, StartingPoint>();
  readonly #contacts = new FlowContacts();
  readonly #found = new Discovery();
  readonly #heard = new HeardTimes();
  #starts: Starts;
  #audit: AuditStory | null = null;
  #flows: FlowStory | null = null;
  #further: FurtherIds | null = null;
  #flaggedOmitted = 0;

  constructor(plan: InvestigationPlan, inputs: InvestigationInputs) {
    this.#plan = plan;
    this.#inputs = inputs;
    this.#tally = new InputTally(inputs.given);
    this.#starts = startsOf(plan.starts);
  }

  async run(): Promise<Omit<Investigation, 'followUps'>> {
    await this.#readFindings();
    this.#starts = startsOf(this.#points());
    for (const { kind, value } of this.#points())
      this.#graph.addStart({ kind: kind === 'ip' ? 'address' : kind === 'user' ? 'principal' : kind, value });
    await this.#readNodeTimeline();
    if (this.#starts.users.size + this.#starts.addresses.size > 0) await this.#discover();
    await this.#readCloudTrail();
    await this.#readAudit();
    await this.#readFlows();
    const reading = this.#reading();
    await hearSilences(reading, this.#inputs);
    return this.#tell(reading);
  }

  /** Starting points as given, then the hosts that findings flag. */
  #points(): readonly StartingPoint[] {
    const given = new Set(this.#plan.starts.map(({ kind, value }) => `${kind} ${value}`));
    return [...this.#plan.starts, ...[...this.#flagged.values()].filter(({ kind, value }) => !given.has(`${kind} ${value}`))];
  }

  async #readFindings(): Promise<void> {
    const rules = [gathering('each', { product: 'auditsift' }, { kind: 'test', test: { kind: 'exists', field: 'alerts' } })];
    await this.#read('findings', EVERYTHING, ruleSetOf(rules), (record, evidence, finding) => {
      const alert = alertOfFinding(record, finding);
      if (!this.#isFlagged(alert)) return;
      this.#tally.use('findings', alert.time);
      this.#alerts.add({ ...alert, evidence }, 'the finding names the instance');
    });
  }

  /** With starting points findings are alerts about these only; without, each host of theirs is one. */
  #isFlagged({ instanceId, time }: Alert): boolean {
    if (instanceId === null || !within(time, null, this.#plan.window)) return false;
    if (this.#starts.instances.has(instanceId)) return true;
    if (this.#plan.starts.length > 0) return false;
    if (!this.#flagged.has(instanceId) && this.#flagged.size >= MOST_FLAGGED) {
      this.#flaggedOmitted++;
      return false;
    }
    this.#flagged.set(instanceId, { kind: 'instance', value: instanceId });
    return true;
  }

  async #readNodeTimeline(): Promise<void> {
    const { instances, clusters } = this.#starts;
    const rules = nodeTimelineRules(instances, clusters, this.#starts.users.size + this.#starts.addresses.size > 0);
    await this.#read('node-timeline', EVERYTHING, ruleSetOf(rules), (record, evidence) => {
      const row = readNodeTimeline(record, evidence);
      if (row === null) return;
      this.#tally.use('node-timeline', row.interval.from);
      this.#graph.addNodeTimeline(row);
    });
  }

  /** Where a user or an address starts the story, their records lead to clusters and hosts. */
  async #discover(): Promise<void> {
    const { users, addresses } = this.#starts;
    const rules = auditRules({ ids: new Set(), runs: new Set(), users, addresses });
    await this.#readRecords(ruleSetOf(rules), true, (record) => {
      const isByUser = record.user !== null && users.has(record.user.toLowerCase());
      if ((isByUser || (record.sourceIp !== null && addresses.has(record.sourceIp))) && within(record.time, null, this.#plan.window))
        this.#found.add(record);
    });
    for (const instanceId of this.#found.instances) this.#graph.addHost(instanceId);
    for (const clusterId of this.#found.clusters) this.#graph.addCluster(clusterId);
    if (addresses.size === 0) return;
    await this.#read('flow-logs', this.#storyRange(), ruleSetOf(flowRules({ interfaces: [], instances: [], addresses })), (record) =>
      this.#contacts.add(record),
    );
    for (const instanceId of this.#contacts.instances) this.#graph.addHost(instanceId);
  }

  async #readCloudTrail(): Promise<void> {
    if (!this.#inputs.given.has('cloudtrail')) return;
    const ids = this.#firstIds();
    const { addresses } = this.#starts;
    const first = cloudTrailRules(ids, addresses);
    if (first.length === 0) return;
    const { from, to } = this.#plan.window;
    await this.#readTrail({ since: from, until: to }, first);
    this.#adoptContacts();
    const steps = new LookbackSteps(from, this.#plan.lookback);
    while (this.#wantsLaunch() && !this.#inputs.stopped) {
      const step = steps.next();
      if (step === null) break;
      await this.#readTrail(step, first);
      this.#adoptContacts();
    }
    const further = (this.#further = new FurtherIds(this.#graph, ids));
    for (let next = further.next(); next !== null && !this.#inputs.stopped; next = further.next())
      await this.#readTrail({ since: steps.since, until: to }, furtherCloudTrailRules(next.found, next.before, addresses), true);
  }

  /** What a record may name before anything is known. */
  #firstIds(): ReadonlySet<string> {
    const { instances, clusters, users } = this.#starts;
    const { interfaces } = this.#contacts;
    return new Set([...instances, ...clusters, ...users, ...this.#found.clusters, ...this.#graph.hosts(), ...interfaces]);
  }

  /** Hosts whose interface talked with an address started with. */
  #adoptContacts(): void {
    for (const id of this.#contacts.interfaces)
      for (const { instanceId } of this.#graph.byInterface(id, { from: null, to: null })) this.#graph.addHost(instanceId);
  }

  #wantsLaunch(): boolean {
    const hosts = this.#graph.hosts();
    return hosts.length === 0 || hosts.some((instanceId) => this.#graph.lifeOf(instanceId).from === null);
  }

  async #readTrail(range: PassRange, rules: readonly Rule[], again = false): Promise<void> {
    await this.#read(
      'cloudtrail',
      range,
      ruleSetOf(rules),
      (record, evidence, { id }) => {
        const facts = readCloudTrail(record, evidence);
        const { call } = facts;
        this.#tally.use('cloudtrail', call.time);
        this.#graph.addCloudTrail(facts);
        this.#cloudtrail.add(facts);
        const address = call.sourceIp === null ? null : canonicalAddress(call.sourceIp);
        if (address === null || !this.#starts.addresses.has(address) || !within(call.time, null, this.#plan.window)) return;
        const act = { id, service: call.source, action: call.name, user: call.actor, sourceIp: call.sourceIp, outcome: call.outcome };
        this.#awsActivity.add(
          { ...act, workspaceId: null, time: call.time, tokenId: null, subject: null, evidence },
          'done from the address',
        );
      },
      again,
    );
  }

  async #readAudit(): Promise<void> {
    const scope = auditScope(this.#graph, this.#starts, this.#found);
    const audit = new AuditStory(scope, this.#alerts);
    const ids = new Set([...scope.instances, ...scope.clusters, ...scope.warehouses]);
    const rules = auditRules({ ids, runs: scope.runs, users: scope.users, addresses: scope.addresses });
    const isSecond = this.#starts.users.size + this.#starts.addresses.size > 0;
    const taken =
      (add: 'add' | 'addOfJobs') =>
      (record: StoryRecord, finding: RecordFinding): void => {
        if (!within(record.time, null, this.#plan.window)) return;
        const before = audit.used;
        audit[add](record, finding);
        if (audit.used > before) this.#tally.use('audit', record.time);
      };
    if (!(await this.#readRecords(ruleSetOf(rules, this.#plan.alertRules), isSecond, taken('add'), isSecond))) return;
    this.#audit = audit;
    const { runs, jobs } = audit.jobs;
    if (runs.size + jobs.size === 0) return;
    const further = ruleSetOf(jobRules({ runs, jobs }), { ...this.#plan.alertRules, correlations: [] });
    await this.#readRecords(further, isSecond, taken('addOfJobs'), true);
    audit.settle();
  }

  async #readFlows(): Promise<void> {
    const { interfaces, addresses } = placesOf(this.#graph);
    const instances = this.#graph.hosts();
    if (instances.length === 0) return;
    const flows = new FlowStory(this.#graph, { window: this.#plan.window, about: new Set(instances) });
    const rules = flowRules({ interfaces, instances, addresses });
    const again = this.#starts.addresses.size > 0;
    const read = await this.#read(
      'flow-logs',
      this.#storyRange(),
      ruleSetOf(rules),
      (record, evidence, finding) => {
        if (flows.add(record, evidence, finding.id)) this.#tally.use('flow-logs', finding.time === null ? null : Date.parse(finding.time));
      },
      again,
    );
    if (read) this.#flows = flows;
  }

  #storyRange(): PassRange {
    return storyRange(
      this.#plan.window,
      this.#graph.hosts().map((instanceId) => this.#graph.lifeOf(instanceId)),
    );
  }

  /** Records of the audit log, as the story needs them. @returns whether it was given */
  async #readRecords(
    rules: CompiledRuleSet,
    isWide: boolean,
    take: (record: StoryRecord, finding: RecordFinding) => void,
    again = false,
  ): Promise<boolean> {
    const { since, until } = isWide ? { since: this.#plan.window.from, until: this.#plan.window.to } : this.#storyRange();
    // What a cluster is was said before its machines were launched.
    const range = { since: this.#plan.window.from ?? (since === null ? null : since - this.#plan.lookback), until };
    if (!this.#inputs.given.has('audit') || this.#inputs.stopped) return false;
    const summary = await this.#inputs.read({
      ...{ role: 'audit', range, rules },
      take: (findings) => {
        for (const finding of findings) {
          if (finding.kind === 'correlation') this.#addCorrelation(finding);
          else {
            const record = storyRecordOf(finding, this.#inputs.schemas);
            if (record !== null) take(record, finding);
          }
        }
      },
    });
    this.#heard.cover(summary.coverage);
    this.#tally.add('audit', range, summary, again);
    return true;
  }

  /** A correlation about one of the hosts is an alert as any other. */
  #addCorrelation(finding: Extract<Finding, { kind: 'correlation' }>): void {
    const { instanceId } = finding;
    const time = Date.parse(finding.time);
    if (instanceId === null || !this.#graph.hosts().includes(instanceId.toLowerCase()) || !within(time, null, this.#plan.window)) return;
    const alert = { ...finding, instanceId: instanceId.toLowerCase(), time, line: null, evidence: evidenceOf(finding, 'audit') };
    this.#alerts.add({ ...alert, actionName: finding.title }, 'the correlation is about the instance');
  }

  /** One pass whose findings are taken as records. @returns whether the input was given */
  async #read(
    role: InputRole,
    range: PassRange,
    rules: CompiledRuleSet,
    take: (record: JsonObject, evidence: EvidenceRef, finding: RecordFinding) => void,
    again = false,
  ): Promise<boolean> {
    if (!this.#inputs.given.has(role) || this.#inputs.stopped) return false;
    const summary = await this.#inputs.read({
      role,
      range,
      rules,
      take: (findings) => {
        for (const finding of findings) {
          if (finding.kind !== 'record') continue;
          const record = parseJson(finding.record);
          if (isObject(record)) take(record, evidenceOf(finding, role), finding);
        }
      },
    });
    this.#tally.add(role, range, summary, again);
    return true;
  }

  /** What sensors are judged by. */
  #reading(): SensorReading {
    const events = [
      ...this.#alerts.events(),
      ...(this.#audit?.events() ?? []),
      ...this.#cloudtrail.events(),
      ...this.#awsActivity.events(),
      ...(this.#flows?.events() ?? []),
    ];
    return {
      ...{ graph: this.#graph, window: this.#plan.window, inputs: this.#tally, audit: this.#audit, heard: this.#heard, events },
      auditSchemas: auditSchemasOf(this.#inputs.schemas),
    };
  }

  #tell(reading: SensorReading): Omit<Investigation, 'followUps'> {
    const { window, events } = reading;
    const flows = this.#flows;
    const reports = this.#tally.reports();
    const limits = [
      { what: 'hosts that findings flag', omitted: this.#flaggedOmitted },
      { what: 'flows with the address, at further interfaces', omitted: this.#contacts.omitted },
      { what: 'alerts', omitted: this.#alerts.omitted },
      { what: 'audit records', omitted: this.#audit?.omitted ?? 0 },
      { what: 'clusters, hosts or users found through the start', omitted: this.#found.omitted },
      { what: 'AWS calls', omitted: this.#cloudtrail.omitted + this.#awsActivity.omitted },
      { what: 'AWS calls too large to be searched whole', omitted: this.#cloudtrail.limited },
    ];
    const found = findGaps({ ...reading, starts: this.#starts, alerts: this.#alerts.all() });
    // The life of a host frames the story, whatever time was asked for.
    const timeline = inOrder(
      [...events, ...heartbeatGapEvents(found, events, this.#heard)].filter(
        (event) => event.lane === 'lifecycle' || within(event.time, event.end, window),
      ),
    );
    const relations = [...this.#graph.relations(), ...creations(timeline)];
    const entities = describeEntities(this.#graph.entities(), timeline, this.#starts);
    const peers = flows?.peers() ?? [];
    const hasContacts = this.#contacts.interfaces.size + this.#contacts.instances.size > 0;
    const lost = startGaps(this.#points(), { timeline, relations, peers }, hasContacts, this.#tally);
    const flowGaps = flows?.gaps(flowHosts(entities, relations)) ?? [];
    const gaps = [...found, ...lost, ...flowGaps, ...limitGaps(limits), ...(this.#further?.gaps() ?? [])];
    const { entities: omittedEntities, relations: omittedRelations } = this.#graph.omitted();
    return {
      schemaVersion: 1,
      starts: this.#points(),
      window: { from: window.from ?? timeline[0]?.time ?? null, to: window.to ?? lastTime(timeline) },
      inputs: reports,
      complete: reports.every(({ complete }) => complete) && !this.#inputs.stopped,
      ...{ entities, relations, timeline, peers },
      gaps: gaps.sort(
        (a, b) => (a.interval.from ?? 0) - (b.interval.from ?? 0) || compare(a.code, b.code) || compare(a.sentence, b.sentence),
      ),
      omitted: {
        ...{ entities: omittedEntities, relations: omittedRelations, peers: flows?.omittedPeers ?? 0 },
        timeline: limits.slice(2, 6).reduce((sum, { omitted }) => sum + omitted, flows?.omittedEvents ?? 0),
      },
    };
  }
}
