// Makes the code cache of the built command line (bin/code-cache.js): has it carry out a command, or a scout's thread go through the sample,
// so that what they compile on the way is part of it. Files that have a cache are left alone.
// Usage: node scripts/make-code-cache.cjs scout | <words of a command>
'use strict';
const { existsSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { MessageChannel, Worker, isMainThread, workerData } = require('node:worker_threads');
const { cachePathOf, useCodeCache } = require('../bin/code-cache.js');

const root = join(__dirname, '..');
const sample = join(root, 'fixtures', 'sample');
const scripts = [];
useCodeCache((file, script) => scripts.push({ file, script }));
process.on('exit', () => {
  for (const { file, script } of scripts) if (!existsSync(cachePathOf(file))) writeFileSync(cachePathOf(file), script.createCachedData());
});

const [what] = process.argv.slice(2);
if (!isMainThread) {
  require('../dist/cli/scout.js');
  workerData.end.on('message', () => process.exit());
} else if (what === 'scout') void startThread();
else require('../dist/cli/run.js');

/** Has a thread go through one file. */
async function startThread() {
  const { routingKeysOf } = await import('../dist/lib/scanner/record-skipper.js');
  const { SCHEMAS } = await import('../dist/lib/registry.js');
  const names = readdirSync(sample, { recursive: true }).filter((name) => name.endsWith('.json'));
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  const data = { keys: routingKeysOf(SCHEMAS), longestSkippedLine: 65_536 };
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(__filename, { workerData: { waiting, data, end: port2 }, transferList: [port2] });
  const tasks = names.map((name, id) => ({ id, task: { kind: 'file', path: Buffer.from(join(sample, name)) } }));
  await new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', ({ reports }) => {
      if (reports.some(({ id, isDone }) => isDone && id === tasks.length - 1)) port1.postMessage('end');
    });
    worker.on('exit', resolve);
    worker.postMessage({ tasks, verdicts: [], dropped: [] });
  });
}
