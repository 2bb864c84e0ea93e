/**
 * The verdict: the last line of stderr, one plain sentence on what a run's result may be taken for.
 *
 * Owns: that wording. "Nothing matched" is only ever said when everything was looked at. Must not know: how exit codes come about (it is
 * told the code), streams.
 */
import type { Level } from '../core/level.ts';
import { PROBLEMS } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem.ts';
import type { Summary } from '../core/summary.ts';
import { unheard } from './coverage.ts';
import { bytes, count } from './quantity.ts';
import type { Style } from './style.ts';

export interface Outcome {
  readonly exitCode: number;
  /** The level of `--fail-on`; null when it was not given. */
  readonly failOn: Level | null;
}

/** The verdict as one line without a line end. With `failOn`, it ends with whether that was reached. */
export function verdict(summary: Summary, { exitCode, failOn }: Outcome, style: Style): string {
  const parts = [...body(summary, exitCode)];
  if (failOn !== null) {
    parts.push(summary.failOnReached ? `--fail-on ${failOn} was reached` : `--fail-on ${failOn} was not reached${soFar(summary)}`);
  }
  const line = `${heading(summary, exitCode)}: ${parts.join('; ')}`;
  if (!summary.complete || exitCode > 1) return style.bad(line);
  return summary.findings.total > 0 || parts.length > (failOn === null ? 1 : 2) ? style.warn(line) : style.good(line);
}

function heading({ complete, interrupted }: Summary, exitCode: number): string {
  if (exitCode === 4) return 'OUTPUT FAILED (exit 4)';
  if (exitCode === 130) return 'INTERRUPTED (exit 130)';
  if (interrupted) return `STOPPED EARLY (exit ${exitCode})`;
  if (exitCode === 3) return 'INCOMPLETE (exit 3)';
  if (exitCode > 1) return `FAILED (exit ${exitCode})`;
  if (!complete) return `INCOMPLETE, as allowed (exit ${exitCode})`;
  return exitCode === 0 ? 'complete' : `complete (exit ${exitCode})`;
}

function* body(summary: Summary, exitCode: number): Generator<string> {
  const whole = summary.complete && !summary.interrupted && (exitCode <= 1 || exitCode === 4);
  if (exitCode === 4) yield 'an output could not be written, so that findings are lost';
  if (!whole) yield missed(summary);
  yield whole ? found(summary) : foundSoFar(summary);
  yield* leftOut(summary);
  yield* silence(summary);
}

/** Silent sensors belong in the verdict: where none was heard, "nothing matched" says nothing about the hosts. */
function* silence(summary: Summary): Generator<string> {
  const { silent, workspaces } = unheard(summary);
  if (silent === 0) return;
  const atLeast = summary.coverageOmitted > 0 ? 'at least ' : '';
  yield `no sensor was heard in ${silent === workspaces ? 'any workspace' : `${atLeast}${silent} of ${count(workspaces, 'workspace')}`}`;
}

function missed(summary: Summary): string {
  const { artifacts, records, problems, interrupted } = summary;
  const reasons: string[] = [];
  if (interrupted) reasons.push('the scan did not reach its end');
  if (artifacts.failed > 0) reasons.push(`${count(artifacts.failed, 'artifact')} not read to the end`);
  if (records.rejected > 0) reasons.push(`${count(records.rejected, 'record')} rejected`);
  if (records.unrecognised > 0) reasons.push(`${count(records.unrecognised, 'record')} not recognised`);
  if ((problems['no-active-rule'] ?? 0) > 0) reasons.push('no active rule covers some of what was read');
  if (reasons.length === 0) {
    for (const code of Object.keys(problems) as ProblemCode[]) if (PROBLEMS[code].weight !== 'notice') reasons.push(code);
  }
  // How much a broken archive would have held is unknown.
  if (summary.bytes.lost > 0) reasons.push(`${artifacts.failed > 0 ? 'at least ' : ''}${bytes(summary.bytes.lost)} not looked at`);
  return reasons.length === 0 ? 'not everything was looked at' : reasons.join(', ');
}

function found(summary: Summary): string {
  const { records, findings, artifacts } = summary;
  if (findings.total > 0) return `${findingsOnHosts(summary)} in ${count(records.read, 'record')}`;
  const looked = `${count(records.read, 'record')} in ${count(artifacts.read, 'artifact')}`;
  if (records.read === 0) return `there was no record to look at (${looked})`;
  const counted = Object.values(summary.correlations).some(({ events }) => events > 0);
  if (counted || records.filtered + records.suppressed > 0) return `everything was looked at and there is no finding (${looked})`;
  return `everything was looked at and nothing matched (${looked})`;
}

function foundSoFar(summary: Summary): string {
  const { read, rejected, unrecognised } = summary.records;
  const looked = `${count(read - rejected - unrecognised, 'record')} looked at`;
  if (summary.findings.total > 0) return `${findingsOnHosts(summary)} in the ${looked}, and there may be more`;
  return `no finding in the ${looked}, which does not mean there is none`;
}

function findingsOnHosts({ findings, instances }: Summary): string {
  const hosts = instances.items.length + instances.omitted;
  const repeated = findings.distinct !== null && findings.distinct < findings.total ? ` (${findings.distinct} distinct)` : '';
  return `${count(findings.total, 'finding')}${repeated} on ${hosts === 0 ? 'no named host' : count(hosts, 'host')}`;
}

function* leftOut({ records, findings, complete }: Summary): Generator<string> {
  const repeats = records.flagged - (findings.total - findings.correlations);
  if (complete && repeats > 0) yield `${count(repeats, 'repeat')} dropped`;
  if (records.filtered > 0) yield `${count(records.filtered, 'match', 'matches')} left out by options`;
  if (records.suppressed > 0) yield `${count(records.suppressed, 'match', 'matches')} suppressed by filters`;
}

function soFar({ complete, interrupted }: Summary): string {
  return complete && !interrupted ? '' : ' by what was looked at';
}
