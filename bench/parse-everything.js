// The plain way to do it in Node: parse every record with JSON.parse and look its actionName up in a Set. Plain JavaScript, so that no
// compiler is in the measured time. Usage: node parse-everything.js <names file> <lines|array|envelope|pretty> <file>…
// Documents are read whole, as JSON.parse needs them: a file over V8's string limit (512 MiB) fails, and that is reported as it is.
import { createReadStream, readFileSync } from 'node:fs';
import { createGunzip, gunzipSync } from 'node:zlib';

const [namesFile, shape, ...files] = process.argv.slice(2);
const names = new Set(readFileSync(namesFile, 'utf8').trimEnd().split('\n'));
let flagged = 0;

const check = (record) => {
  if (names.has(record.actionName ?? record.action_name)) flagged++;
};

async function lines(file) {
  const stored = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const stream = file.endsWith('.gz') ? stored.pipe(createGunzip({ chunkSize: 1024 * 1024 })) : stored;
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      check(JSON.parse(bytes.toString('utf8', start, end)));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) check(JSON.parse(rest.toString('utf8')));
}

function document(file) {
  const stored = readFileSync(file);
  const parsed = JSON.parse((file.endsWith('.gz') ? gunzipSync(stored) : stored).toString('utf8'));
  for (const record of Array.isArray(parsed) ? parsed : parsed.Records) check(record);
}

for (const file of files) {
  if (shape === 'lines' || shape === 'system-table') await lines(file);
  else document(file);
}
console.log(flagged);
