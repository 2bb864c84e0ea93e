/** The short look at a line that is not JSON by itself says nothing that a look at the whole value would not say. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWindow } from '../../src/readers/byte-window.ts';
import { isDocumentByProbe, isDocumentStart, PROBE_BUDGET } from '../../src/readers/framing.ts';
import { anyLog, garbage } from '../property/records.ts';
import { documents } from '../scanner/documents.ts';
import { isJson } from '../scanner/documents.ts';

const NEWLINE = 0x0a;

it('a line is taken for the start of a document exactly when the whole value is', () => {
  const answers = { documents: 0, lines: 0 };
  fc.assert(
    fc.property(fc.oneof(documents, anyLog, garbage), fc.nat(), fc.boolean(), (bytes, from, atEnd) => {
      const window = new ByteWindow();
      window.append(bytes);
      const breaks = [...bytes.entries()].filter(([, byte]) => byte === NEWLINE).map(([at]) => at);
      const start = from % 2 === 0 || breaks.length === 0 ? 0 : (breaks[from % breaks.length] ?? 0) + 1;
      const newline = window.indexOf(NEWLINE, start);
      if (newline <= start || isJson(window.text(start, newline))) return;
      const short = isDocumentStart(window, start, newline, atEnd, { bytes: PROBE_BUDGET });
      const long = isDocumentByProbe(window, start, newline, atEnd, { bytes: PROBE_BUDGET });
      if (short === true) answers.documents++;
      else answers.lines++;
      // While more bytes are needed for the whole value, the short look may have seen enough: what more bytes say is then the same.
      if (long === undefined && short === true) expect(isDocumentByProbe(window, start, newline, true, { bytes: PROBE_BUDGET })).toBe(true);
      else expect(short).toBe(long);
    }),
    { numRuns: 5000 },
  );
  expect(Math.min(answers.documents, answers.lines)).toBeGreaterThan(200);
});
