/** The public library: named re-exports only. Names are pinned by test/library.test.ts. */
export { scan, type RunningScan, type ScanRequest } from './library.ts';
export { investigate, type InvestigationPaths, type InvestigationRequest } from './investigation.ts';
export {
  compileRules,
  parsePlaceholders,
  parseRules,
  parseWhere,
  checkTogether,
  lintRule,
  lintTogether,
  verifyRule,
} from './core/rules/index.ts';
export type {
  Absence,
  CompiledCorrelation,
  CompileOptions,
  CompiledFilter,
  CompiledRule,
  CompiledRuleSet,
  Correlation,
  Issue,
  ParsedPlaceholders,
  ParsedRules,
  Placeholders,
  PlaceholderValue,
  Rule,
  RuleFilter,
  RuleMatch,
  RuleSet,
  RuleTest,
  SequenceTest,
  TestFailure,
} from './core/rules/index.ts';
export type { AuditEvent, LogSource, RoutingFields } from './core/event.ts';
export type { EventFacts } from './core/event-facts.ts';
export type { CorrelationFinding, Details, Evidence, Finding, FindingSource, ObjectOrigin, RecordFinding } from './core/finding.ts';
export type { Filters } from './core/filters.ts';
export { LEVELS, type Level } from './core/level.ts';
export { PROBLEMS, ArtifactError, StoreError, problem, type Problem, type ProblemCode } from './core/problem.ts';
export type { JsonArray, JsonObject, JsonScalar, JsonValue } from './core/json/value.ts';
export { ExactNumber } from './core/json/value.ts';
export { DEFAULT_LIMITS } from './core/ports.ts';
export type {
  Artifact,
  ByteStream,
  EnvelopeRest,
  ExcludeReason,
  Position,
  RawRecord,
  ReadItem,
  RecordNotice,
  RejectedRecord,
  Decoder,
  Formatter,
  LineStore,
  Listed,
  LogSchema,
  Observer,
  Platform,
  ReadLimits,
  RecordReader,
  Source,
  StopSignal,
  StoredLine,
} from './core/ports.ts';
export type {
  Confidence,
  Entity,
  EntityKind,
  EntityRef,
  EvidenceRef,
  FollowUp,
  Gap,
  GapCode,
  InputReport,
  InputRole,
  Interval,
  Investigation,
  Lane,
  Outcome,
  Peer,
  Relation,
  RelationKind,
  StartingPoint,
  StartKind,
  TimelineEvent,
  Traffic,
} from './core/investigate/model.ts';
export type { PartitionFilter } from './core/partition.ts';
export type { CorrelationSummary, Summary, InstanceSummary, WorkspaceCoverage } from './core/summary.ts';
export { DECODERS, READERS, SCHEMAS } from './registry.ts';
export { createFileSource } from './sources/file.ts';
export { createS3Source, type S3SourceOptions } from './sources/s3/source.ts';
export { openS3Store, type S3Options, type S3Store } from './sources/s3/client.ts';
export { createStdinSource } from './sources/stdin.ts';
export { serialiseFinding } from './sinks/json-lines.ts';
export { serialiseInvestigation } from './sinks/investigation/json.ts';
