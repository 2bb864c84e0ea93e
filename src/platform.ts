/** The machine behind the core's Platform port. */
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Platform } from './core/ports.ts';

export const nodePlatform: Platform = {
  digest: (text) => hash('sha256', text, 'hex'),
  now: () => Date.now(),
  toBase64: (bytes) => Buffer.from(bytes).toString('base64'),
  breathe: () => setImmediate(),
};
