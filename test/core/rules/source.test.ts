import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, entryOf, toJson, type MapNode, type SourceNode } from '../../../src/core/rules/node.ts';
import { Report } from '../../../src/core/rules/report.ts';
import { readSource, readYamlSource } from '../../../src/core/rules/source.ts';
import { summarise } from './rule-text.ts';

function read(
  text: string,
  by: typeof readSource = readSource,
): { readonly nodes: readonly SourceNode[]; readonly issues: readonly string[] } {
  const report = new Report('x');
  const nodes = by(text, report);
  return { nodes, issues: summarise(report.issues()) };
}

describe('a source', () => {
  it('knows where everything stands', () => {
    const { nodes } = read('# note\na: "x"\nb:\n  - 1.50\n  - {c: yes}\n');
    const root = nodes[0] as MapNode;
    expect(entryOf(root, 'a')).toMatchObject({
      keyAt: { line: 2, column: 1 },
      value: { at: { line: 2, column: 4 }, textAt: { line: 2, column: 5 }, quoted: true },
    });
    expect(entryOf(root, 'b')).toMatchObject({
      value: {
        items: [
          { at: { line: 4, column: 5 }, value: { number: '1.50' } },
          { at: { line: 5, column: 5 }, flow: true, entries: [{ value: { value: 'yes' } }] },
        ],
      },
    });
  });

  it('reads JSON to the same nodes on the short way and by way of YAML', () => {
    const layouts = fc.constantFrom(undefined, 1, 2, '\t', '   ');
    fc.assert(
      fc.property(
        fc.oneof(fc.object({ withNullPrototype: false }), fc.array(fc.jsonValue())),
        layouts,
        fc.boolean(),
        (value, indent, windows) => {
          const text = JSON.stringify(value, undefined, indent);
          const layout = windows ? text.replaceAll('\n', '\r\n') : text;
          expect(read(layout)).toEqual(read(layout, readYamlSource));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    '{"a":1,"a":[2,{"b":"\\"}"}],"b":{"a":1,"c":[],"c":{}}}',
    '[1e5, -0, 1.50, 4503599627370497123, "\\ud83d\\ude00", "a\\nb", "\\u0041", true, null, [ ], { }]',
    `${'['.repeat(201)}{"a":"]"},1${']'.repeat(201)}`,
    `{"x":${'{"a":'.repeat(250)}"}]"${'}'.repeat(250)},"y":2}`,
  ])('reads %s the same way, faults included', (text) => {
    expect(read(text)).toEqual(read(text, readYamlSource));
  });

  it('keeps numbers exact', () => {
    expect(['5.0', '+5', '.5', '5.', '0x1F', '0o17', '0777', '1e3', '-0', '4503599627370497123'].map(decimalOf)).toEqual([
      '5',
      '5',
      '0.5',
      '5',
      '31',
      '15',
      '777',
      '1000',
      '0',
      '4503599627370497123',
    ]);
    expect(['.inf', '-.inf', '.nan'].map(decimalOf)).toEqual([null, null, null]);
  });

  it('expands aliases and merge keys', () => {
    const { nodes, issues } = read('a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: [*x]\nd: {<<: [*x, {r: 4}]}\n"<<": plain\n');
    expect(issues).toEqual([]);
    expect(toJson(nodes[0]!)).toEqual({
      a: { p: 1, q: 2 },
      b: { p: 1, q: 3 },
      c: [{ p: 1, q: 2 }],
      d: { p: 1, q: 2, r: 4 },
      '<<': 'plain',
    });
  });

  it('bounds aliases', () => {
    const laughs = Array.from(
      { length: 12 },
      (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${n - 1}`).join(', ')}]`,
    );
    const { issues } = read(laughs.join('\n'));
    expect(issues.some((issue) => issue.startsWith('alias-expansion'))).toBe(true);
    expect(read('a: &a [*a]').issues).toEqual(['alias-expansion 1:8']);
    expect(read('a: *b').issues).toEqual(['alias-expansion 1:4']);
  });

  it('keeps keys that are properties of every object', () => {
    const json = toJson(read('{"__proto__": {"x": 1}, "constructor": 2}').nodes[0]!);
    expect(Object.keys(json as object)).toEqual(['__proto__', 'constructor']);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(toJson(read('\ufeff{"a": 1}').nodes[0]!)).toEqual({ a: 1 });
    expect(toJson(read('\ufeffa: 1').nodes[0]!)).toEqual({ a: 1 });
  });
});
