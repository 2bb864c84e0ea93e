// Compiles the scanners (AssemblyScript) and embeds them: src/scanner/assembly/ → src/scanner/line-scan-module.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const source = 'src/scanner/assembly/index.ts';
const target = new URL('src/scanner/line-scan-module.ts', root);
const options = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
];

/** The text of the module that embeds the compiled scanner; the same source gives the same text. */
export function embedScanner(): string {
  const folder = mkdtempSync(join(tmpdir(), 'auditsift-scanner-'));
  const binary = join(folder, 'line-scan.wasm');
  try {
    const compiler = fileURLToPath(new URL('node_modules/assemblyscript/bin/asc.js', root));
    execFileSync(process.execPath, [compiler, source, '--outFile', binary, ...options], { cwd: fileURLToPath(root) });
    return `/** Compiled from assembly/ by \`npm run build:scanner\`; a test compares the two. Do not edit. */\nexport const LINE_SCAN_MODULE =\n  '${readFileSync(binary).toString('base64')}';\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, embedScanner());
