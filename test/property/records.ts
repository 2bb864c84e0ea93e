/** Arbitrary input for whole scans: records of every shape, clean and flagged, garbage between them, in every layout. */
import fc from 'fast-check';
import {
  alert,
  azureRecord,
  heartbeat,
  logAnalyticsRow,
  PUBLISHED_ACTIONS,
  START,
  systemTableRow,
  type AuditRecord,
} from '../../fixtures/records.ts';
import { linesOf } from '../helpers/scan.ts';

/** Records of the delivery format: alerts on a few hosts, some of them copies, and heartbeats. */
export const auditRecord: fc.Arbitrary<AuditRecord> = fc
  .record({
    action: fc.constantFrom(...PUBLISHED_ACTIONS, 'Heartbeat', 'Wget Program Blacklist'),
    host: fc.constantFrom('i-1', 'i-2', 'i-3'),
    minute: fc.nat(5),
    request: fc.nat(3),
  })
  .map(({ action, host, minute, request }) => ({
    ...(action === 'Heartbeat' ? heartbeat(host, START + minute * 60_000, 1) : alert(action, host, START + minute * 60_000)),
    requestId: `request-${request}`,
  }));

const shaped: fc.Arbitrary<object> = fc
  .tuple(
    auditRecord,
    fc.constantFrom<(from: AuditRecord, i: number) => object>((from) => from, systemTableRow, azureRecord, logAnalyticsRow),
    fc.nat(3),
  )
  .map(([from, write, variant]) => write(from, variant));

/** One stretch of a file. */
const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: shaped.map((value) => linesOf(value)) },
  { weight: 2, arbitrary: fc.array(shaped, { maxLength: 3 }).map((values) => `${JSON.stringify(values, null, 2)}\n`) },
  { weight: 2, arbitrary: fc.array(shaped, { maxLength: 3 }).map((values) => `${JSON.stringify({ Records: values })}\n`) },
  { weight: 2, arbitrary: shaped.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json().map((json) => `${json}\n`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: shaped.map((value) => `${JSON.stringify(value).slice(0, 60)}\n`) },
  { weight: 1, arbitrary: fc.constantFrom('\n', '[', ']', '{"Records":[', '\uFEFF', '"', '\0', '\\', '{', '}') },
);

/** A file with anything in it, mostly audit records. */
export const anyLog: fc.Arbitrary<Buffer> = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join('')));

/** Bytes that were never meant as a log. */
export const garbage: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(anyLog, fc.nat(), fc.uint8Array({ maxLength: 5 })).map(([log, at, noise]) => {
    const where = at % (log.length + 1);
    return Buffer.concat([log.subarray(0, where), noise, log.subarray(where)]);
  }),
  fc.tuple(anyLog, fc.nat()).map(([log, at]) => log.subarray(0, at % (log.length + 1))),
);
