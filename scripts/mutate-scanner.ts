// Takes the guards of the plain scanner away, one at a time, and looks whether the property tests notice. Restores the file.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const scanner = new URL('../src/scanner/plain-scanner.ts', import.meta.url);
const whole = readFileSync(scanner, 'utf8');

/** Guard → the text it stands in and what is left without it. */
const mutations: Readonly<Record<string, readonly [guarded: string, unguarded: string]>> = {
  'an escape may spell a key (line)': ['if (this.#hasEscape(start, end)) return null;', ''],
  'an escape may spell a key (element)': ['if (depth === 1 && isKeyEscape(memory, at)) isFit = false;', ''],
  'a foreign key': ["if (slot === 'foreign') return false;", "if (slot === 'foreign') return true;"],
  'a key that stands twice, the last taken': ['isSecond ? null : this', 'this'],
  'a key that stands twice, the first taken': [
    'const isSecond = values[slot.role] !== undefined;',
    'const isSecond = false;\n    if (values[slot.role] !== undefined) return true;',
  ],
  'two spellings': ['routing.length !== 1 || ', ''],
  'keys below the top': ['&& !this.#standAtTop(start, line.keysAt)', '&& false'],
  'the depth of a key': ['if (depth !== 1) return false;', ''],
  'the depth of an element’s key': ['if (depth === 1 && !this.#takeKey(', 'if (!this.#takeKey('],
  'a backslash in a value': ['byte === BACKSLASH || byte >= 0x80', 'byte >= 0x80'],
  'a letter beyond ASCII in a value': ['byte === BACKSLASH || byte >= 0x80 || byte < 0x20', 'byte === BACKSLASH'],
  'the shape of a line': [' || memory[start] !== OPEN_BRACE || memory[last] !== CLOSE_BRACE', ''],
  'the workspace and day': ['if (!this.#isContext(line)) return STOP.newContext;', ''],
  'the verdict on a pair': ['if (pair.verdict === VERDICT.read) return STOP.readLine;', ''],
};

let survivors = 0;
try {
  for (const [guard, [guarded, unguarded]] of Object.entries(mutations)) {
    if (whole.split(guarded).length !== 2) throw new Error(`${guard}: the scanner does not hold ${JSON.stringify(guarded)} exactly once`);
    writeFileSync(
      scanner,
      whole.replace(guarded, () => unguarded),
    );
    const arguments_ = ['node_modules/vitest/vitest.mjs', 'run', 'test/property/skipping.test.ts', '-t', 'plain TypeScript'];
    const { status } = spawnSync(process.execPath, arguments_, { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'ignore' });
    if (status === 0) survivors++;
    console.log(`${status === 0 ? 'NOT NOTICED' : 'noticed    '}  ${guard}`);
  }
} finally {
  writeFileSync(scanner, whole);
}
console.log(`${Object.keys(mutations).length - survivors} of ${Object.keys(mutations).length} missing guards were noticed`);
process.exitCode = survivors === 0 ? 0 : 1;
