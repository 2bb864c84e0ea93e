/** Leaving records unread changes nothing that a scan finds: reading every record is the oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanChunks } from '../helpers/scan.ts';
import { cut, cuts } from '../helpers/streams.ts';
import { deception, goesOn, HARMLESS, severalValues } from '../scanner/deceptions.ts';
import { line } from '../scanner/lines.ts';
import { anyLog } from './records.ts';
import { deceived, found, ruleSets, SKIPPERS } from './skipping-cases.ts';

/** The ways in which records stand in a file. */
const LAYOUTS: Readonly<Record<string, (records: readonly string[]) => string>> = {
  lines: (records) => records.map((text) => `${text}\n`).join(''),
  array: (records) => `[${records.join(',')}]`,
  spacedArray: (records) => ` [ \n${records.join(' \n, ')}\r\n ]\n`,
  // Between the last key and its colon.
  brokenLines: (records) => `[${records.map((text) => text.replace(/(?<!\\)":(?!.*(?<!\\)":)/s, '"\n:')).join(',')}]`,
  envelope: (records) => `{"Records":[${records.join(',')}],"count":1}`,
  envelopesOnLines: (records) => records.map((text) => `{"records":[${text},${text}]}\n`).join(''),
  pretty: (records) =>
    JSON.stringify(
      records.map((text) => JSON.parse(text) as unknown),
      null,
      2,
    ),
};

const linesIn = (lines: readonly string[]): Buffer => Buffer.from(lines.map((text) => `${text}\n`).join(''));
const logs = fc.oneof({ weight: 3, arbitrary: fc.array(line, { maxLength: 25 }).map(linesIn) }, { weight: 1, arbitrary: anyLog });

