/** Reading without waiting finds what reading chunk by chunk finds, problems and counts included. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordSkipper } from '../../src/scanner/record-skipper.ts';
import { directSource, type Openings } from '../helpers/direct-source.ts';
import { memorySource, scanSource, type Scanned } from '../helpers/scan.ts';
import { line } from '../scanner/lines.ts';
import { packed } from './packing.ts';
import { anyLog, garbage } from './records.ts';

const lines = fc.array(line, { maxLength: 25 }).map((all) => Buffer.from(all.map((text) => `${text}\n`).join('')));
const logs = fc.oneof({ weight: 2, arbitrary: anyLog }, { weight: 2, arbitrary: lines }, { weight: 1, arbitrary: garbage });
const pieces = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 5000 })), { maxLength: 5 });

/** How far behind a damage an archive was fetched depends on the size of the pieces it came in. */
function told({ summary, ...rest }: Scanned): unknown {
  const { bytes, artifacts } = summary;
  return { ...rest, summary: { ...summary, bytes: artifacts.failed > 0 ? { ...bytes, stored: null } : bytes } };
}

describe.each([
  ['reading every record', undefined],
  ['leaving records unread', createRecordSkipper],
])('without waiting, %s', (_, createSkipper) => {
  it('says what is said chunk by chunk', async () => {
    await fc.assert(
      fc.asyncProperty(packed(logs), pieces, async (log, sizes) => {
        const openings: Openings = { direct: 0, plain: 0 };
        const options = createSkipper === undefined ? {} : { createSkipper };
        const plain = await scanSource(memorySource({ 'a.json': [log] }), options);
        const direct = await scanSource(directSource(log, sizes, openings), options);
        expect(told(direct)).toEqual(told(plain));
        expect(openings.direct).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});
