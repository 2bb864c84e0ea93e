#!/usr/bin/env node
// The launcher: runs the built command line. CommonJS (package.json beside it), so that the loader for modules need not start.
'use strict';
const { existsSync } = require('node:fs');

const bundle = `${__dirname}/../dist/cli/run.js`;
if (existsSync(bundle)) {
  require('./code-cache.js').useCodeCache();
  require(bundle);
} else {
  console.error('auditsift: not built yet; run npm ci && npm run build in the folder of the package');
  process.exitCode = 2;
}
