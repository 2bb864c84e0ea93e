// DuckDB's answer: eight typed columns of the flagged records, and how many there are. Plain JavaScript, so that no compiler is in the
// measured time. Usage: node duckdb.js <names file> <shape> <file>… or node duckdb.js --version
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [namesFile, shape, ...files] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const list = (values) => `[${values.map(text).join(', ')}]`;

const response = 'STRUCT(statusCode INTEGER, errorMessage VARCHAR, result VARCHAR)';
const columns = {
  timestamp: 'BIGINT',
  workspaceId: 'BIGINT',
  sourceIPAddress: 'VARCHAR',
  serviceName: 'VARCHAR',
  actionName: 'VARCHAR',
  requestId: 'VARCHAR',
  requestParams: 'JSON',
  response,
};
const systemTableColumns = {
  event_time: 'VARCHAR',
  workspace_id: 'VARCHAR',
  source_ip_address: 'VARCHAR',
  service_name: 'VARCHAR',
  action_name: 'VARCHAR',
  request_id: 'VARCHAR',
  request_params: 'JSON',
  response: 'STRUCT(status_code INTEGER, error_message VARCHAR, result VARCHAR)',
};
const struct = (fields) =>
  Object.entries(fields)
    .map(([name, type]) => `${name}: ${text(type)}`)
    .join(', ');

function query() {
  const names = readFileSync(namesFile, 'utf8').trimEnd().split('\n').map(text).join(', ');
  const source = list(files);
  if (shape === 'envelope') {
    const record = `STRUCT(${Object.entries(columns)
      .map(([name, type]) => `"${name}" ${type}`)
      .join(', ')})`;
    const documents = `read_json(${source}, format='unstructured', maximum_object_size=2000000000, columns={Records: ${text(`${record}[]`)}})`;
    return `SELECT r.* FROM (SELECT unnest(Records) AS r FROM ${documents}) WHERE r.actionName IN (${names})`;
  }
  const table = shape === 'system-table';
  const format = shape === 'array' || shape === 'pretty' ? 'array' : 'newline_delimited';
  const read = `read_json(${source}, format='${format}', columns={${struct(table ? systemTableColumns : columns)}})`;
  return `SELECT * FROM ${read} WHERE ${table ? 'action_name' : 'actionName'} IN (${names})`;
}

if (namesFile === '--version') console.log((await connection.runAndReadAll('SELECT version()')).getRows()[0][0]);
else console.log((await connection.runAndReadAll(query())).getRows().length);
