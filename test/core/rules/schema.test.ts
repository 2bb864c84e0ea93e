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

describe('the schema of a document', () => {
  const { $defs } = ruleFileSchema() as {
    $defs: Record<string, { required?: string[]; properties?: Record<string, unknown>; anyOf?: { enum?: string[] }[] }>;
  };

  it('knows correlations and filters', () => {
    expect($defs['Correlation']!.required).toEqual(['title', 'correlation']);
    expect($defs['Correlation']!.properties!['correlation']).toMatchObject({ required: ['type', 'rules', 'timespan'] });
    expect($defs['Filter']!.required).toEqual(['title', 'logsource', 'filter']);
    expect($defs['Filter']!.properties!['filter']).toMatchObject({ required: ['condition'] });
  });

  it('offers the services and actions of the catalogue, and takes any other', () => {
    expect($defs['Service']!.anyOf![0]!.enum).toContain('capsule8-alerts-dataplane');
    expect($defs['Action']!.anyOf![0]!.enum).toContain('Kernel Exploit');
    expect($defs['Action']!.anyOf).toHaveLength(2);
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
