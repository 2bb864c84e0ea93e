/** The contract every registered format keeps. A new format is covered by standing in the registry. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { FORMAT_NAMES, FORMATS, isFormatName } from '../../src/sinks/formats.ts';
import type { FormatName } from '../../src/sinks/formats.ts';
import { plainStyle } from '../../src/sinks/style.ts';
import { anyFinding, HOSTILE, hostileCorrelation, hostileFinding, sampleCorrelation, sampleFinding } from './sample-findings.ts';
import { sampleSummary } from './sample-summary.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

/** Formats load their constructors when they are asked for. */
const CREATE = Object.fromEntries(await Promise.all(FORMAT_NAMES.map(async (name) => [name, await FORMATS[name].load()] as const)));

function createOf(name: FormatName): (typeof CREATE)[string] {
  const create = CREATE[name];
  if (create === undefined) throw new Error(`${name} is not loaded`);
  return create;
}

function render(name: FormatName, findings: readonly Finding[], verbose = true): string {
  const formatter = createOf(name)({ style: plainStyle, verbose, columns: 160, terminal: false });
  return formatter.begin() + findings.map((finding) => formatter.finding(finding)).join('') + formatter.end(sampleSummary());
}

const FOR_READING = ['text', 'table', 'csv', 'html'] as const satisfies FormatName[];

describe.each(FORMAT_NAMES)('format %s', (name) => {
  test('gives the same text for the same findings', () => {
    const findings = [sampleFinding(), hostileFinding(), sampleFinding({ level: null, time: null }), sampleCorrelation()];
    expect(render(name, findings)).toBe(render(name, findings));
  });

  test('ends with a line feed or is empty, whatever the number of findings', () => {
    for (const number of [0, 1, 2, 39, 40, 41, 80, 81]) {
      const text = render(
        name,
        Array.from({ length: number }, () => sampleFinding()),
      );
      expect(text === '' || text.endsWith('\n')).toBe(true);
    }
  });

  test('shows every finding once', () => {
    const findings = Array.from({ length: 95 }, (_, index) => sampleFinding({ instanceId: `i-${String(index).padStart(17, '0')}` }));
    const text = render(name, findings);
    for (const { instanceId } of findings) {
      expect(text.split(instanceId!).length - 1).toBe(name === 'none' ? 0 : 1);
    }
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 5 }), (findings) => {
        expect(typeof render(name, findings)).toBe('string');
      }),
    );
  });
});

describe.each(FOR_READING)('format %s, read by people', (name) => {
  test('lets no unsafe character of a log through', () => {
    expect(unsafeCharacters(render(name, [hostileFinding(), hostileCorrelation()]), { lineFeeds: true })).toEqual([]);
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 3 }), (findings) => {
        expect(unsafeCharacters(render(name, findings), { lineFeeds: true })).toEqual([]);
      }),
    );
  });

  test('a value cannot add a line', () => {
    const lines = (text: string): number => render(name, [hostileFinding(text)]).split('\n').length;
    expect(lines(HOSTILE)).toBe(lines('harmless'));
    const correlationLines = (text: string): number => render(name, [hostileCorrelation(text)]).split('\n').length;
    expect(correlationLines(HOSTILE)).toBe(correlationLines('harmless'));
  });
});

test('format names are told from inherited properties', () => {
  expect(isFormatName('jsonl')).toBe(true);
  expect(isFormatName('toString')).toBe(false);
});
