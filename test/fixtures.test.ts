/** The committed fixtures are what the generator writes: whoever edits one by hand hears of it here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateFixtures } from '../fixtures/generate.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const GENERATED = ['sample', 'layouts', 'defects', 'incident'];
const generated = generateFixtures();

it('nothing is committed that the generator does not write, and nothing is missing', () => {
  const committed = GENERATED.flatMap((folder) =>
    readdirSync(`${FIXTURES}${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FIXTURES.length)),
  );
  expect(committed.sort()).toEqual([...generated.keys()].sort());
});

describe('each file holds what the generator writes (npm run fixtures)', () => {
  const whole = [...generated].filter(([path]) => !/^defects\/.*\.gz$/.test(path));
  it.each(whole)('%s', (path, content) => {
    const committed = readFileSync(FIXTURES + path);
    // Compressed bytes differ between versions of zlib; what they say does not.
    if (path.endsWith('.gz')) expect(gunzipSync(committed).toString()).toBe(gunzipSync(content).toString());
    else expect(committed.toString()).toBe(Buffer.from(content).toString());
  });

  it('defects/truncated.json.gz is gzip that ends too early', () => {
    const committed = readFileSync(`${FIXTURES}defects/truncated.json.gz`);
    expect(committed.subarray(0, 3)).toEqual(Buffer.from([0x1f, 0x8b, 0x08]));
    expect(() => gunzipSync(committed)).toThrow('unexpected end of file');
  });

  it('defects/trailing-garbage.json.gz is whole gzip with text behind it', () => {
    const committed = readFileSync(`${FIXTURES}defects/trailing-garbage.json.gz`);
    const garbage = committed.indexOf('this is not gzip');
    const whole = Buffer.from(generated.get('layouts/delivery/lines.json.gz')!);
    const lines = (gz: Uint8Array): number => gunzipSync(gz).toString().split('\n').length;
    expect(lines(committed.subarray(0, garbage))).toBe(lines(whole));
    expect(committed.subarray(garbage).toString()).toBe('this is not gzip');
  });
});

it('says that it is synthetic', () => {
  expect(existsSync(`${FIXTURES}README.md`) && readFileSync(`${FIXTURES}README.md`, 'utf8')).toContain('**synthetic**');
});
