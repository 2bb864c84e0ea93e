/**
 * Which cluster a job's run was on, where its records name only the run or the job, as `jobs/runCommand` does.
 *
 * Owns: what is a sound bridge. A run beside a cluster in one record says where the run was; settings of a job say where its runs are to be.
 * Ids of runs and jobs count within their workspace. A notebook is no bridge (it may be attached to one cluster and run by a job on another),
 * nor is a job whose runs each get a cluster of their own. Must not know: hosts, times.
 */
import { parseNested } from '../json/nested.ts';
import { isObject, member, stringMember, type JsonObject } from '../json/value.ts';
import { mergeEvidence } from './evidence.ts';
import { idsNamed, knownIds } from './id-tokens.ts';
import type { Confidence, EvidenceRef } from './model.ts';
import type { StoryRecord } from './story-record.ts';
import { compare } from './timeline-event.ts';

/** Where a run was, and how that is known. */
export interface RunPlace {
  readonly clusterId: string;
  readonly confidence: Confidence;
  readonly basis: string;
  readonly evidence: readonly EvidenceRef[];
}

interface Link {
  readonly basis: string;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceRef[];
}

type Named = Pick<StoryRecord, 'workspaceId' | 'runId' | 'jobId'>;

const MOST_LINKS = 2_000;
const EVIDENCE = 3;

export class JobRuns {
  readonly #clusters: ReadonlySet<string>;
  readonly #byRun = new Map<string, Map<string, Link>>();
  readonly #byJob = new Map<string, Map<string, Link>>();
  readonly #runs = new Set<string>();
  readonly #jobs = new Set<string>();
  #omitted = 0;

  /** @param clusters those of the story */
  constructor(clusters: ReadonlySet<string>) {
    this.#clusters = clusters;
  }

  /** Learns from a record of the service `jobs`; twice the same teaches nothing new. */
  note(record: StoryRecord): void {
    const { runId, jobId, clusterId } = record;
    if (runId !== null) {
      if (clusterId === null) return;
      const link = { ...linkOf(record, 'names the run and the cluster'), confidence: 'certain' as const };
      if (this.#add(this.#byRun, keyOf(record, runId), clusterId, link) && this.#clusters.has(clusterId)) this.#runs.add(runId);
      return;
    }
    if (jobId === null) return;
    const set = existingCluster(record.params);
    const links = set === null ? this.#mentioned(record) : [[set, linkOf(record, 'sets the job to run on the cluster')] as const];
    for (const [id, link] of links)
      if (this.#add(this.#byJob, keyOf(record, jobId), id, link) && this.#clusters.has(id)) this.#jobs.add(jobId);
  }

  /** Runs on clusters of the story. */
  get runs(): ReadonlySet<string> {
    return this.#runs;
  }

  /** Jobs that are set to run on clusters of the story. */
  get jobs(): ReadonlySet<string> {
    return this.#jobs;
  }

  get omitted(): number {
    return this.#omitted;
  }

  /** The cluster of the story that the run was on; null where nothing says so, or another one is named. */
  place(named: Named): RunPlace | null {
    const ofRun = named.runId === null ? undefined : this.#byRun.get(keyOf(named, named.runId));
    const links = ofRun ?? (named.jobId === null ? undefined : this.#byJob.get(keyOf(named, named.jobId)));
    const [own] = [...(links ?? [])].filter(([id]) => this.#clusters.has(id)).sort(([a], [b]) => compare(a, b));
    if (links === undefined || own === undefined) return null;
    const [clusterId, { basis, confidence, evidence }] = own;
    if (links.size === 1) return { clusterId, confidence, basis, evidence };
    const rival = `${basis}, but ${links.size === 2 ? 'another cluster is' : 'other clusters are'} named for it, too`;
    return { clusterId, confidence: 'possible', basis: rival, evidence };
  }

  /** Some task of the job, not all of it. */
  #mentioned(record: StoryRecord): readonly (readonly [string, Link])[] {
    const link = { ...linkOf(record, 'names the cluster in settings of the job'), confidence: 'possible' as const };
    return idsNamed(record.fields, knownIds(this.#clusters)).map((id) => [id, link]);
  }

  #add(links: Map<string, Map<string, Link>>, key: string, clusterId: string, link: Link): boolean {
    const known = links.get(key);
    if (known === undefined && links.size >= MOST_LINKS) {
      this.#omitted++;
      return false;
    }
    const clusters = known ?? new Map<string, Link>();
    const before = clusters.get(clusterId);
    // Of two records that say it, the earlier in the logs is told, whatever the order of reading.
    const evidence = mergeEvidence(before?.evidence ?? [], link.evidence, EVIDENCE);
    const told = before === undefined || evidence[0] === link.evidence[0] ? link : before;
    const confidence = before?.confidence === 'possible' ? link.confidence : (before?.confidence ?? link.confidence);
    clusters.set(clusterId, { basis: told.basis, confidence, evidence });
    links.set(key, clusters);
    return true;
  }
}

function linkOf({ action, evidence }: StoryRecord, says: string): Link {
  return { basis: `jobs/${action} ${says}`, confidence: 'likely', evidence: [evidence] };
}

function keyOf({ workspaceId }: Pick<Named, 'workspaceId'>, id: string): string {
  return `${workspaceId ?? ''} ${id}`;
}

/** The cluster that settings of a job name for all of it. */
function existingCluster(params: JsonObject): string | null {
  const described = member(params, 'new_settings');
  const settings = typeof described === 'string' ? parseNested(described) : described;
  return stringMember(params, 'existing_cluster_id') ?? (isObject(settings) ? stringMember(settings, 'existing_cluster_id') : null);
}
