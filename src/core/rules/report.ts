/**
 * Collects the issues of one file: every mistake is noted, none stops the reading. It also carries what everything that reads the
 * file shares (ReadingContext), since it reaches everywhere.
 *
 * Owns: the list of issue codes. Must not know: how an issue is printed or what it costs.
 */
import type { Position } from './node.ts';
import { ReadingContext } from './reading-context.ts';
import type { Issue } from './rule.ts';

/** Every code an {@link Issue} can have. They are stable: scripts may test for them. */
export type IssueCode =
  // The file
  | 'syntax'
  | 'duplicate-key'
  | 'non-text-key'
  | 'alias-expansion'
  | 'too-deep'
  | 'too-large'
  | 'too-many-issues'
  | 'empty-file'
  | 'not-a-rule'
  | 'unsupported-document'
  | 'bad-action'
  | 'action-conflict'
  | 'action-expansion'
  // Metadata
  | 'missing-key'
  | 'unknown-key'
  | 'bad-metadata'
  | 'unsupported-taxonomy'
  | 'unsupported-version'
  | 'unsupported-rule'
  | 'deprecated-rule'
  | 'duplicate-name'
  | 'duplicate-id'
  | 'unknown-selection'
  // References to other documents
  | 'filter-keeps'
  | 'filter-mismatch'
  // Detection
  | 'bad-selection'
  | 'bad-identifier'
  | 'bad-field'
  | 'bad-value'
  | 'unknown-modifier'
  | 'bad-modifiers'
  | 'single-all'
  | 'no-effect'
  | 'bad-regex'
  | 'unknown-placeholder'
  | 'null-in-list'
  | 'yaml-1.1'
  // Condition
  | 'bad-condition'
  | 'unknown-identifier'
  | 'selects-nothing'
  | 'upper-case-operator'
  | 'unused-identifier'
  | 'legacy-aggregation'
  | 'legacy-timeframe'
  // Correlation
  | 'bad-correlation'
  | 'bad-absence'
  | 'no-group-by'
  | 'unused-alias'
  | 'unknown-reference'
  | 'circular-reference'
  | 'silenced-rule'
  // Names, held against the logs that are read and the catalogue of Databricks' audit log
  | 'unknown-logsource'
  | 'unknown-field'
  | 'unknown-service'
  | 'unknown-action'
  | 'names-run-together'
  | 'action-of-another-service'
  // Sense
  | 'never-matches'
  | 'contradiction'
  | 'always-matches'
  | 'overlapping-rules'
  | 'slow-rule'
  // Advice
  | 'no-level'
  | 'no-tests'
  | 'test-failed'
  | 'no-runbook'
  | 'no-falsepositives'
  | 'unexplained-filter';

/** Of a file with more issues only the first of each further kind is told: nobody reads them, and a hostile file may hold millions. */
const MOST_ISSUES = 1000;

export class Report {
  readonly #uri: string;
  readonly #rule: string | null;
  readonly #issues: Issue[];
  readonly #seen: Set<IssueCode>;
  readonly context: ReadingContext;
  #failed = false;

  constructor(uri: string, context = new ReadingContext(), rule: string | null = null, issues: Issue[] = [], seen = new Set<IssueCode>()) {
    this.context = context;
    this.#uri = uri;
    this.#rule = rule;
    this.#issues = issues;
    this.#seen = seen;
  }

  /** A report into the same list whose issues name the rule, with a `failed` of its own. */
  forRule(rule: string | null): Report {
    return new Report(this.#uri, this.context, rule, this.#issues, this.#seen);
  }

  error(code: IssueCode, at: Position, message: string): void {
    this.#failed = true;
    this.#add('error', code, at, message);
  }

  warning(code: IssueCode, at: Position, message: string): void {
    this.#add('warning', code, at, message);
  }

  /** Whether an error was reported here (not in the reports made by `forRule`). */
  get failed(): boolean {
    return this.#failed;
  }

  /** All issues, in the order of the file. */
  issues(): readonly Issue[] {
    return this.#issues.toSorted((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
  }

  #add(severity: Issue['severity'], code: IssueCode, at: Position, message: string): void {
    if (this.#issues.length >= MOST_ISSUES && this.#seen.has(code)) {
      if (this.#seen.has('too-many-issues')) return;
      [severity, code] = ['error', 'too-many-issues'];
      message = `The file has more than ${MOST_ISSUES} issues; mend these first.`;
    }
    this.#seen.add(code);
    this.#issues.push({ severity, code, location: { uri: this.#uri, line: at.line, column: at.column }, rule: this.#rule, message });
  }
}
