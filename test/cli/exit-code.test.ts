import { describe, expect, it } from 'vitest';
import { isEmpty, resolveExitCode, type Ending } from '../../src/cli/exit-code.ts';
import { PROBLEMS, type ProblemCode } from '../../src/core/problem.ts';
import type { Summary } from '../../src/core/summary.ts';
import { scanChunks } from '../helpers/scan.ts';

const { summary: NOTHING } = await scanChunks([]);
const READ: Summary = { ...NOTHING, records: { ...NOTHING.records, read: 1, clean: 1 } };

function code(summary: Partial<Summary>, ending: Partial<Ending> = {}): number {
  return resolveExitCode({
    summary: { ...READ, ...summary },
    interrupted: false,
    outputFailed: false,
    tolerated: new Set(),
    allowEmpty: false,
    readerLeft: false,
    ...ending,
  });
}

const codes = Object.keys(PROBLEMS) as ProblemCode[];
const notices = codes.filter((problem) => PROBLEMS[problem].weight === 'notice');
const faults = codes.filter((problem) => PROBLEMS[problem].weight !== 'notice');

describe('the exit code', () => {
  it('is 0 when everything was looked at, and 1 when --fail-on was reached', () => {
    expect(code({})).toBe(0);
    expect(code({ failOnReached: true })).toBe(1);
  });

  it.each(faults)('is 3 with %s, also when --fail-on was reached, unless it is tolerated', (problem) => {
    const problems = { [problem]: 1 };
    expect(code({ problems })).toBe(3);
    expect(code({ problems, failOnReached: true })).toBe(3);
    expect(code({ problems }, { tolerated: new Set([problem]) })).toBe(0);
    expect(code({ problems }, { tolerated: 'all' })).toBe(0);
    expect(code({ problems, failOnReached: true }, { tolerated: 'all' })).toBe(1);
    const other = faults.find((candidate) => candidate !== problem)!;
    expect(code({ problems }, { tolerated: new Set([other]) })).toBe(3);
    expect(code({ problems: { [problem]: 1, [other]: 1 } }, { tolerated: new Set([other]) })).toBe(3);
  });

  it.each(notices)('does not change with the notice %s', (problem) => {
    expect(code({ problems: { [problem]: 5 } })).toBe(0);
  });

  it('is 2 when there was nothing to read, unless that is allowed', () => {
    expect(code(NOTHING)).toBe(2);
    expect(code(NOTHING, { allowEmpty: true })).toBe(0);
    expect(code({ ...NOTHING, artifacts: { ...NOTHING.artifacts, excluded: 9 } })).toBe(2);
  });

  it('is 3 and not 2 when the only artifact could not be read', () => {
    expect(code({ ...NOTHING, artifacts: { ...NOTHING.artifacts, failed: 1 }, problems: { unreadable: 1 } })).toBe(3);
  });

  it('is 3 and not 2 when all there was could not be understood', () => {
    expect(isEmpty({ ...READ, records: { ...NOTHING.records, read: 1, rejected: 1 } })).toBe(false);
  });

  it('is 4 when an output failed, whatever else happened, but for an interruption', () => {
    const problems = { unreadable: 1 };
    expect(code({ problems, failOnReached: true }, { outputFailed: true })).toBe(4);
    expect(code({}, { outputFailed: true, readerLeft: true })).toBe(4);
    expect(code({ problems, failOnReached: true }, { outputFailed: true, interrupted: true })).toBe(130);
  });

  it('is 0 when the reader left and nothing else was asked for', () => {
    expect(code({ interrupted: true, complete: false }, { readerLeft: true })).toBe(0);
  });

  it('is 130 when interrupted', () => {
    expect(code({ interrupted: true }, { interrupted: true })).toBe(130);
  });
});
