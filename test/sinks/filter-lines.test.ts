import { expect, it } from 'vitest';
import type { FilterSummary } from '../../src/core/summary.ts';
import { filterLines } from '../../src/sinks/filter-lines.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import { sampleSummary } from './sample-summary.ts';

const filter = (changes: Partial<FilterSummary>): FilterSummary => ({
  ...{ suppressed: 0, expired: false, owner: null, reason: null, expires: null },
  ...changes,
});

it('names every filter with what it suppressed, whose exception it is, and until when', () => {
  const filters = {
    idle: filter({}),
    old: filter({ expired: true, owner: 'eve', expires: '2026-01-31' }),
    backup: filter({ suppressed: 1234, owner: 'sec-team', reason: 'nightly\u001b[31m', expires: '2026-12-31' }),
    plain: filter({ suppressed: 2 }),
  };
  expect(filterLines(sampleSummary({ filters }), plainStyle)).toEqual([
    'backup  1,234 suppressed (sec-team; nightly\\x1b[31m; until 2026-12-31)',
    'plain   2 suppressed',
    'idle    suppressed nothing',
    'old     expired on 2026-01-31 and no longer applies (eve)',
  ]);
});

it('says nothing where there is none', () => {
  expect(filterLines(sampleSummary(), plainStyle)).toEqual([]);
});
