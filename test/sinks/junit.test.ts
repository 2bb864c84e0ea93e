/** JUnit XML: well-formed whatever the texts, and with numbers that add up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { junitXml, type JunitCase } from '../../src/sinks/junit.ts';

const passing: JunitCase = { file: 'a.yml', line: 3, className: 'rule', name: 'yes', failure: null };

/** A reader of the XML that junit.ts may write: declaration, elements, attributes, text, five entities and line feeds. Throws for anything else. */
function readXml(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: string[] = [];
  const unescape = (text: string): string => {
    if (/[<>]|&(?!(?:amp|lt|gt|quot|apos|#10);)/.test(text)) throw new Error(`not escaped: ${text}`);
    // XML 1.0, production 2: Char.
    if (!/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text)) throw new Error('a character XML cannot hold');
    const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#10': '\n' };
    return text.replace(/&([^;]+);/g, (_, name: string) => named[name] ?? '');
  };
  const [, declaration = ''] = /^(<\?xml version="1\.0" encoding="UTF-8"\?>\n)/.exec(xml) ?? [];
  let rest = xml.slice(declaration.length);
  if (declaration === '') throw new Error('no declaration');
  while (rest.trim() !== '') {
    const tag = /^([^<]*)<(\/?)(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>/.exec(rest);
    if (tag === null) throw new Error(`no element: ${rest.slice(0, 100)}`);
    const [whole, before = '', closing, name = '', attributes = '', empty] = tag;
    const element = elements.findLast((each) => each.name === open.at(-1));
    if (element !== undefined) element.text += unescape(before);
    else if (before.trim() !== '') throw new Error('text outside of the document');
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
    } else {
      const pairs = [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescape(value)]);
      elements.push({ name, attributes: Object.fromEntries(pairs) as Record<string, string>, text: '' });
      if (empty !== '/') open.push(name);
    }
    rest = rest.slice(whole.length);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return elements;
}

describe('JUnit XML', () => {
  it('has a suite per file and a case per test', () => {
    const failing = { ...passing, name: 'no', failure: { message: 'it matched', details: 'expected  no match\ngot       a match' } };
    expect(junitXml([passing, { ...passing, file: 'b.yml' }, failing])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="auditsift rules test" tests="3" failures="1" errors="0" skipped="0">
  <testsuite name="a.yml" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="rule" name="yes" file="a.yml" line="3"/>
    <testcase classname="rule" name="no" file="a.yml" line="3">
      <failure message="it matched">expected  no match&#10;got       a match</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.yml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="rule" name="yes" file="b.yml" line="3"/>
  </testsuite>
</testsuites>
`);
  });

  it('is well-formed whatever rules and records hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]>', '<!--', '&amp;', '\u0000', '\ufffe', '"\'<>&', '\ud800', 'a\nb'),
    );
    const anyCase = fc.record({
      ...{ file: text, line: fc.nat(), className: text, name: text },
      failure: fc.option(fc.record({ message: text, details: text })),
    });
    fc.assert(
      fc.property(fc.array(anyCase, { maxLength: 5 }), (cases) => {
        const elements = readXml(junitXml(cases));
        expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(cases.length);
        expect(elements[0]!.attributes['failures']).toBe(String(cases.filter(({ failure }) => failure !== null).length));
      }),
      { numRuns: 500 },
    );
  });

  it('gives plain text back as it was', () => {
    const details = 'a < b & "c"\n  <- ✓';
    const [, , , failure] = readXml(junitXml([{ ...passing, failure: { message: 'x', details } }]));
    expect(failure).toMatchObject({ name: 'failure', text: details });
  });
});
