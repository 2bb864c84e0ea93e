import { describe, expect, it } from 'vitest';
import { NO_DETAILS } from '../../../src/core/details.ts';
import { Alerts } from '../../../src/core/investigate/alerts.ts';
import { AuditStory, type AuditScope } from '../../../src/core/investigate/audit-story.ts';
import { Memberships } from '../../../src/core/investigate/memberships.ts';
import type { StoryRecord } from '../../../src/core/investigate/story-record.ts';

const SCOPE: AuditScope = {
  ...{ instances: new Set(['i-0c0ffee0000000001']), clusters: new Set(['0310-085500-bbbb0002']), startClusters: new Set<string>() },
  ...{ warehouses: new Set<string>(), runs: new Set(['77']), users: new Set<string>(), addresses: new Set<string>() },
  memberships: new Memberships([]),
};

function jobRecord(runId: string): StoryRecord {
  const params = { runId, jobId: '1' };
  return {
    ...{
      id: `id of ${runId}`,
      fields: { requestParams: params },
      params,
      time: Date.UTC(2026, 2, 10),
      service: 'jobs',
      action: 'runStart',
    },
    ...{
      workspaceId: '1',
      instanceId: null,
      clusterId: null,
      warehouseId: null,
      runId,
      jobId: '1',
      user: 'bob@example.com',
      sourceIp: null,
    },
    ...{ outcome: 'succeeded', alerts: ['some-rule'], level: 'high', title: 'some rule' },
    evidence: { input: 'audit', uri: 'a.json', line: 1, index: null, offset: 0 },
  };
}

describe('which record belongs to the story', () => {
  it.each([
    ['77', 1],
    ['78', 0],
  ])('of a job, run %s, which alone is named: %i alert', (runId, expected) => {
    const alerts = new Alerts();
    const story = new AuditStory(SCOPE, alerts);
    story.add(jobRecord(runId), { details: NO_DETAILS });
    expect([alerts.all().length, story.used]).toEqual([expected, expected]);
  });
});