describe.each(SKIPPERS)('a scan that leaves records unread, in %s', (_, createSkipper) => {
  it('finds what reading everything finds, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(logs, cuts, ruleSets, async (log, positions, rules) => {
        const oracle = await scanChunks([log], { rules });
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        expect(found(fast)).toEqual(found(oracle));
        expect(fast.summary.records.rejected).toBeLessThanOrEqual(oracle.summary.records.rejected);
        expect(fast.summary.records.unrecognised).toBeLessThanOrEqual(oracle.summary.records.unrecognised);
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(LAYOUTS))('is not deceived by a pair that stands in the text and not in the record: %s', async (_name, layOut) => {
    const harmless = fc.constant(`{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(deception, harmless), { maxLength: 12 }), deceived, cuts, async (lines, rules, positions) => {
        const log = Buffer.from(layOut(lines));
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        const oracle = await scanChunks([log], { rules });
        expect(fast.findings).toEqual(oracle.findings);
        expect(fast.summary.records).toEqual(oracle.summary.records);
        expect(fast.summary.coverage).toEqual(oracle.summary.coverage);
        expect(fast.summary.rules).toEqual(oracle.summary.rules);
      }),
      { numRuns: 150 },
    );
  });

  it('is not deceived by several values in a line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(severalValues, { maxLength: 8 }), deceived, cuts, async (lines, rules, positions) => {
        const log = linesIn(lines);
        const fast = await scanChunks(cut(log, positions), { rules, createSkipper });
        expect(found(fast)).toEqual(found(await scanChunks([log], { rules })));
      }),
      { numRuns: 150 },
    );
  });

  it('counts records for the workspace they are counted for when read', async () => {
    const row = (workspace: string): string =>
      `{"service_name":"accounts","action_name":"${HARMLESS}","workspace_id":"${workspace}","event_time":"2026-03-01T00:00:00.000Z","request_params":{}}`;
    const trail = '{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventTime":"2026-03-01T00:00:00Z"}';
    const delivery = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":"","timestamp":1772323200000}`;
    const at = (time: string): string => delivery.replace('""', '"12"').replace('1772323200000', time);
    // In seconds, and on the day of the first number that is taken for milliseconds.
    const seconds = [at('1772323200'), at('1772409600'), at('1772323200000')];
    const border = [at('100000000000'), at('99999999999'), at('100000000001')];
    for (const lines of [
      ...[[row('')], [row(''), row('12'), row('')], [trail, row(''), trail, delivery], [delivery, trail, row('12')]],
      ...[seconds, border],
    ]) {
      const log = lines.map((text) => `${text}\n`).join('');
      const oracle = await scanChunks([log]);
      const fast = await scanChunks([log], { createSkipper });
      expect(fast.summary.coverage, log).toEqual(oracle.summary.coverage);
      expect(fast.summary.records, log).toEqual(oracle.summary.records);
    }
  });

  it('passes over lines behind blank ones, and reads indented ones, wherever the input is cut', async () => {
    const record = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000,"a":1,"a":2}`;
    const broken = record.replace(',"a":2}', ',}');
    const log = Buffer.from(`\n\n${broken}\n \r\n${broken}\n  ${broken}\n\t\n${record}\n`);
    const whole = await scanChunks([log], { createSkipper });
    expect(whole.summary.records).toMatchObject({ clean: 3, rejected: 1 });
    for (let at = 0; at < log.length; at += 7) expect(await scanChunks(cut(log, [at]), { createSkipper }), `cut at ${at}`).toEqual(whole);
  });

  it('takes no line for a record that does not look like one', async () => {
    const whole = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000}`;
    const lines = ['', 'x', whole.slice(0, -1), whole.slice(1), ` ${whole}`, `${whole} `, `${whole}\r`, `[${whole}]`];
    for (const text of lines) {
      const oracle = await scanChunks([`${whole}\n${text}\n${whole}\n`]);
      const fast = await scanChunks([`${whole}\n${text}\n${whole}\n`], { createSkipper });
      expect(fast.summary.records, text).toEqual(oracle.summary.records);
      expect(fast.problems, text).toEqual(oracle.problems);
    }
  });

  it.each(['', '  '])(
    'takes no broken line together with those behind it (after %j), though a bracket seems to close it',
    async (indent) => {
      const flagged =
        '{"serviceName":"capsule8-alerts-dataplane","actionName":"Kernel Exploit","workspaceId":12,"timestamp":1772323200000}';
      const broken = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000,"a":`;
      // Behind an envelope, values may go on across lines.
      const log = `{"Records":[${flagged}]}\n${broken}\n${indent}${flagged}\n${indent}${flagged}\n}\n${flagged}\n`;
      const oracle = await scanChunks([log]);
      const fast = await scanChunks([log], { createSkipper });
      expect(oracle.findings).toHaveLength(4);
      expect(fast.findings).toEqual(oracle.findings);
      expect(fast.problems).toEqual(oracle.problems);
    },
  );

  it.each([
    ['lines', '', '\n', '\n'],
    ['elements', '[', ',', ']'],
  ])('passes over the same %s however many others were read before them', async (_unit, before, between, behind) => {
    // Read, it would be found to be broken.
    const record = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000,}`;
    for (let others = 1020; others < 1030; others++) {
      const all = [...Array.from({ length: others }, () => '{"a":1}'), record, '{"a":1}', record];
      const log = Buffer.from(before + all.join(between) + behind);
      for (const at of [0, 500, 5000]) {
        const { summary, problems } = await scanChunks(cut(log, [at]), { createSkipper });
        expect(summary.records).toMatchObject({ clean: 2, unrecognised: others + 1, rejected: 0 });
        expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['unrecognised']));
      }
    }
  });

  it('passes over the same lines however many services and actions stand before them', async () => {
    const lineOf = (action: string, end = '}'): string =>
      `{"serviceName":"accounts","actionName":"${action}","workspaceId":12,"timestamp":1772323200000${end}\n`;
    for (const others of [10, 2100, 4200, 9000]) {
      // Read, the last would be found to be broken.
      const log = Array.from({ length: others }, (_none, i) => lineOf(`new${i}`)).join('') + lineOf('newest', ',}');
      const { summary } = await scanChunks([log], { createSkipper });
      expect(summary.records, `behind ${others}`).toMatchObject({ clean: others + 1, rejected: 0 });
    }
  });

  it.each([
    ['workspaces', (n: number) => ({ workspaceId: 1e15 + n, timestamp: 1772323200000 })],
    ['days', (n: number) => ({ workspaceId: 12, timestamp: 1772323200000 + n * 864e5 })],
  ])('counts each record once, however many %s and actions there are', async (_of, where) => {
    // So many actions that each place where a scanner keeps a count is taken.
    const actions = Array.from({ length: 2500 }, (_none, i) => `action${i}`);
    const lineOf = (action: string, n: number): string => JSON.stringify({ serviceName: 'accounts', actionName: action, ...where(n) });
    const lines = [0, 1].flatMap((round) => [
      ...actions.map((action) => lineOf(action, round)),
      ...Array.from({ length: 40 }, (_none, n) => lineOf('action0', n)),
    ]);
    const { summary } = await scanChunks([linesIn(lines)], { createSkipper });
    expect(summary.records).toMatchObject({ read: lines.length, clean: lines.length });
    expect(summary.coverage).toEqual((await scanChunks([linesIn(lines)])).summary.coverage);
  });

  it('passes over no line that goes on in those behind it, though it looks like a record', async () => {
    const rest = '"workspaceId":12,"timestamp":1772323200000';
    const harmless = `{"serviceName":"accounts","actionName":"${HARMLESS}",${rest}}`;
    const blank = fc.constantFrom('', '\n', '\r\n \t', '\n'.repeat(70), ' '.repeat(5000), '\n'.repeat(5000));
    const around = fc.array(fc.constant(harmless), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(around, goesOn, blank, fc.boolean(), around, cuts, async (before, [line, behind], gap, isLast, after, positions) => {
        const lines = [...before, `${line}\n${gap}${behind}`, ...after];
        const log = Buffer.from(lines.join('\n') + (isLast ? '' : '\n'));
        const oracle = await scanChunks([log]);
        const fast = await scanChunks(cut(log, positions), { createSkipper });
        expect(fast.findings).toEqual(oracle.findings);
        expect(fast.problems).toEqual(oracle.problems);
        expect(fast.summary.records).toEqual(oracle.summary.records);
      }),
      { numRuns: 150 },
    );
  });

  it('takes no torn element of an array together with the next line, though a bracket seems to close it', async () => {
    const flagged = '{"serviceName":"capsule8-alerts-dataplane","actionName":"Kernel Exploit","workspaceId":12,"timestamp":1772323200000}';
    const whole = `{"serviceName":"accounts","actionName":"${HARMLESS}","workspaceId":12,"timestamp":1772323200000}`;
    const torn = whole.replace('}', ',"requestParams":{"a":"1"');
    const log = `[${torn}\n${flagged},\n"b":"2"}},\n${whole}]`;
    const oracle = await scanChunks([log]);
    const fast = await scanChunks([log], { createSkipper });
    expect(oracle.problems.map(({ code }) => code)).toContain('broken-document');
    expect(fast.problems).toEqual(oracle.problems);
  });
});
