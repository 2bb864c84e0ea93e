import { expect, test } from 'vitest';
import { correlationLines } from '../../src/sinks/correlation-lines.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import { sampleSummary } from './sample-summary.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

const quiet = { fired: 0, events: 0, ungrouped: 0, unmeasured: 0, silences: [] };
const summary = sampleSummary({
  correlations: {
    'still-one': { ...quiet, events: 3 },
    partial: { ...quiet, events: 2, ungrouped: 1, unmeasured: 1 },
    burst: { ...quiet, fired: 2, events: 1200, silences: ['login_failed'] },
  },
});

test('those that fired or left records out have a line; the others share one; what is silent is named', () => {
  expect(correlationLines(summary, plainStyle, false)).toEqual([
    'burst    2 fired, 1,200 records counted',
    'partial  0 fired, 2 records counted, 1 without a value to group by, 1 without a value to count',
    '1 correlation did not fire: still-one',
    'only counted, without findings of their own: login_failed',
  ]);
});

test('with verbose every correlation has its line', () => {
  expect(correlationLines(summary, plainStyle, true)).toContain('still-one  0 fired, 3 records counted');
});

test('without correlations there is nothing to say, and names cannot act', () => {
  expect(correlationLines(sampleSummary(), plainStyle, true)).toEqual([]);
  const hostile = sampleSummary({ correlations: { '\u001b[31m': { ...quiet, fired: 1, silences: ['\u202e'] } } });
  expect(unsafeCharacters(correlationLines(hostile, plainStyle, true).join(''), { lineFeeds: false })).toEqual([]);
});
