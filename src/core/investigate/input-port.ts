/**
 * How an investigation reaches its inputs: one pass over one of them is a scan with rules of its own.
 *
 * Must not know: files, formats, the command line.
 */
import type { AuditEvent } from '../event.ts';
import type { Finding } from '../finding.ts';
import type { LogSchema } from '../ports.ts';
import type { CompiledRuleSet } from '../rules/rule.ts';
import type { Summary } from '../summary.ts';
import type { InputRole } from './model.ts';

/** The time partitions of a pass; what is not dated is read unless `datedOnly`. Times in ms, half-open. */
export interface PassRange {
  readonly since: number | null;
  readonly until: number | null;
  readonly slack?: number;
  readonly datedOnly?: boolean;
}

export interface InputPass {
  readonly role: InputRole;
  readonly range: PassRange;
  readonly rules: CompiledRuleSet;
  /** May throw for a bug only. */
  readonly take: (findings: readonly Finding[]) => void;
  /** Hears every event. With it every record is read, whatever the rules leave out. */
  readonly hear?: (event: AuditEvent) => void;
}

export interface InvestigationInputs {
  /** What was named for each input, as it was named; an input that is not here was not given. */
  readonly given: ReadonlyMap<InputRole, readonly string[]>;
  /** Schemas by which the findings of a pass name their records. */
  readonly schemas: readonly LogSchema[];
  /** The investigation was told to stop. */
  readonly stopped: boolean;
  /**
   * Reads an input through. Called at most twice for one partition of it, for one of CloudTrail or the audit log three times; and for those of a time in which
   * a sensor may have been silent once more, with `hear`.
   */
  read(pass: InputPass): Promise<Summary>;
}
