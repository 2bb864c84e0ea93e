/** Node's zlib, loaded when something compressed comes: a scan of plain files starts without it, and so does each of its threads. */
import type * as Zlib from 'node:zlib';

/** The module `node:zlib`. */
export const zlib = (): typeof Zlib => process.getBuiltinModule('node:zlib');
