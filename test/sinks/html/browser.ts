/**
 * A headless Chromium for tests of pages.
 *
 * Owns: finding and running it. Must not know: what a page is for. Nothing is downloaded: the test says so when there is none.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  );

/** Path of the browser, or null. */
export const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(runs) ?? null;

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens a file, waits until it has settled, and gives the document as the browser then holds it. */
export function dumpDom(file: string): Promise<string> {
  if (BROWSER === null) throw new Error('no Chromium');
  const profile = mkdtempSync(join(tmpdir(), 'auditsift-browser-'));
  const args = [...FLAGS, `--user-data-dir=${profile}`, '--virtual-time-budget=2000', '--dump-dom', pathToFileURL(file).href];
  const browser = BROWSER;
  return new Promise<string>((resolve, reject) => {
    execFile(browser, args, { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr.slice(-2000)}`));
      else resolve(stdout);
    });
  }).finally(() => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
}
