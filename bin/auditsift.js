#!/usr/bin/env node
// The launcher: runs the built command line.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/cli/run.js', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error('auditsift: not built yet; run npm ci && npm run build in the folder of the package');
  process.exitCode = 2;
}
