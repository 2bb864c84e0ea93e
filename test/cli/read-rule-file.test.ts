/** The text of a rule file: from files, pipes and what never ends. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { readRuleFile } from '../../src/cli/load-rules.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { LONGEST_FILE } from '../../src/core/rules/index.ts';
import { temporaryFolder } from '../helpers/spawn.ts';

function fileWith(text: string | Uint8Array): string {
  const file = `${temporaryFolder()}/rules.yml`;
  writeFileSync(file, text);
  return file;
}

it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('reads a file of %i bytes to its end', (length) => {
  const text = 'a'.repeat(length);
  expect(readRuleFile(fileWith(text))).toBe(text);
});

it('decodes characters wherever they stand, leaves a byte order mark out, and puts U+FFFD for what is no UTF-8', () => {
  const text = '– Ä 𝄞 '.repeat(20_000);
  expect(readRuleFile(fileWith(text))).toBe(text);
  expect(readRuleFile(fileWith(`\ufeff${text}`))).toBe(text);
  expect(readRuleFile(fileWith(Uint8Array.of(0x61, 0xff, 0x62)))).toBe('a\ufffdb');
});

it('reads a pipe to its end, whatever it gives at a time', () => {
  const pipe = `${temporaryFolder()}/pipe`;
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', `{ printf 'one '; sleep 0.1; head -c 300000 /dev/zero; printf ' two'; } > '${pipe}'`]);
  onTestFinished(() => void writer.kill());
  expect(readRuleFile(pipe)).toBe(`one ${'\0'.repeat(300_000)} two`);
});

it('of what is too long it reads no more than shows it', () => {
  expect(readRuleFile('/dev/zero')).toHaveLength(4 * LONGEST_FILE + 1);
  const file = fileWith('');
  const descriptor = openSync(file, 'w');
  // A file of 3 GiB that takes no room.
  writeSync(descriptor, 'x', 3 * 2 ** 30);
  closeSync(descriptor);
  expect(readRuleFile(file)).toHaveLength(4 * LONGEST_FILE + 1);
});

it.each(['no-such-file', 'rules'])('says that %s cannot be read', (name) => {
  expect(() => readRuleFile(name)).toThrow(UsageError);
  expect(() => readRuleFile(name)).toThrow(`rule file ${name} cannot be read: `);
});
