import { describe, expect, it } from 'vitest';
import { databricksDelivery } from '../../../src/schemas/databricks-delivery.ts';
import { Tally } from '../../../src/core/scan/tally.ts';
import { sampleFinding } from '../../sinks/sample-findings.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
const event = (changes: object = {}): ReturnType<typeof databricksDelivery.toEvent> =>
  databricksDelivery.toEvent({ serviceName: 'accounts', actionName: 'login', workspaceId: 1, timestamp: START, ...changes });

describe('coverage', () => {
  it('counts records, days and what sensors said, per workspace', () => {
    const tally = new Tally();
    for (const changes of [
      {},
      { timestamp: START + 2 * DAY },
      { timestamp: START + 2 * DAY + 1 },
      { timestamp: null },
      { serviceName: 'capsule8-alerts-dataplane', actionName: 'Heartbeat' },
      { serviceName: 'capsule8-alerts-dataplane', actionName: 'Kernel Exploit' },
      { workspaceId: 2 },
      { workspaceId: null },
    ]) {
      tally.countEvent(event(changes), 'databricks-delivery');
    }
    expect(tally.summarise().coverage).toEqual([
      { workspaceId: '1', dates: { first: '2026-03-01', last: '2026-03-03', days: 2 }, records: 6, esmRecords: 2, heartbeats: 1 },
      { workspaceId: '2', dates: { first: '2026-03-01', last: '2026-03-01', days: 1 }, records: 1, esmRecords: 0, heartbeats: 0 },
      { workspaceId: null, dates: { first: '2026-03-01', last: '2026-03-01', days: 1 }, records: 1, esmRecords: 0, heartbeats: 0 },
    ]);
    expect(tally.summarise().schemas).toEqual({ 'databricks-delivery': 8 });
  });

  it('is bounded, and says what it left out', () => {
    const tally = new Tally();
    for (let i = 0; i < 10_005; i++) tally.countEvent(event({ workspaceId: i }), 's');
    for (let i = 0; i < 10_005; i++) tally.countEvent(event({ workspaceId: i }), 's');
    const { coverage, coverageOmitted } = tally.summarise();
    expect(coverage).toHaveLength(10_000);
    expect(coverage[0]).toMatchObject({ records: 2 });
    expect(coverageOmitted).toBeGreaterThanOrEqual(5);
  });
});

describe('drift', () => {
  it('counts unknown fields, and unknown actions of sensors only', () => {
    const tally = new Tally();
    for (const changes of [
      { newColumn: 1 },
      { newColumn: 2, __other: 1 },
      { serviceName: 'capsule8-alerts-dataplane', actionName: 'Brand New' },
      { serviceName: 'capsule8-alerts-dataplane', actionName: 'Brand New' },
      { actionName: 'brandNew' },
    ]) {
      tally.countEvent(event(changes), 's');
    }
    expect(tally.summarise().unknownFields).toEqual({ newColumn: 2, __other: 1 });
    expect(tally.summarise().unknownActions).toEqual([{ serviceName: 'capsule8-alerts-dataplane', actionName: 'Brand New', records: 2 }]);
  });

  it('is bounded in number and length of names', () => {
    const tally = new Tally();
    for (let i = 0; i < 300; i++) {
      tally.countEvent(event({ [`${i}${'x'.repeat(1000)}`]: 1, serviceName: 'monit', actionName: `${i}${'y'.repeat(1000)}` }), 's');
    }
    const { unknownFields, unknownActions } = tally.summarise();
    const names = [Object.keys(unknownFields ?? {}), unknownActions.map(({ actionName }) => actionName)];
    for (const list of names) {
      expect(list).toHaveLength(201);
      expect(list.at(-1)).toBe('(others)');
      for (const name of list.slice(0, -1)) expect(name).toHaveLength(200);
    }
    expect(unknownFields?.['(others)']).toBe(100);
    expect(unknownActions.at(-1)?.records).toBe(100);
  });
});

describe('hosts', () => {
  it('have the span, the highest level and the alerts of their findings', () => {
    const tally = new Tally();
    const at = (time: string | null, level: 'low' | 'high', alerts: string[], workspaceId: string | null = '1'): void =>
      tally.countFinding(sampleFinding({ instanceId: 'i-1', time, level, alerts, workspaceId }));
    at('2026-03-02T00:00:00.000Z', 'low', ['a']);
    at('2026-03-01T00:00:00.000Z', 'high', ['b', 'a'], '2');
    at(null, 'low', ['a'], null);
    tally.countFinding(sampleFinding({ instanceId: null }));
    expect(tally.summarise().instances).toEqual({
      omitted: 0,
      items: [
        {
          ...{ instanceId: 'i-1', workspaces: ['1', '2'], alerts: ['a', 'b'], findings: 3, highestLevel: 'high' },
          ...{ firstSeen: '2026-03-01T00:00:00.000Z', lastSeen: '2026-03-02T00:00:00.000Z' },
        },
      ],
    });
    expect(tally.findings).toBe(4);
  });

  it('are bounded, and those left out are counted once each', () => {
    const tally = new Tally();
    for (let i = 0; i < 10_003; i++) for (let n = 0; n < 2; n++) tally.countFinding(sampleFinding({ instanceId: `i-${i}` }));
    expect(tally.summarise().instances.omitted).toBe(3);
    expect(tally.summarise().instances.items).toHaveLength(10_000);
    expect(tally.summarise().findings.total).toBe(20_006);
  });
});

describe('repeats', () => {
  it('are told by id', () => {
    const tally = new Tally();
    expect(['a', 'b', 'a'].map((id) => tally.ids.isRepeated(id.repeat(64)))).toEqual([false, false, true]);
    expect(tally.summarise().findings.distinct).toBe(2);
  });

  it('beyond what can be remembered, the number of distinct findings is not made up', () => {
    const tally = new Tally();
    for (let i = 0; i < 250_001; i++) tally.ids.isRepeated(String(i));
    expect(tally.ids.isRepeated('0')).toBe(true);
    expect(tally.summarise().findings.distinct).toBeNull();
  });
});
