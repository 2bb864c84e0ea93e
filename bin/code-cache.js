/**
 * Compiled code of the built command line: V8's code cache stands beside each file (scripts/make-code-cache.cjs made it), and a start
 * takes a sixth less. What another version of Node, or one with other flags, cannot use, it refuses; then the source is compiled as ever.
 */
'use strict';
const { readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const folder = join(__dirname, '..', 'dist', 'cli');

exports.cachePathOf = (file) => `${file}.cache`;

/**
 * From now on, the files of the command line are run from their cache.
 * @param onScript hears of each file and its script, and has files without a cache compiled in this way as well
 */
exports.useCodeCache = (onScript = null) => {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, file, ...rest) {
    const cachedData = dirname(file) === folder ? read(file) : undefined;
    if (cachedData === undefined && (onScript === null || dirname(file) !== folder)) return compile.call(this, content, file, ...rest);
    const script = new Script(Module.wrap(content), { filename: file, cachedData });
    if (onScript === null && script.cachedDataRejected !== false) return compile.call(this, content, file, ...rest);
    onScript?.(file, script);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, Module.createRequire(file), this, file, folder);
  };
};

/** Undefined when there is none, or the file was changed since: V8 itself compares no more than its length. */
function read(file) {
  const cache = exports.cachePathOf(file);
  try {
    return statSync(cache).mtimeMs >= statSync(file).mtimeMs ? readFileSync(cache) : undefined;
  } catch {
    return undefined;
  }
}
