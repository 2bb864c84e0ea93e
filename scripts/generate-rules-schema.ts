/** Writes docs/rules.schema.json, the JSON Schema of a rule file for editors. Run: npx tsx scripts/generate-rules-schema.ts */
import { writeFileSync } from 'node:fs';
import { ruleFileSchema } from '../src/core/rules/metadata.ts';

const target = new URL('../docs/rules.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(ruleFileSchema(), null, 2)}\n`);
console.log(`wrote ${target.pathname}`);
