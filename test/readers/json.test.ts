import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadItem } from '../../src/core/ports.ts';
import { jsonReader } from '../../src/readers/json.ts';
import { cut, cuts, LIMITS, readAll, stream } from '../helpers/streams.ts';

/** A short notation for what the reader said: `line:value`, `#index:value`, `!code@offset+bytes`. */
function brief(item: ReadItem): string {
  const where = item.line === null ? `#${String(item.index)}` : String(item.line);
  if (item.kind === 'record') return `${where}:${JSON.stringify(item.value)}`;
  if (item.kind === 'envelope') return `${where}:envelope(${item.keys.join()})`;
  if (item.kind === 'notice') return `${where}?${item.code}`;
  return `${where}!${item.code}@${item.offset}+${item.bytes}`;
}

async function said(text: string | Uint8Array, limits = {}): Promise<string[]> {
  return (await readAll([text], limits)).items.map(brief);
}

describe('JSON lines', () => {
  const good: [string, string, string[]][] = [
    ['one record a line', '{"a":1}\n{"a":2}\n', ['1:{"a":1}', '2:{"a":2}']],
    ['no line break at the end', '{"a":1}\n{"a":2}', ['1:{"a":1}', '2:{"a":2}']],
    ['CRLF', '{"a":1}\r\n{"a":2}\r\n', ['1:{"a":1}', '2:{"a":2}']],
    ['a byte-order mark', '\uFEFF{"a":1}\n', ['1:{"a":1}']],
    ['byte-order marks where files were joined', '\uFEFF{"a":1}\n\uFEFF{"a":2}\n', ['1:{"a":1}', '2:{"a":2}']],
    ['blank lines are counted as lines, not as records', '\n{"a":1}\n\n \t\r\n{"a":2}\n\n', ['2:{"a":1}', '5:{"a":2}']],
    ['a lone carriage return is white space', '{"a":\r1}\n', ['1:{"a":1}']],
    ['a raw line separator inside a string', '{"a":"x\u2028y"}\n', ['1:{"a":"x\u2028y"}']],
    ['JSON that is no object', '1\n"x"\nnull\n', ['1:1', '2:"x"', '3:null']],
    ['nothing at all', '', []],
    ['only white space', ' \n\n\r\n', []],
  ];
  it.each(good)('%s', async (_, text, expected) => {
    expect(await said(text)).toEqual(expected);
  });

  const bad: [string, string, string[]][] = [
    ['a broken line costs one record', '{"a":1}\n{"a":\n{"a":3}\n', ['1:{"a":1}', '2!malformed-json@8+5', '3:{"a":3}']],
    ['an unterminated string', '{"a":1}\n{"a":"x\n{"a":3}\n', ['1:{"a":1}', '2!malformed-json@8+7', '3:{"a":3}']],
    ['a cut inside nested values', '{"a":[{"b":\n{"a":3}\n{"a":4}\n', ['1!malformed-json@0+11', '2:{"a":3}', '3:{"a":4}']],
    ['a broken line before the last good one', '{"a":[1,\n{"a":3}\n', ['1!malformed-json@0+8', '2:{"a":3}']],
    ['a broken last line', '{"a":1}\n{"a":', ['1:{"a":1}', '2!malformed-json@8+5']],
    [
      'plain text among the records',
      'hello\n{"a":1}\n[2026-03-01] INFO x\n{"a":2}\n',
      ['1!malformed-json@0+5', '2:{"a":1}', '3!malformed-json@14+19', '4:{"a":2}'],
    ],
    ['a record with something behind it', '{"a":1}TRAILER\n{"a":2}\n', ['1!malformed-json@0+14', '2:{"a":2}']],
    [
      'a defect in its last characters',
      '{"x":tru}\n{"a":1}\n{"a":"\\x"}\n{"a":2}\ntru\n{"a":3}\n',
      ['1!malformed-json@0+9', '2:{"a":1}', '3!malformed-json@18+10', '4:{"a":2}', '5!malformed-json@37+3', '6:{"a":3}'],
    ],
    ['NUL bytes', '{"a":1}\n\0\0\0\n{"a":2}\n', ['1:{"a":1}', '2!malformed-json@8+3', '3:{"a":2}']],
    ['a raw control character in a string', '{"a":"\u0001"}\n{"a":2}\n', ['1!malformed-json@0+9', '2:{"a":2}']],
  ];
  it.each(bad)('%s', async (_, text, expected) => {
    expect(await said(text)).toEqual(expected);
  });

  it('skips a line that is too long without losing its neighbours', async () => {
    const long = `{"a":"${'x'.repeat(100)}"}`;
    expect(await said(`{"a":1}\n${long}\n{"a":2}\n${long}`, { maxRecordBytes: 64 })).toEqual([
      '1:{"a":1}',
      '2!record-too-large@8+108',
      '3:{"a":2}',
      '4!record-too-large@125+108',
    ]);
  });

  it('rejects a record that nests too deep, and reads on', async () => {
    const bomb = '{"a":'.repeat(300) + '1' + '}'.repeat(300);
    expect(await said(`${bomb}\n{"a":2}\n`)).toEqual(['1!record-too-deep@0+1801', '2:{"a":2}']);
    expect(await said(`${'['.repeat(100_000)}\n{"a":2}\n`)).toEqual(['1!malformed-json@0+100000', '2:{"a":2}']);
  });

  it('keeps the bytes of a record that is not valid UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}\n{"a":"\uFFFD"}\n')]);
    const { items } = await readAll([bytes]);
    expect(items).toMatchObject([
      { kind: 'record', text: '{"a":"\uFFFD\uFFFD"}', invalidBytes: Uint8Array.from(bytes.subarray(0, 10)) },
      { kind: 'record', text: '{"a":"\uFFFD"}', invalidBytes: null },
    ]);
  });

  it('keeps hostile keys as own properties', async () => {
    const { items } = await readAll(['{"__proto__":{"polluted":1},"constructor":1e400}\n']);
    const [item] = items;
    expect(item?.kind === 'record' && Object.keys(item.value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('says when a decisive key stands twice, however it is spelled', async () => {
    const { notices } = await readAll([
      '{"actionName":"Kernel Exploit","actionName":"Heartbeat"}\n{"actionName":"a","action\\u004eame":"b"}\n{"x":1,"x":2}\n',
    ]);
    expect(notices).toEqual([
      'duplicate-key @0: key "actionName" stands twice in one object',
      'duplicate-key @57: key "actionName" stands twice in one object',
    ]);
  });

  it('reads what is held when the bytes break off, and then says why they did', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* stream('{"a":1}\n{"a":2}');
      throw new Error('cut');
    }
    const items: ReadItem[] = [];
    const reading = (async () => {
      for await (const batch of jsonReader.read(breaking(), LIMITS)) items.push(...batch);
    })();
    await expect(reading).rejects.toThrow('cut');
    expect(items.map(brief)).toEqual(['1:{"a":1}', '2:{"a":2}']);
  });

  it('takes linear time over many broken lines that each begin like a document', async () => {
    // Quadratic time would be minutes here, and the test would run into its limit.
    const { items } = await readAll(['{"a":\n'.repeat(100_000) + '{"x":1}\n{"y":2}\n']);
    expect(items).toHaveLength(100_002);
  });

  it('says with strict which keys stand twice', async () => {
    const { notices } = await readAll(['{"a":1,"b":{"c":1,"c":2},"a":3}\n[{"x":1,"x":2}]'], { strict: true });
    expect(notices).toEqual([
      'duplicate-key @0: key "c", "a" stands twice in one object',
      'duplicate-key @33: key "x" stands twice in one object',
    ]);
  });
});

