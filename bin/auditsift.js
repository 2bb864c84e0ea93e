#!/usr/bin/env node
// The launcher: runs the built command line. CommonJS (package.json beside it), so that the loader for modules need not start.
'use strict';
const { existsSync } = require('node:fs');

const bundle = `${__dirname}/../dist/cli/run.js`;
if (existsSync(bundle)) {
  try {
    require('./code-cache.js').useCodeCache();
    require(bundle);
  } catch (error) {
    // Else Node would exit with 1, which is what findings are.
    console.error(`auditsift: part of the package is missing, install it anew: ${String(error).split('\n', 1).join()}`);
    process.exitCode = 70;
  }
} else {
  console.error('auditsift: not built yet; run npm ci && npm run build in the folder of the package');
  process.exitCode = 2;
}
