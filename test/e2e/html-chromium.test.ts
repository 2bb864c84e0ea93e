/** The pages in a real browser: no text of a log runs. Without one it says what it leaves out. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostileInvestigationPage, hostileScanPage } from '../helpers/hostile-pages.ts';

const names = [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome'].filter((name) => name !== undefined);
const browser = names.find((name) => spawnSync(name, ['--version']).status === 0);

if (browser === undefined) {
  console.log(
    'The pages in a browser are left out (no chromium, chromium-browser or google-chrome, nor $CHROMIUM): that no text of a log runs.',
  );
}

/** The document as the browser has it after loading, with scripts allowed to whoever gets past the page. */
function domOf(html: string): string {
  return opened(
    html,
    () => '--dump-dom',
    (dom) => dom,
  );
}

/** Width and height of the paper that the browser prints the page on. */
function paperOf(html: string): readonly number[] {
  return opened(
    html,
    (folder) => `--print-to-pdf=${join(folder, 'page.pdf')}`,
    (_said, folder) =>
      (/\/MediaBox *\[0 0 ([\d.]+) ([\d.]+)\]/.exec(readFileSync(join(folder, 'page.pdf'), 'latin1')) ?? []).slice(1).map(Number),
  );
}

function opened<T>(html: string, what: (folder: string) => string, answer: (said: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-page-'));
  try {
    const file = join(folder, 'page.html');
    writeFileSync(file, html);
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
    const more = ['--disable-component-update', '--disable-sync', `--user-data-dir=${join(folder, 'profile')}`, what(folder)];
    const said = execFileSync(browser ?? '', [...flags, ...more, `file://${file}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    });
    return answer(said, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe.skipIf(browser === undefined).each([
  ['investigation', hostileInvestigationPage],
  ['scan', hostileScanPage],
])('the page of a hostile %s in a browser', (_name, page) => {
  it('runs nothing, even without its policy', () => {
    const dom = domOf(page().replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''));
    expect(dom).not.toContain('<title>ran</title>');
    expect(dom).not.toMatch(/<script|<img|<textarea/);
  }, 90_000);

  it('prints on paper that is wide enough for its tables', () => {
    const [width = 0, height = 0] = paperOf(page());
    expect(width).toBeGreaterThan(height);
    expect(height).toBeGreaterThan(0);
  }, 90_000);

  it('stops a script by its policy if one ever got in', () => {
    const probe = '<script>document.title="ran"</script></body>';
    expect(domOf(page().replace('</body>', probe))).not.toContain('<title>ran</title>');
    const open = page().replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    expect(domOf(open.replace('</body>', probe))).toContain('<title>ran</title>');
  }, 180_000);
});
