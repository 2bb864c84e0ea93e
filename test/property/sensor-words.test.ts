/** What a sensor says is passed over only when it lost nothing: reading every record is the oracle, problems included. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanChunks } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { isJson } from '../scanner/documents.ts';
import { deceived, SKIPPERS } from './skipping-cases.ts';

const SENSOR = ['capsule8-alerts-dataplane', 'clamAVScanService-dataplane', 'syslog', 'monit'];
/** No rule is for any of them. */
const ACTIONS = ['Heartbeat', 'clamAVScanAction', 'Userfaultfd Usage', 'Something New', ''];

const texts = fc.constantFrom(
  '',
  'x',
  'Scanned files: 12',
  'cut he... truncated',
  '{"a":1}',
  '{"a":"cut',
  ' {',
  '[1',
  'é',
  '\ud800',
  'a"b\\c',
  '@',
);
const values = fc.oneof(texts, fc.constantFrom(null, true, 1, -0, 1e21, 12345678901234567890n, [], {}, [[[[[[[[[1]]]]]]]]]));
const names = fc.constantFrom('instanceId', 'instance_id', 'result', 'TRUNCATED', 'a', 'requestParams', 'properties', 'actionName');
const structs = fc.oneof({ weight: 4, arbitrary: fc.dictionary(names, values, { maxKeys: 3 }) }, { weight: 1, arbitrary: values });

/** As text, with whatever a stringifier would not write. */
function textOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${textOf(item)}`)
    .join(',')}}`;
}

const parts = fc.record({
  serviceName: fc.constantFrom(...SENSOR),
  actionName: fc.constantFrom(...ACTIONS),
  requestParams: structs,
  response: structs,
});
const further = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(',"response":{}', ',"a":1,"a":2', ',"properties":"cut', ',', ', "b" : 1', ',"n":1.50', ',"\\u0041":1', '}'),
  },
);
const record = fc.tuple(parts, further, fc.boolean()).map(([{ serviceName, actionName, requestParams, response }, more, isRow]) => {
  const [service, action, workspace, time, params] = isRow
    ? ['service_name', 'action_name', 'workspace_id', 'event_time', 'request_params']
    : ['serviceName', 'actionName', 'workspaceId', 'timestamp', 'requestParams'];
  const when = isRow ? '"2026-03-01T00:00:00.000Z"' : '1772323200000';
  return `{"${service}":"${serviceName}","${action}":"${actionName}","${workspace}":"12","${time}":${when},"${params}":${textOf(requestParams)},"response":${textOf(response)}${more}}`;
});

it.each(SKIPPERS)('a scan reports what was lost, in %s', async (_, createSkipper) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        record.filter((text) => isJson(text) || !isHeartbeat(text)),
        { minLength: 1, maxLength: 8 },
      ),
      cuts,
      deceived,
      async (records, positions, rules) => {
        const log = Buffer.from(records.map((text) => `${text}\n`).join(''));
        const oracle = await scanChunks([log], { rules });
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        const told = (problems: typeof fast.problems): unknown => problems.filter(({ line }) => !isHeartbeat(records[(line ?? 0) - 1]));
        expect(told(fast.problems)).toEqual(told(oracle.problems));
        expect(fast.findings).toEqual(oracle.findings);
        expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
        expect(fast.summary.unknownActions).toEqual(oracle.summary.unknownActions);
      },
    ),
    { numRuns: 400 },
  );
});

it.each(SKIPPERS)('the same in an array, in %s', async (_, createSkipper) => {
  await fc.assert(
    fc.asyncProperty(fc.array(record.filter(isJson), { minLength: 1, maxLength: 8 }), cuts, deceived, async (records, positions, rules) => {
      const log = Buffer.from(`[${records.join(', ')}]`);
      const oracle = await scanChunks([log], { rules });
      const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
      const lost = (problems: typeof fast.problems): unknown =>
        problems.filter(({ code, index }) => code === 'lost-evidence' && !isHeartbeat(records[index ?? 0])).map(({ detail }) => detail);
      expect(lost(fast.problems)).toEqual(lost(oracle.problems));
      expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
    }),
    { numRuns: 300 },
  );
});

/** It says nothing, and is passed over whatever stands in it. */
function isHeartbeat(text = ''): boolean {
  return text.includes('capsule8-alerts-dataplane') && text.includes('Heartbeat');
}
