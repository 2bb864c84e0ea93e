import { describe, expect, it } from 'vitest';
import { daysOf } from '../../src/core/partition-day.ts';
import { EVERYTHING, excludeReason, folderExcludeReason } from '../../src/core/partition.ts';

const at = (text: string): number => Date.parse(text);
const trail = (day: string): string => `logs/AWSLogs/111122223333/CloudTrail/eu-west-1/${day}`;

describe('daysOf', () => {
  it.each([
    ['a/date=2026-03-01/x.json', '2026-03-01', '2026-03-02'],
    [trail('2026/03/01/x.json.gz'), '2026-03-01', '2026-03-02'],
    ['AWSLogs/o-abc/111122223333/CloudTrail/eu-west-1/2026/02/28/x.gz', '2026-02-28', '2026-03-01'],
    [trail('2026/03/'), '2026-03-01', '2026-04-01'],
    [trail('2026/'), '2026-01-01', '2027-01-01'],
    ['AWSLogs/1/vpcflowlogs/eu-west-1/2026/03/01/12/x.log.gz', '2026-03-01', '2026-03-02'],
    ['AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=r/year=2026/month=03/day=01/hour=07/x', '2026-03-01', '2026-03-02'],
    ['copied/111122223333_CloudTrail_eu-west-1_20260301T1220Z_abcdefghijklmnop.json.gz', '2026-03-01', '2026-03-02'],
    ['copied/1_vpcflowlogs_eu-west-1_fl-0123456789abcdef0_20260301T1220Z_0a1b2c3d.log.gz', '2026-03-01', '2026-03-02'],
  ])('%s', (path, from, to) => {
    expect(daysOf(path)).toEqual([{ from: at(from), to: at(to) }]);
  });

  it.each([
    ['a/b.json'],
    ['CloudTrail/2026/03/01/x'],
    [trail('2026/13/01/x')],
    [trail('2026/02/30/x')],
    [trail('x.json')],
    ['other/eu-west-1/2026/03/01/x.json'],
    ['date=2026-02-30/x'],
    ['x/year=26/y'],
  ])('%s names none', (path) => {
    expect(daysOf(path)).toEqual([]);
  });
});

describe('what is read of CloudTrail', () => {
  const wanted = { ...EVERYTHING, since: at('2026-03-10T12:00:00Z'), until: at('2026-03-10T13:00:00Z') };

  it.each([
    ['2026/03/09/x', null],
    ['2026/03/11/x', null],
    ['2026/03/08/x', 'outside-range'],
    ['2026/03/12/x', 'outside-range'],
    ['2025/03/10/x', 'outside-range'],
  ])('%s → %s', (day, reason) => {
    expect(excludeReason(trail(day), wanted)).toBe(reason);
  });

  it('leaves out whole months and years, and never one that holds a day that is wanted', () => {
    expect(folderExcludeReason(trail('2026/02/'), wanted)).toBe('outside-range');
    expect(folderExcludeReason(trail('2025'), wanted)).toBe('outside-range');
    expect(folderExcludeReason(trail('2026/03'), wanted)).toBeNull();
    expect(folderExcludeReason(trail('2026'), wanted)).toBeNull();
  });

  it('takes whole days without slack, each once', () => {
    const days = ['2026/03/08', '2026/03/09', '2026/03/10'].map((day) => trail(`${day}/x`));
    const step = { ...EVERYTHING, since: at('2026-03-08'), until: at('2026-03-10'), slack: 0, datedOnly: true };
    expect(days.map((day) => excludeReason(day, step))).toEqual([null, null, 'outside-range']);
    expect(excludeReason('copied/x.json', step)).toBe('outside-range');
    expect(folderExcludeReason('copied', step)).toBeNull();
  });
});
