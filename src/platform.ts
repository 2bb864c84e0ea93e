/** The machine behind the core's Platform port. `node:crypto` is loaded for the first digest: without findings there is none. */
import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { Platform } from './core/ports.ts';

export const nodePlatform: Platform = {
  digest: (text) => process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex'),
  now: () => Date.now(),
  toBase64: (bytes) => Buffer.from(bytes).toString('base64'),
  breathe: () => setImmediate(),
};
