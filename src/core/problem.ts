/**
 * Problems: everything that kept a byte from being looked at, or that an analyst should know about what was.
 *
 * Owns: the codes, what each means for the exit code, and what the user can do. The sentence shown is built by the CLI from
 * `where` + `detail` + the code's `advice`. Must not know: streams, colours, exit codes.
 */

/**
 * What a code costs. `artifact`: the rest of one artifact was not read. `record`: one record was rejected or not recognised.
 * `run`: the run as a whole is incomplete. `notice`: worth saying, nothing was missed.
 */
export type ProblemWeight = 'artifact' | 'record' | 'run' | 'notice';

interface ProblemKind {
  readonly weight: ProblemWeight;
  /** What the user can do about it, one clause. */
  readonly advice: string;
}

export const PROBLEMS = {
  unreadable: { weight: 'artifact', advice: 'check its permissions and the disk, then scan it again' },
  vanished: { weight: 'artifact', advice: 'it was listed and then removed; scan the folder again' },
  shrunk: { weight: 'artifact', advice: 'it was cut while being read; scan it again once nothing writes to it' },
  'changed-while-read': {
    weight: 'artifact',
    advice: 'what was read before the change was scanned; scan it again for the rest (a bucket that keeps versions avoids this)',
  },
  archived: { weight: 'artifact', advice: 'restore it in S3, then scan it again' },
  'access-denied': {
    weight: 'artifact',
    advice: 'ask for s3:ListBucket for a folder, s3:GetObject for an object, kms:Decrypt if it is encrypted (docs/s3.md has the policy)',
  },
  'truncated-archive': { weight: 'artifact', advice: 'what came before the cut was scanned; fetch the file again' },
  'corrupt-archive': { weight: 'artifact', advice: 'what came before the damage was scanned; fetch the file again' },
  'trailing-garbage': { weight: 'artifact', advice: 'everything before it was scanned; look at the bytes behind the archive' },
  'unsupported-format': { weight: 'artifact', advice: 'convert it to JSON, plain or in gzip or zstd' },
  'nested-too-often': { weight: 'artifact', advice: 'unpack it by hand, if it is worth the disk' },
  'malformed-json': { weight: 'record', advice: 'a scan with --rejects <file> keeps the raw text' },
  'record-too-large': { weight: 'record', advice: 'raise --max-record-bytes to read it' },
  'record-too-deep': {
    weight: 'record',
    advice: 'no audit log nests like this; look at the raw text, which a scan with --rejects <file> keeps',
  },
  'flow-log-layout': {
    weight: 'record',
    advice: "say in which order its fields stand: --flow-log-format '${version} ${account-id} …', as the flow log was created with",
  },
  'malformed-flow': {
    weight: 'record',
    advice: 'no field is guessed at; look at the raw text, which a scan with --rejects <file> keeps, and at the order of the fields',
  },
  'broken-document': { weight: 'record', advice: 'everything before the defect was used; mend or re-deliver the file to have the rest' },
  unrecognised: { weight: 'record', advice: 'if it is an audit log its shape is new to this tool; otherwise leave the file out' },
  'no-active-rule': { weight: 'run', advice: 'load rules whose logsource covers it, with --rules' },
  'rule-never-runs': {
    weight: 'notice',
    advice: 'its silence says nothing; leave it out, or look whether its logsource is spelled as meant',
  },
  uncorrelated: { weight: 'record', advice: 'without a time it takes no part in correlations; look at the record itself' },
  'correlation-limit': { weight: 'run', advice: 'take a shorter range of time, or group by fewer values' },
  'correlation-failed': { weight: 'run', advice: 'no correlation was evaluated; make room in the temporary folder and scan again' },
  'folder-loop': { weight: 'notice', advice: 'the folder contains itself through a link; its files are read once' },
  grew: { weight: 'notice', advice: 'it was read up to the size it had when opened' },
  overwritten: { weight: 'notice', advice: 'nothing was missed or read twice; scan it again later for lines added since' },
  'no-time': { weight: 'notice', advice: 'it is kept, whatever range of time was asked for' },
  'unverified-checksum': { weight: 'notice', advice: 'scan it with Node 22.15 or later, or test the file with zstd -t' },
  'duplicate-key': {
    weight: 'record',
    advice: 'only the last value was looked at; no writer of audit logs does this, so look at the record',
  },
  'lost-evidence': { weight: 'record', advice: 'a sensor said something that did not arrive; look at the host itself' },
  'dedupe-full': { weight: 'notice', advice: 'later repeats of findings not remembered are not dropped' },
  'expired-filter': { weight: 'notice', advice: 'it no longer applies: look at the exception again, then renew `expires` or remove it' },
  'envelope-keys': { weight: 'notice', advice: 'the records inside were read; these keys beside them were not' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export function weightOf(code: ProblemCode): ProblemWeight {
  return PROBLEMS[code].weight;
}

/** One problem, as data. Text that comes from a log or a path is raw here and escaped by whoever prints it. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where: the artifact's uri; null when it concerns the run. */
  readonly uri: string | null;
  /** 1-based line, for line-delimited input. */
  readonly line: number | null;
  /** 0-based position among the records of a document. */
  readonly index: number | null;
  /** Byte in the decoded stream. */
  readonly offset: number | null;
  /** What exactly, one clause, no full stop. */
  readonly detail: string;
  /** Bytes that were not looked at because of it, as far as known. */
  readonly bytesLost: number;
  /** The raw text, bounded; null when there is none. */
  readonly raw: string | null;
}

export function problem(
  code: ProblemCode,
  uri: string | null,
  detail: string,
  more: Partial<Omit<Problem, 'code' | 'uri' | 'detail'>> = {},
): Problem {
  return { code, uri, line: null, index: null, offset: null, bytesLost: 0, raw: null, ...more, detail };
}

/**
 * Thrown by a source or a decoder when the rest of an artifact cannot be read. Everything yielded before it counts.
 */
export class ArtifactError extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ArtifactError';
    this.code = code;
  }
}

/** Thrown by a store that cannot hold what it was given, or not give it back. */
export class StoreError extends Error {
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'StoreError';
  }
}
