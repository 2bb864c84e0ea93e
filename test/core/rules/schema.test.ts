import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleFileSchema } from '../../../src/core/rules/index.ts';

const ROOT = new URL('../../../', import.meta.url);

describe('the published schema of rule files', () => {
  it('is the one in docs/ (run `npx tsx scripts/generate-rules-schema.ts` when this fails)', () => {
    expect(JSON.parse(readFileSync(new URL('docs/rules.schema.json', ROOT), 'utf8'))).toEqual(ruleFileSchema());
  });

  it('describes the parts of a rule', () => {
    const { $defs } = ruleFileSchema() as { $defs: { Rule: { required: string[]; properties: Record<string, { required?: string[] }> } } };
    expect($defs.Rule.required).toEqual(['title', 'logsource', 'detection']);
    expect($defs.Rule.properties['detection']?.required).toEqual(['condition']);
  });
});

describe('core/rules', () => {
  it('imports each of its packages in one file only', () => {
    const folder = new URL('src/core/rules/', ROOT);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const importers = (name: string): readonly string[] =>
      sources.filter((file) => readFileSync(new URL(file, folder), 'utf8').includes(`from '${name}'`));
    expect(importers('yaml')).toEqual(['source.ts']);
    expect(importers('zod')).toEqual(['metadata.ts']);
    expect(importers('re2js')).toEqual(['regex.ts']);
  });
});
