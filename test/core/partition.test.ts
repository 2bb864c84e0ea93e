import { describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  canSkipFolder,
  excludeReason,
  folderExcludeReason,
  readPartition,
  type PartitionFilter,
} from '../../src/core/partition.ts';

const at = (text: string): number => Date.parse(text);
const wanted = (more: Partial<PartitionFilter>): PartitionFilter => ({ ...EVERYTHING, ...more });
const key = (workspaceId: string, date: string): string => `audit/workspaceId=${workspaceId}/date=${date}/auditlogs_1.json`;

describe('readPartition', () => {
  it.each([
    [key('123', '2026-03-01'), '123', '2026-03-01'],
    ['workspaceId=0/date=2026-03-01/a.json', '0', '2026-03-01'],
    ['date=2026-03-01/a.json', null, '2026-03-01'],
    ['workspaceId=9007199254740993/a.json', '9007199254740993', null],
    ['a/date=2026-02-30/b', null, null],
    ['a/date=2026-13-01/b', null, null],
    ['a/date=today/workspaceId=x/b', null, null],
    ['a/date=2026-01-01', null, null],
    ['date=2026-01-01/x/date=2026-01-02/b', null, '2026-01-02'],
    ['auditlogs.json', null, null],
  ])('%s', (path, workspaceId, date) => {
    expect(readPartition(path)).toEqual({ workspaceId, date });
  });
});

describe('excludeReason: what is no audit log', () => {
  it.each([
    ['a/auditlogs_1.json', null],
    ['a/part-0000.json.gz', null],
    ['a/../b.json', null],
    ['./b.json', null],
    ['a/.hidden.json', 'hidden'],
    ['a/.cache/b.json', 'hidden'],
    ['..data/b.json', 'hidden'],
    ['a/_SUCCESS', 'marker'],
    ['a/_SUCCESS.json', null],
    ['a/_committed_123', 'marker'],
    ['a/_started_123', 'marker'],
    ['a/_delta_log/0000.json', 'marker'],
    ['a/_delta_log', null],
    ['a/.part-0.json.crc', 'marker'],
    ['a/x.crc', 'marker'],
    ['billable-usage/csv/x.csv', 'billing'],
    ['p/workspaceId=1-usageMonth=2026-01.csv', 'billing'],
    ['p/usageMonth.csv', null],
    ['AWSLogs/1/CloudTrail-Digest/eu-west-1/2026/01/01/x.json.gz', 'cloudtrail-digest'],
    ['x/1_CloudTrail-Digest_eu-west-1_name_eu-west-1_20260101T000000Z.json.gz', 'cloudtrail-digest'],
    ['AWSLogs/1/CloudTrail/eu-west-1/2026/01/01/1_CloudTrail_eu-west-1_x.json.gz', null],
    ['a/folder/', 'empty-marker'],
  ])('%s → %s', (path, reason) => {
    expect(excludeReason(path, EVERYTHING)).toBe(reason);
  });

  it('never holds against a path what the user wrote out', () => {
    expect(excludeReason('.cache/_SUCCESS', EVERYTHING, '.cache/_SUCCESS')).toBeNull();
    expect(excludeReason('.cache/a.json', EVERYTHING, '.cache/')).toBeNull();
    expect(excludeReason('.cache/.a.json', EVERYTHING, '.cache/')).toBe('hidden');
    expect(folderExcludeReason('x/_delta_log', EVERYTHING, 'x/_delta_log/')).toBeNull();
  });
});

describe('excludeReason: partitions', () => {
  it.each([
    ['2026-03-01', null],
    ['2026-02-28', null],
    ['2026-02-27', 'outside-range'],
    ['2020-01-01', 'outside-range'],
    ['2030-01-01', null],
  ])('since midnight of 1 March: date=%s → %s', (date, reason) => {
    expect(excludeReason(key('1', date), wanted({ since: at('2026-03-01T00:00:00Z') }))).toBe(reason);
  });

  it.each([
    ['2026-03-01', null],
    ['2026-02-27', 'outside-range'],
    ['2026-02-28', null],
  ])('since a later hour of 1 March: date=%s → %s', (date, reason) => {
    expect(excludeReason(key('1', date), wanted({ since: at('2026-03-01T23:59:59.999Z') }))).toBe(reason);
  });

  it.each([
    ['2026-02-28', null],
    ['2026-03-01', null],
    ['2026-03-02', 'outside-range'],
    ['2020-01-01', null],
  ])('until midnight of 1 March: date=%s → %s', (date, reason) => {
    expect(excludeReason(key('1', date), wanted({ until: at('2026-03-01T00:00:00Z') }))).toBe(reason);
  });

  it('keeps one day of slack on both sides, to the millisecond', () => {
    const day = 'date=2026-03-10/a.json';
    expect(excludeReason(day, wanted({ since: at('2026-03-12T00:00:00Z') - 1 }))).toBeNull();
    expect(excludeReason(day, wanted({ since: at('2026-03-12T00:00:00Z') }))).toBe('outside-range');
    expect(excludeReason(day, wanted({ until: at('2026-03-09T00:00:00Z') + 1 }))).toBeNull();
    expect(excludeReason(day, wanted({ until: at('2026-03-09T00:00:00Z') }))).toBe('outside-range');
  });

  it('reads workspace 0 always, and what names no workspace', () => {
    const filter = wanted({ workspaces: new Set(['5']) });
    expect(['5', '0', '6', 'none'].map((id) => excludeReason(key(id, '2026-03-01'), filter))).toEqual([
      null,
      null,
      'other-workspace',
      null,
    ]);
    expect(excludeReason('a.json', filter)).toBeNull();
  });

  it('counts partitions the user wrote out', () => {
    const path = key('6', '2026-03-01');
    expect(excludeReason(path, wanted({ workspaces: new Set(['5']) }), path)).toBe('other-workspace');
  });

  it('does not read partitions from a file name', () => {
    expect(excludeReason('date=2020-01-01', wanted({ since: at('2026-01-01') }))).toBeNull();
  });
});

describe('canSkipFolder', () => {
  const filter = wanted({ since: at('2026-03-01'), workspaces: new Set(['5']) });
  it.each([
    ['a/date=2026-01-01', true],
    ['a/date=2026-01-01/', true],
    ['a/date=2026-03-01', false],
    ['a/workspaceId=6', true],
    ['a/workspaceId=5', false],
    ['a/workspaceId=0', false],
    ['a/.git', true],
    ['a/_delta_log', true],
    ['a/billable-usage', true],
    ['a/AWSLogs/1/CloudTrail-Digest', true],
    ['a/_SUCCESS', false],
    ['a', false],
  ])('%s → %s', (path, skip) => {
    expect(canSkipFolder(path, filter)).toBe(skip);
  });

  it('never skips a folder that holds something wanted', () => {
    for (const id of ['0', '5', '6']) {
      for (let day = 20; day < 31; day++) {
        const path = key(id, `2026-03-${day}`);
        const narrow = wanted({ since: at('2026-03-24'), until: at('2026-03-26'), workspaces: new Set(['5']) });
        const folders = path.split('/').slice(0, -1);
        const skipped = folders.some((_, i) => canSkipFolder(folders.slice(0, i + 1).join('/'), narrow));
        expect(skipped).toBe(excludeReason(path, narrow) !== null);
      }
    }
  });
});
