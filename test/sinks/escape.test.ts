import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeJson, escapeTerminal, escapeWritten } from '../../src/sinks/escape.ts';
import { anyText } from './sample-findings.ts';
import { unsafeCharacters } from './unsafe-characters.ts';

/** Reads escaped text back; defined only to prove that nothing is ambiguous. */
function unescape(text: string): string {
  return text.replace(
    /(\\+)(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|([xX][\da-fA-F]{2}|U[\da-fA-F]{4}|[uU]\{[\da-fA-F]+\}))/g,
    (whole, run: string, x?: string, u?: string, braced?: string) => {
      const kept = '\\'.repeat(Math.floor(run.length / 2));
      if (run.length % 2 === 0) return kept + whole.slice(run.length);
      return kept + String.fromCodePoint(Number.parseInt(x ?? u ?? braced ?? '', 16));
    },
  );
}

describe('escapeTerminal', () => {
  test.each([
    ['plain text stays', 'a b~', 'a b~'],
    ['an ANSI sequence', '\u001b[31m', String.raw`\x1b[31m`],
    ['line ends and tabs', '\r\n\t', String.raw`\x0d\x0a\x09`],
    ['a right-to-left override', 'a\u202eb', String.raw`a\u202eb`],
    ['zero-width and soft hyphen', '\u200b\u00ad\ufeff', String.raw`\u200b\xad\ufeff`],
    ['tag characters', '\u{e0041}', String.raw`\u{e0041}`],
    ['lone surrogates', 'a\ud800', String.raw`a\ud800`],
    ['pairs of surrogates stay', '🙂中', '🙂中'],
    ['emoji keep their variation selector', '⚠\ufe0f', '⚠\ufe0f'],
    ['a Windows path stays', String.raw`C:\temp\new`, String.raw`C:\temp\new`],
    ['text that reads like an escape', String.raw`\x1b`, String.raw`\\x1b`],
    ['a backslash before an escape', '\\\u001b', String.raw`\\\x1b`],
  ])('%s', (_name, text, escaped) => {
    expect(escapeTerminal(text)).toBe(escaped);
  });

  test('nothing unsafe is left of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(unsafeCharacters(escapeTerminal(text))).toEqual([]);
      }),
    );
  });

  test('no two texts are escaped alike', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(unescape(escapeTerminal(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes linear time on long runs of backslashes', () => {
    const text = '\\'.repeat(500_000);
    expect(escapeTerminal(text)).toBe(text);
    expect(escapeTerminal(`${text}\0`)).toHaveLength(1_000_004);
  });
});

describe('escapeJson', () => {
  test('keeps the value and leaves nothing unsafe', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = escapeJson(JSON.stringify({ [text]: text }));
        expect(JSON.parse(json)).toEqual({ [text]: text });
        expect(unsafeCharacters(json)).toEqual([]);
      }),
    );
  });

  test('spells what a search by property through the whole text finds, and nothing else', () => {
    const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
    const spelled = (unsafe: string): string =>
      unsafe
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
    const pieces = fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', 'é', '\u202e', '\u{e0041}', '\ufe0f', '\x7f', 'a') });
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' }), pieces), (text) => {
        expect(escapeJson(text)).toBe(text.replace(unsafe, spelled));
      }),
      { numRuns: 1000 },
    );
    for (let unit = 0; unit < 0x10000; unit++) {
      const text = `a${String.fromCharCode(unit)}b`;
      if (escapeJson(text) !== text.replace(unsafe, spelled)) throw new Error(`U+${unit.toString(16)}`);
    }
  });

  test('says the same of what was written by JSON.stringify, by the quick look', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string(), fc.constantFrom('\x7f', '\x7fé', '\\', '\x00')), (text) => {
        const json = JSON.stringify({ [text]: text });
        expect(escapeWritten(json)).toBe(escapeJson(json));
      }),
    );
  });
});