describe('JSON documents', () => {
  const good: [string, string, string[]][] = [
    ['an array in one line', '[{"a":1},{"a":2}]', ['#0:{"a":1}', '#1:{"a":2}']],
    ['an array, one record a line', '[\n{"a":1},\n{"a":2}\n]\n', ['#0:{"a":1}', '#1:{"a":2}']],
    ['an array with leading commas', '[\n{"a":1}\n,{"a":2}\n]\n', ['#0:{"a":1}', '#1:{"a":2}']],
    ['an empty array', '[]\n', []],
    ['CloudTrail’s envelope', '{"Records":[{"a":1},{"a":2}]}', ['#0:{"a":1}', '#1:{"a":2}']],
    ['Event Hub’s envelope, one record a line', '{"records" : [\n{"a":1},\n{"a":2}\n]}\n', ['#0:{"a":1}', '#1:{"a":2}']],
    ['an envelope with one record on its own line', '{"Records":[\n{"a":1}\n]}\n', ['#0:{"a":1}']],
    ['an empty envelope', '{"Records":[]}', []],
    ['pretty-printed', '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}\n', ['#0:{"a":1,"b":{"c":2}}']],
    ['pretty-printed without indentation', '{\n"a": 1\n}\n{\n"a": 2\n}\n', ['#0:{"a":1}', '#1:{"a":2}']],
    ['several documents', '[{"a":1}]\n[{"a":2}]\n{"Records":[{"a":3}]}\n', ['#0:{"a":1}', '#1:{"a":2}', '#2:{"a":3}']],
    ['values one after another in one line', '{"a":1}{"a":2} {"a":3}\n', ['#0:{"a":1}', '#1:{"a":2}', '#2:{"a":3}']],
    ['pretty-printed values joined', '{\n"a":1\n}{\n"a":2\n}', ['#0:{"a":1}', '#1:{"a":2}']],
    ['lines, then a document, then lines', '{"a":1}\n[\n{"a":2}\n]\n{"a":3}\n', ['1:{"a":1}', '#0:{"a":2}', '5:{"a":3}']],
    ['members that are no objects', '[1,"x",null,[{"a":1}],true]', ['#0:1', '#1:"x"', '#2:null', '#3:[{"a":1}]', '#4:true']],
    ['strings full of structure', '[{"a":"]}[{\\"\\\\"},{"b":"\\\\\\""}]', ['#0:{"a":"]}[{\\"\\\\"}', '#1:{"b":"\\\\\\""}']],
    ['a nested member called Records', '{\n"a":{"Records":[1]}\n}\n', ['#0:{"a":{"Records":[1]}}']],
    ['a member called Records that is no list', '{\n"Records": {"a":1}\n}\n', ['#0:{"Records":{"a":1}}']],
    ['keys beside the records', '{"x":1,"Records":[{"a":1}],"nextToken":"t"}', ['#0:{"a":1}', '#0:envelope(x,nextToken)']],
    ['two lists of records', '{"Records":[{"a":1}],"records":[{"a":2}]}', ['#0:{"a":1}', '#1:{"a":2}']],
  ];
  it.each(good)('%s', async (_, text, expected) => {
    expect(await said(text)).toEqual(expected);
  });

  const bad: [string, string, string[]][] = [
    ['a cut inside a record', '[{"a":1},{"a":', ['#0:{"a":1}', '#1!broken-document@9+5']],
    ['a cut behind a record', '[\n{"a":1},\n{"a":2}\n', ['#0:{"a":1}', '#1:{"a":2}', '#2!broken-document@19+0']],
    ['a missing comma', '[{"a":1}\n{"a":2},{"a":3}]', ['#0:{"a":1}', '#1!broken-document@9+16']],
    ['a trailing comma', '[{"a":1},]', ['#0:{"a":1}', '#1!broken-document@9+1']],
    ['a broken record', '[{"a":1},\n{"a":01},\n{"a":3}]', ['#0:{"a":1}', '#1!broken-document@10+18']],
    ['a raw line break in a string', '[{"a":1},\n{"a":"x\ny"}]', ['#0:{"a":1}', '#1!broken-document@10+12']],
    ['a pretty-printed value that is cut', '{\n  "a": 1,\n  "b": 2\n', ['#0!broken-document@0+21']],
  ];
  it.each(bad)('%s', async (_, text, expected) => {
    const found = await said(text);
    expect(found).toEqual(expected);
  });

  it('skips a member that is too large without losing its neighbours', async () => {
    const large = `{"a":"${'x'.repeat(100)}"}`;
    expect(await said(`[{"a":1},${large},{"a":2}]`, { maxRecordBytes: 64 })).toEqual([
      '#0:{"a":1}',
      '#1!record-too-large@9+108',
      '#2:{"a":2}',
    ]);
  });

  it('reads a document whose first lines are short and whose next line is longer than any look ahead', async () => {
    const records = Array.from({ length: 3 }, () => `{"a":"${'x'.repeat(500_000)}"}`);
    for (const text of [`{\n"Records":[${records.join()}]\n}\n`, `{"Records":\n[${records.join()}]}`, `[\n${records.join()}\n]`]) {
      expect((await readAll([text])).items.map((item) => item.kind)).toEqual(['record', 'record', 'record']);
    }
    const pretty = `{\n"a":"${'x'.repeat(1_200_000)}"\n}\n{"b":1}\n`;
    expect((await readAll([pretty])).items.map((item) => item.kind)).toEqual(['record', 'record']);
  });

  it('takes a long line that only looks like an array for one broken line', async () => {
    const line = `[2026-03-01] ${'x'.repeat(300_000)}`;
    expect(await said(`${line}\n{"a":1}\n`)).toEqual([`1!malformed-json@0+${line.length}`, '2:{"a":1}']);
  });

  it('bounds what an envelope holds beside its records, in depth and in size', async () => {
    const bomb = `${'['.repeat(100_000)}1e5${']'.repeat(100_000)}`;
    const briefly = async (text: string, limits = {}): Promise<string[]> =>
      (await said(text, limits)).map((item) => item.replace(/@.*/, ''));
    expect(await briefly(`{"Records":[{"a":1}],"x":${bomb}}\n{"b":2}\n`)).toEqual(['#0:{"a":1}', '#1!record-too-deep', '2:{"b":2}']);
    expect(await briefly(`{${'"Records":[],'.repeat(100)}"Records":[]}`, { maxRecordBytes: 256 })).toEqual(['#0!broken-document']);
  });

  it('rejects a member that nests too deep, and reads on', async () => {
    const bomb = '{"a":'.repeat(300) + '1' + '}'.repeat(300);
    expect(await said(`[${bomb},{"a":2}]`)).toEqual(['#0!record-too-deep@1+1801', '#1:{"a":2}']);
  });
});

