/** Writes docs/investigation.schema.json, the JSON Schema of an investigation. Run: npx tsx scripts/generate-investigation-schema.ts */
import { writeFileSync } from 'node:fs';
import { investigationSchema } from './investigation-schema.ts';

const target = new URL('../docs/investigation.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(investigationSchema(), null, 2)}\n`);
console.log(`wrote ${target.pathname}`);
