/**
 * What a scan lets a skipper pass over unread, and where such records are counted.
 *
 * Owns: which records must be read whatever the rules say. Must not know: how records are passed over.
 */
import { isEsmService, isHeartbeat, isKnownEsmAction } from '../esm.ts';
import type { SkipRules } from '../ports.ts';
import type { RecordCounts } from './record-counts.ts';
import type { RuleTally } from './rule-tally.ts';
import type { Tally } from './tally.ts';

/** Where a scan counts. */
export interface SkipCounts {
  readonly records: RecordCounts;
  readonly rules: RuleTally;
  readonly tally: Tally;
}

export function skipRulesOf({ records, rules, tally }: SkipCounts): SkipRules {
  return {
    needles: rules.needles,
    words: rules.words,
    wordsFor: (schema, service, action) => (isNews(service, action) ? null : rules.wordsFor(schema, service, action)),
    mayPassOver: (schema, service, action) => !isNews(service, action) && rules.mayPassOver(schema, service, action),
    mustBeWhole: isSensorsWord,
    passedOver(passed) {
      records.clean += passed.records;
      rules.countPassedOver(passed.schema, passed.records);
      tally.countPassedOver(passed);
    },
  };
}

/** A sensor's word may be lost evidence, whatever the rules say; only its heartbeat says nothing. */
export function isSensorsWord(service: string | null, action: string | null): boolean {
  return service !== null && isEsmService(service) && !isHeartbeat(service, action ?? '');
}

/** A sensor's action that nobody knows yet is named in the summary, in the order in which they come. */
function isNews(service: string | null, action: string | null): boolean {
  return service !== null && isEsmService(service) && !isKnownEsmAction(service, action ?? '');
}
