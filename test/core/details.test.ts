import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDetails } from '../../src/core/details.ts';
import { isArray, isObject, textOf, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';

const NONE = { description: null, program: null, args: null, pid: null, user: null, container: null, image: null };
const ofResult = (result: JsonValue): unknown => readDetails({ response: { result } });

/** Level by level, each member in turn. */
function plainDetails(alert: JsonObject): unknown {
  const found = new Map<string, string>();
  for (let level: readonly JsonValue[] = [alert]; level.length > 0;) {
    const members = level.flatMap((object) => (isObject(object) ? Object.entries(object) : []));
    for (const [key, value] of members) {
      const texts = [value].flat().map((item) => textOf(item));
      const text = texts.length > 0 && texts.every((one) => one !== undefined) ? texts.join(' ') : '';
      const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
      if (text !== '' && !found.has(name)) found.set(name, text);
    }
    level = members.flatMap(([, value]) => (isArray(value) ? [...value] : [value]));
  }
  const first = (...names: string[]): string | null => names.map((name) => found.get(name)).find((text) => text !== undefined) ?? null;
  return {
    description: first('description', 'message'),
    program: first('programpath', 'program', 'executable', 'processname', 'path'),
    args: first('programarguments', 'programargs', 'args', 'arguments', 'argv', 'commandline', 'cmdline'),
    pid: first('pid', 'processid', 'tgid'),
    user: first('username', 'user', 'uid'),
    container: first('containername', 'containerid', 'container'),
    image: first('imagename', 'containerimage', 'image', 'imageid'),
  };
}

describe('what the sensor’s own alert tells', () => {
  const alert: JsonObject = {
    description: 'a shell',
    processInfo: { program: { path: '/bin/sh', arguments: ['-c', 'id'] }, pid: 4711, userName: 'root' },
    location: { container: { containerName: 'c', imageName: 'i:1' } },
  };
  const known = { description: 'a shell', program: '/bin/sh', args: '-c id', pid: '4711', user: 'root', container: 'c', image: 'i:1' };

  it('is found in text and in a struct', () => {
    expect(ofResult(JSON.stringify(alert))).toEqual(known);
    expect(ofResult(alert)).toEqual(known);
  });

  it('is found without regard to the spelling of keys', () => {
    expect(ofResult({ Process_Name: '/bin/a', 'COMMAND-LINE': 'a b', ProcessId: 1, user_name: 'u' })).toMatchObject({
      ...{ program: '/bin/a', args: 'a b', pid: '1', user: 'u' },
    });
  });

  it('is the one nearest to the root', () => {
    expect(ofResult({ ancestors: [{ pid: 1 }], process: { child: { pid: 3 }, pid: 2 } })).toMatchObject({ pid: '1' });
    expect(ofResult({ process: { child: { pid: 3 } }, pid: 2 })).toMatchObject({ pid: '2' });
    expect(ofResult({ a: { b: { pid: 3 } }, c: { pid: 2 } })).toMatchObject({ pid: '2' });
  });

  it('is exact: numbers are texts, lists of texts are joined', () => {
    expect(ofResult('{"pid":9007199254740993,"args":["a",1,true]}')).toMatchObject({ pid: '9007199254740993', args: 'a 1 true' });
  });

  it.each(['', 'Known viruses: 8700000', '{"description":"cut he... truncated', 'null', '[1]', '[{"pid":1}]'])(
    'is nothing in %j',
    (result) => {
      expect(ofResult(result)).toEqual(NONE);
    },
  );

  it('is nothing without a response', () => {
    for (const fields of [{}, { response: null }, { response: 'x' }, { response: [] }, { response: {} }])
      expect(readDetails(fields)).toEqual(NONE);
  });

  it('empty texts and lists of objects are no details', () => {
    expect(ofResult({ pid: '', args: [], program: [{ path: '/x' }] })).toMatchObject({ pid: null, args: null, program: '/x' });
  });

  it('is bounded: of huge alerts only the beginning is looked through', () => {
    const wide = Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`k${i}`, i]));
    expect(ofResult({ ...wide, pid: 1 })).toEqual(NONE);
    expect(ofResult({ pid: 1, ...wide })).toMatchObject({ pid: '1' });
  });

  it('any alert at all: what going through it plainly finds', () => {
    const key = fc.oneof(
      fc.constantFrom('pid', 'Process-ID', 'tgid', 'USER', 'uid', 'message', 'Description', 'path', 'args', 'image'),
      fc.string(),
    );
    const alerts = fc.letrec<{ value: JsonValue; alert: JsonObject }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>('', 'x', 'y', 1, null, true),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('alert'),
      ),
      alert: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    })).alert;
    fc.assert(
      fc.property(alerts, (alert) => {
        expect(ofResult(alert)).toEqual(plainDetails(alert));
      }),
      { numRuns: 1000 },
    );
  });

  it('any alert at all: texts or null, no exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const detail of Object.values(readDetails({ response: { result: JSON.stringify(value) } }))) {
          expect(detail === null || typeof detail === 'string').toBe(true);
        }
      }),
    );
  });
});
