/** The reader of flow logs. Samples are AWS's own examples (fixtures/vpcflow); everything else is synthetic. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FLOW_LAYOUT, FLOW_FIELDS, parseFlowFormat } from '../../src/core/flow-fields.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { isObject, textOf, type ExactNumber } from '../../src/core/json/value.ts';
import type { RawRecord, ReadItem, ReadLimits, RejectedRecord } from '../../src/core/ports.ts';
import { createFlowLogReader, flowLogReader } from '../../src/readers/flow-log.ts';
import { cut, cuts, LIMITS, stream } from '../helpers/streams.ts';

const SAMPLES = 'fixtures/vpcflow';
const LINE = '2 000000000000 eni-00000000000000001 10.0.0.1 203.0.113.5 40000 443 6 5 800 1772352000 1772352060 ACCEPT OK';

async function read(
  chunks: readonly (string | Uint8Array)[],
  { layout = null, ...limits }: Partial<ReadLimits> & { readonly layout?: readonly string[] | null } = {},
): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  const reader = createFlowLogReader(layout);
  for await (const batch of reader.read(stream(...chunks), { ...LIMITS, ...limits })) items.push(...batch);
  return items;
}

const records = (items: readonly ReadItem[]): RawRecord[] => items.filter((item) => item.kind === 'record');
const rejects = (items: readonly ReadItem[]): RejectedRecord[] => items.filter((item) => item.kind === 'rejected');
const values = (items: readonly ReadItem[]): unknown[] => records(items).map(({ value }) => value);
const head = (text: string): Uint8Array => Buffer.from(text).subarray(0, 512);

describe('AWS’s examples', () => {
  it.each(readdirSync(SAMPLES).filter((name) => name.endsWith('.log')))(
    '%s: every line and field, as a plain split tells them',
    async (name) => {
      const bytes = readFileSync(`${SAMPLES}/${name}`);
      const lines = bytes.toString().trimEnd().split('\n');
      const names = name.includes('no_header') ? DEFAULT_FLOW_LAYOUT : lines.shift()!.trim().split(/ +/);
      const expected = lines.map((line) => {
        const words = line.trim().split(/ +/);
        const pairs = names.map((field, i): [string, string] => [field, words[i]!]);
        return Object.fromEntries(pairs.filter(([, word]) => word !== '-'));
      });
      const items = await read([bytes]);
      expect(rejects(items)).toEqual([]);
      const asText = records(items).map(({ value }) =>
        Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, field]) => [key, textOf(field)])),
      );
      expect(asText).toEqual(expected);
      expect(flowLogReader.recognises(bytes.subarray(0, 512))).toBe(true);
    },
  );

  it('have as many records, bytes and packets as were counted by hand', async () => {
    const items = await read([readFileSync(`${SAMPLES}/default_v2_no_header.log`)]);
    const sum = (field: string): number =>
      records(items).reduce((total, { value }) => total + Number(textOf(isObject(value) ? value[field] : undefined) ?? 0), 0);
    expect([items.length, sum('packets'), sum('bytes')]).toEqual([7, 20 + 20 + 4 + 4 + 54, 4249 + 4249 + 336 + 336 + 8855]);
  });
});

describe('a record', () => {
  it('has AWS’s names, numbers as numbers, ids as text, and no field that is absent', async () => {
    const [record] = records(await read([`${LINE}\n`]));
    expect(record).toMatchObject({ line: 1, offset: 0, index: null, invalidBytes: null });
    expect(record!.value).toEqual({
      ...{ version: 2, 'account-id': '000000000000', 'interface-id': 'eni-00000000000000001', srcaddr: '10.0.0.1', dstaddr: '203.0.113.5' },
      ...{ srcport: 40000, dstport: 443, protocol: 6, packets: 5, bytes: 800, start: 1772352000, end: 1772352060 },
      ...{ action: 'ACCEPT', 'log-status': 'OK' },
    });
    const [silent] = records(await read(['2 000000000000 eni-00000000000000001 - - - - - - - 1772352000 1772352060 - NODATA']));
    expect(Object.keys(silent!.value as object)).toEqual(['version', 'account-id', 'interface-id', 'start', 'end', 'log-status']);
  });

  it('is JSON of the same value, with every digit', async () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String);
    await fc.assert(
      fc.asyncProperty(digits, fc.stringMatching(/^[^\s-][^\s]{0,20}$/), async (bytes, account) => {
        const [record] = records(await read([`srcaddr dstaddr bytes account-id\n10.0.0.1 ::1 ${bytes} ${account}`]));
        expect(parseJson(record!.text)).toEqual(record!.value);
        expect(textOf((record!.value as Record<string, ExactNumber>)['bytes'])).toBe(bytes);
      }),
      // A double has exactly this value, and prints it with an exponent.
      { examples: [['1192092895507812500000000000000000', '!']] },
    );
  });

  it('keeps a number that JSON would not spell so as text', async () => {
    expect(values(await read(['srcaddr dstaddr bytes\n10.0.0.1 ::1 007']))).toMatchObject([{ bytes: '007' }]);
  });

  it('keeps the bytes of what is no UTF-8', async () => {
    const line = Buffer.concat([Buffer.from('interface-id srcaddr dstaddr\neni-'), Buffer.from([0xff]), Buffer.from(' 10.0.0.1 ::1\n')]);
    const [record] = records(await read([line]));
    expect(Buffer.from(record!.invalidBytes!)).toEqual(line.subarray(line.indexOf('\n') + 1, -1));
  });

  it('may hold anything where text stands: NULs, quotes, keys of objects', async () => {
    const [record] = records(await read(['srcaddr dstaddr vpc-id az-id\n10.0.0.1 ::1 "\u0000\\ __proto__']));
    expect(record!.value).toMatchObject({ 'vpc-id': '"\u0000\\', 'az-id': '__proto__' });
    expect(parseJson(record!.text)).toEqual(record!.value);
  });
});

describe('layouts', () => {
  it('a header counts from where it stands, again and again, also behind a format that was given', async () => {
    const text = `srcaddr dstaddr bytes\n10.0.0.1 10.0.0.2 7\nsrcaddr dstaddr bytes\n10.0.0.3 10.0.0.4 8\ndstaddr srcaddr\n10.0.0.5 10.0.0.6\n`;
    const expected = [
      { srcaddr: '10.0.0.1', dstaddr: '10.0.0.2', bytes: 7 },
      { srcaddr: '10.0.0.3', dstaddr: '10.0.0.4', bytes: 8 },
      { srcaddr: '10.0.0.6', dstaddr: '10.0.0.5' },
    ];
    expect(values(await read([text]))).toEqual(expected);
    expect(values(await read([text], { layout: ['bytes', 'version'] }))).toEqual(expected);
  });

  it('a format that was given is for lines without a header', async () => {
    const layout = ['dstaddr', 'srcaddr', 'instance-id'];
    expect(values(await read(['10.0.0.1 10.0.0.2 i-1'], { layout }))).toEqual([
      { dstaddr: '10.0.0.1', srcaddr: '10.0.0.2', 'instance-id': 'i-1' },
    ]);
  });

  it.each([
    ['fields of every version', [...FLOW_FIELDS].join(' ')],
    ['fields that came later', 'version srcaddr dstaddr bytes resource-id encryption-status'],
    ['underscores', 'account_id interface_id srcaddr dstaddr'],
  ])('a header may hold %s', async (_, header) => {
    const names = header.split(' ').map((name) => name.replaceAll('_', '-'));
    const line = names.map((name) => (name.endsWith('addr') ? '10.0.0.1' : '1')).join(' ');
    const items = await read([`${header}\n${line}\n`]);
    expect(rejects(items)).toEqual([]);
    expect(Object.keys(values(items)[0] as object)).toEqual(names);
    expect(flowLogReader.recognises(head(`${header}\n`))).toBe(true);
  });

  it('CloudWatch’s time before a line is kept apart', async () => {
    expect(values(await read([`2026-03-01T08:00:05.000Z ${LINE}\n${LINE}`]))).toMatchObject([
      { '@timestamp': '2026-03-01T08:00:05.000Z', version: 2, 'log-status': 'OK' },
      { version: 2, 'log-status': 'OK' },
    ]);
    const layout = ['srcaddr', 'dstaddr'];
    expect(values(await read(['2026-03-01T08:00:05Z 10.0.0.1 ::1'], { layout }))).toMatchObject([{ srcaddr: '10.0.0.1', dstaddr: '::1' }]);
  });

  it('runs of white space, CRLF, blank lines, a byte-order mark and a missing last line break change nothing', async () => {
    const plain = await read([`${LINE}\n${LINE}`]);
    const odd = await read([`\uFEFF\r\n \n${LINE.replaceAll(' ', ' \t ')} \r\n\n  ${LINE}`]);
    expect(values(odd)).toEqual(values(plain));
    expect(rejects(odd)).toEqual([]);
    expect(records(odd).map(({ line }) => line)).toEqual([3, 5]);
  });

  it.each([
    ['${version} ${account-id}  ${srcaddr}', ['version', 'account-id', 'srcaddr']],
    ['version,account_id, srcaddr', ['version', 'account-id', 'srcaddr']],
    ['srcaddr dstaddr new-field', ['srcaddr', 'dstaddr', 'new-field']],
  ])('a user may write %s', (text, layout) => {
    expect(parseFlowFormat(text)).toEqual({ layout });
  });

  it.each([
    ['', 'it names no field'],
    ['srcaddr srcaddr', 'it names srcaddr twice'],
    ['srcaddr $dstaddr', '"$dstaddr" is no name of a field'],
    ['source destination srcaddr', 'source, destination are no fields of flow logs'],
  ])('but not %j', (text, error) => {
    expect(parseFlowFormat(text)).toEqual({ error });
  });
});

describe('what cannot be read', () => {
  it('is rejected with line, offset and text, and nothing else is lost', async () => {
    const bad = ['2 000000000000', `${LINE} more`, LINE.replace('10.0.0.1', '10.0.0'), LINE.replace(' 800 ', ' 8e2 '), '\u0000'];
    const text = bad.flatMap((line) => [LINE, line]).join('\n');
    const items = await read([text]);
    expect(records(items).length).toBe(bad.length);
    expect(rejects(items).map(({ detail, line, raw }) => [line, raw, detail])).toEqual([
      [2, bad[0], 'it has 2 fields, and its layout 14'],
      [4, bad[1], 'it has 15 fields, and its layout 14'],
      [6, bad[2], 'its srcaddr is no address'],
      [8, bad[3], 'its bytes is no number'],
      [10, bad[4], 'it has 1 field, and its layout 14'],
    ]);
    for (const { code, offset, raw, bytes } of rejects(items)) {
      expect(code).toBe('malformed-flow');
      expect(
        Buffer.from(text)
          .subarray(offset, offset + bytes)
          .toString(),
      ).toBe(raw);
    }
  });

  it('lines whose order nothing tells are named, until something does', async () => {
    const custom = 'eni-00000000000000001 10.0.0.1 203.0.113.5 ACCEPT';
    const items = await read([`${custom}\n${LINE}\n${custom}\ninterface-id srcaddr dstaddr action\n${custom}`]);
    expect(items.map((item) => (item.kind === 'rejected' ? item.code : item.kind))).toEqual([
      'flow-log-layout',
      'record',
      'malformed-flow',
      'record',
    ]);
    expect(flowLogReader.recognises(head(custom))).toBe(true);
  });

  it('a header that names a field twice is no layout', async () => {
    const items = await read(['srcaddr dstaddr srcaddr\n10.0.0.1 ::1 ::2']);
    expect(rejects(items).map(({ code, detail }) => [code, detail])).toEqual([
      ['flow-log-layout', 'its header names srcaddr twice'],
      ['flow-log-layout', '3 fields that no header names, and not as in the default'],
    ]);
  });

  it('a line of a million words costs one reject', async () => {
    const [item] = rejects(await read([`${'a '.repeat(1_000_000)}\n`]));
    expect(item).toMatchObject({ code: 'flow-log-layout', detail: expect.stringContaining('more than 256 fields') as string });
  });

  it('a line without an end is skipped in bounded memory, and the next one read', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${LINE}\n`);
      for (let i = 0; i < 1024; i++) yield piece;
      yield Buffer.from(`\n${LINE}\n`);
    }
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const items: ReadItem[] = [];
    for await (const batch of flowLogReader.read(endless(), LIMITS)) {
      items.push(...batch);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(items.map(({ kind }) => kind)).toEqual(['record', 'rejected', 'record']);
    expect(items[1]).toMatchObject({ code: 'record-too-large', bytes: 1024 ** 3, line: 2, offset: LINE.length + 1 });
    expect(items[2]).toMatchObject({ line: 3, offset: LINE.length + 1 + 1024 ** 3 + 1 });
    expect(most).toBeLessThan(200 * 1024 * 1024);
  });
});

it('says the same wherever the input is cut, and accounts for every line', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      LINE,
      LINE.replace('443', '-'),
      `2026-03-01T08:00:05.000Z ${LINE}`,
      DEFAULT_FLOW_LAYOUT.join(' '),
      'srcaddr dstaddr',
      '::1 ::2',
      '',
      'é \uFFFD',
    ),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), cuts, async (lines, eol, positions) => {
      const bytes = Buffer.from(lines.join(eol));
      const limits = { maxRecordBytes: 150 };
      const whole = await read([bytes], limits);
      expect(await read(cut(bytes, positions), limits)).toEqual(whole);
      // Each line is a record, a reject, a header or empty; the oracle splits.
      const told = bytes
        .toString('latin1')
        .split('\n')
        .filter((text) => /[^ \t\r]/.test(text) && !/^\s*[a-z-]*addr [a-z-]*addr\s*$|^version account-id/.test(text));
      expect(whole.length).toBe(told.length);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['a JSON record', '{"interface-id":"eni-00000000000000001","srcaddr":"10.0.0.1"}'],
  ['an array', '[{"srcaddr":"10.0.0.1"}]'],
  ['nothing', ''],
  ['prose', 'version start end'],
  ['a web server’s log', '10.0.0.1 - - [01/Mar/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 5'],
  ['CSV', 'srcaddr,dstaddr,bytes'],
])('does not take %s', (_, text) => {
  expect(flowLogReader.recognises(head(text))).toBe(false);
});
