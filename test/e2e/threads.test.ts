/** Real threads in the built command and library: they change nothing but the time. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { alert, heartbeat, START } from '../../fixtures/records.ts';
import { linesOf } from '../helpers/scan.ts';
import { runCli, temporaryFolder } from '../helpers/spawn.ts';

const MIB = 1024 * 1024;

/** Many heartbeats with something to find, to reject and to read otherwise among them. */
function manyLines(bytes: number): Buffer {
  const beats = Array.from({ length: 200 }, (_, i) => heartbeat(`i-${i % 7}`, START + i * 1000, 1));
  const block = linesOf(...beats);
  const found = linesOf(alert('Kernel Module Loaded', 'i-1', START));
  const special = ['{"broken":\n', found, `[${found.trim()}]\n`, JSON.stringify(JSON.parse(found) as unknown, null, 2) + '\n', '{"a":1}\n'];
  let text = '';
  for (let i = 0; text.length < bytes; i++) text += block + (i % 97 === 0 ? (special[(i / 97) % special.length] ?? '') : '');
  return Buffer.from(text);
}

it('a scan says the same on one thread and on three', async () => {
  const root = temporaryFolder();
  const folder = `${root}/logs`;
  mkdirSync(folder);
  const lines = manyLines(24 * MIB);
  for (const name of ['a', 'b', 'c']) writeFileSync(`${folder}/${name}.json`, lines);
  writeFileSync(`${folder}/d.json.gz`, gzipSync(lines, { level: 1 }));
  writeFileSync(`${folder}/e.json.gz`, gzipSync(lines, { level: 1 }).subarray(0, 100_000));
  for (let i = 0; i < 50; i++)
    writeFileSync(`${folder}/small-${i}.json`, linesOf(heartbeat('i-1', START, i), alert('Kernel Module Loaded', 'i-1', START)));
  const outcomes: unknown[] = [];
  for (const threads of ['1', '3']) {
    const files = { summary: `${root}/s${threads}.json`, rejects: `${root}/r${threads}.jsonl` };
    const { summary, rejects } = files;
    const { stdout, stderr, code } = await runCli(['-q', '--threads', threads, '--summary', summary, '--rejects', rejects, folder]);
    const told = JSON.parse(readFileSync(summary, 'utf8')) as Record<string, unknown>;
    outcomes.push({ stdout, stderr, code, rejects: readFileSync(rejects, 'utf8'), summary: JSON.stringify({ ...told, durationMs: null }) });
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[0]).toMatchObject({ code: 3 });
}, 60_000);

it('and so does the library', () => {
  const root = temporaryFolder();
  const lines = manyLines(24 * MIB);
  for (const name of ['a', 'b', 'c']) writeFileSync(`${root}/${name}.json`, lines);
  const program = `
    import { readFileSync } from 'node:fs';
    import { compileRules, parseRules, scan } from ${JSON.stringify(new URL('../../dist/lib/index.js', import.meta.url))};
    const rules = compileRules(parseRules(readFileSync('rules.json', 'utf8'), 'rules.json'));
    const running = scan({ paths: [process.argv[1]], rules, threads: Number(process.argv[2]) });
    for await (const { id, source } of running.findings) console.log(id, source.uri, source.line, source.index, source.offset);
    const { durationMs, ...summary } = await running.summary;
    console.log(JSON.stringify(summary));`;
  const [one, three] = ['1', '3'].map((threads) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program, root, threads], { encoding: 'utf8', maxBuffer: 64 * MIB }),
  );
  expect(three?.stdout).toBe(one?.stdout);
  expect(JSON.parse(one?.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ validation: 'shape', artifacts: { read: 3 } });
}, 60_000);