describe('properties', () => {
  const record = fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
  const layouts: Record<string, (records: readonly object[]) => string> = {
    lines: (records) => records.map((r) => `${JSON.stringify(r)}\n`).join(''),
    crlf: (records) => `\uFEFF${records.map((r) => `${JSON.stringify(r)}\r\n`).join('')}`,
    array: (records) => JSON.stringify(records),
    prettyArray: (records) => JSON.stringify(records, null, 2),
    envelope: (records) => JSON.stringify({ Records: records }),
    prettyEnvelope: (records) => JSON.stringify({ records }, null, '\t'),
    joined: (records) => records.map((r) => JSON.stringify(r)).join(''),
    prettyJoined: (records) => records.map((r) => JSON.stringify(r, null, 2)).join('\n'),
  };

  it.each(Object.keys(layouts))('%s: every record once, in order, with its own bytes, however the input is cut', async (layout) => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), cuts, async (records, positions) => {
        // An envelope’s own key inside a record would make that record an envelope.
        const plain = records.map((r) => Object.fromEntries(Object.entries(r).filter(([key]) => !/^records$/i.test(key)))) as object[];
        const bytes = Buffer.from(layouts[layout]!(plain));
        const { items } = await readAll(cut(bytes, positions));
        expect(items.map((item) => item.kind)).toEqual(plain.map(() => 'record'));
        for (const [i, item] of items.entries()) {
          if (item.kind !== 'record') continue;
          expect(JSON.stringify(item.value)).toBe(JSON.stringify(plain[i]));
          const length = Buffer.byteLength(item.text);
          expect(bytes.toString('utf8', item.offset, item.offset + length)).toBe(item.text);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('any bytes at all: cutting the input anywhere changes nothing, and nothing throws', async () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      '\n',
      '\r\n',
      ' ',
      'a',
      '1',
      '-',
      'e',
      'null',
      '{"a":1}',
      '{"Records":[',
      '"records"',
      '\uFEFF',
      '\0',
      'é',
      '\u2028',
      '{"a":{"b":[1,2]}}\n',
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 40 })
      .map((pieces) => Buffer.from(pieces.join('')));
    await fc.assert(
      fc.asyncProperty(text, cuts, fc.constantFrom(16, 64, 1024), async (bytes, positions, maxRecordBytes) => {
        const whole = await readAll([bytes], { maxRecordBytes, strict: true });
        expect(await readAll(cut(bytes, positions), { maxRecordBytes, strict: true })).toEqual(whole);
        expect(await readAll(cut(bytes, Array.from(bytes.keys())), { maxRecordBytes, strict: true })).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  it('no byte that is not white space goes unaccounted for', async () => {
    const damaged = fc.tuple(
      fc.array(record, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('lines', 'array', 'prettyEnvelope'),
      fc.nat(),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async ([records, layout, where, insert]) => {
        const text = layouts[layout]!(records);
        const at = where % (text.length + 1);
        const bytes = Buffer.from(text.slice(0, at) + insert + text.slice(at));
        const { items } = await readAll([bytes]);
        const covered = Buffer.from(bytes);
        for (const item of items) {
          const length = item.kind === 'rejected' ? item.bytes : item.kind === 'record' ? Buffer.byteLength(item.text) : 0;
          covered.fill(0x20, item.offset, item.offset + length);
        }
        // What remains is the skeleton of a document: brackets, commas, an envelope’s keys.
        const remains = covered.toString('latin1').replace(/\xef\xbb\xbf/g, '');
        if (!items.some((item) => item.kind === 'envelope')) expect(remains).toMatch(/^[\s[\],{}:]*("[Rr]ecords"[\s[\],{}:]*)*$/);
      }),
      { numRuns: 500 },
    );
  });
});
