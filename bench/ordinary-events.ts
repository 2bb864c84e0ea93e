// Everyday events, weighted as in a busy account: Unity Catalog above all (account level), then notebooks, jobs, clusters and the rest
// (workspace level). None of them is ever flagged by the default pack.
import { commandLength, commandText } from './commands.ts';
import type { Draft, Place } from './record.ts';
import type { Random } from './prng.ts';

type Kind = (place: Place) => Draft;
type Mixture = readonly (readonly [weight: number, kind: Kind])[];

const unityActions = [
  'getTable',
  'getTable',
  'getTable',
  'generateTemporaryTableCredential',
  'generateTemporaryTableCredential',
  'getSchema',
  'getCatalog',
  'listTables',
  'getEffectivePermissions',
  'generateTemporaryPathCredential',
  'metadataSnapshot',
];
const loginActions = ['tokenLogin', 'tokenLogin', 'tokenLogin', 'oidcBrowserLogin', 'samlLogin', 'login', 'aadTokenLogin'];
const tables = ['orders', 'customers', 'line_items', 'events_raw', 'sessions', 'größen', 'features_v2'];

const tableName = (random: Random): string =>
  `${random.pick(['main', 'prod', 'dev'])}.${random.pick(['sales', 'web', 'ml'])}.${random.pick(tables)}`;
const clusterId = (random: Random): string => `0301-${String(100000 + random.int(9))}-${random.hex(8)}`;
/** Gson's spelling inside a nested JSON text: `=` and `'` as \u escapes, whose back-slash the outer JSON escapes once more. */
const gson = (value: unknown): string => JSON.stringify(value).replace(/=/g, '\\u003d').replace(/'/g, '\\u0027');

const unityCatalog: Kind = ({ random, workspaceId }) => {
  const table = tableName(random);
  const denied = random.chance(0.02);
  return {
    serviceName: 'unityCatalog',
    actionName: random.pick(unityActions),
    requestParams: {
      full_name_arg: table,
      table_full_name: table,
      operation: random.pick(['READ', 'READ_WRITE']),
      credential_type: 'StorageCredential',
      table_id: random.uuid(),
      table_url: `s3://example-lake/${random.uuid()}/tables/${random.uuid()}`,
      workspace_id: String(workspaceId),
      metastore_id: random.uuid(),
    },
    actor: random.chance(0.5) ? 'person' : 'system',
    level: 'ACCOUNT_LEVEL',
    ...(denied ? { statusCode: 403, errorMessage: `PERMISSION_DENIED: User does not have SELECT on Table '${table}'.` } : { result: null }),
  };
};

const login: Kind = ({ random, workspaceId }) => ({
  serviceName: 'accounts',
  actionName: random.pick(loginActions),
  requestParams: { user: 'ana@example.com', tokenId: random.hex(64), authenticationMethod: 'PAT', workspace_id: String(workspaceId) },
  statusCode: random.chance(0.03) ? 401 : 200,
  actor: 'person',
  level: 'ACCOUNT_LEVEL',
});

const runCommand: Kind = ({ random }) => ({
  serviceName: 'notebook',
  actionName: 'runCommand',
  requestParams: {
    notebookId: String(1_000_000_000 + random.int(1_000_000_000)),
    clusterId: clusterId(random),
    executionTime: `${random.int(300)}.${String(random.int(1000)).padStart(3, '0')}`,
    status: random.pick(['finished', 'finished', 'finished', 'failed', 'cancelled', 'skipped']),
    commandId: `${random.int(1_000_000)}_${random.uuid()}`,
    commandLanguage: random.pick(['python', 'sql', 'scala']),
    commandText: commandText(random, commandLength(random)),
  },
  actor: 'person',
});

const commandSubmit: Kind = ({ random }) => ({
  serviceName: 'databrickssql',
  actionName: random.pick(['commandSubmit', 'commandFinish']),
  requestParams: { warehouseId: random.hex(16), commandId: random.uuid(), commandText: commandText(random, commandLength(random) >> 3) },
  actor: 'person',
});

const job: Kind = ({ random }) => ({
  serviceName: 'jobs',
  actionName: random.pick(['runNow', 'runStart', 'runSucceeded', 'runFailed', 'runTriggered', 'update']),
  requestParams: {
    jobId: String(random.int(1_000_000_000)),
    runId: String(random.int(1_000_000_000)),
    idInJob: String(random.int(10_000)),
    jobTriggerType: random.pick(['periodic', 'manual']),
    jobTaskType: 'notebook',
    jobTerminalState: 'Succeeded',
    clusterId: clusterId(random),
    taskKey: `load_${random.pick(tables)}`,
    orgId: random.hex(12),
  },
  result: JSON.stringify({ run_id: random.int(1_000_000_000) }),
  actor: 'system',
});

const clusterCreate: Kind = ({ random }) => ({
  serviceName: 'clusters',
  actionName: random.pick(['create', 'create', 'createResult', 'resize', 'delete']),
  requestParams: {
    cluster_name: `job-${random.int(1_000_000)}-run-${random.int(1_000_000)}`,
    spark_version: '15.4.x-scala2.12',
    aws_attributes: gson({ first_on_demand: 1, availability: 'SPOT_WITH_FALLBACK', zone_id: 'us-east-1b' }),
    spark_conf: gson({
      'spark.driver.extraJavaOptions': "-Dfile.encoding=UTF-8 -Dnote='nightly'",
      'spark.databricks.delta.preview.enabled': 'true',
    }),
    node_type_id: 'i3.2xlarge',
    autotermination_minutes: '60',
    custom_tags: gson({ team: 'données', cost: 'a=1' }),
    num_workers: String(1 + random.int(30)),
  },
  result: JSON.stringify({ cluster_id: clusterId(random) }),
  actor: 'system',
});

const dbfs: Kind = ({ random }) => ({
  serviceName: 'dbfs',
  actionName: random.pick(['getStatus', 'read', 'addBlock', 'close', 'create']),
  requestParams: {
    path: `/FileStore/exports/${random.hex(12)}/part-0000${random.int(10)}.parquet`,
    handle: String(random.int(1_000_000_000)),
    data_length: '1048576',
  },
  actor: 'person',
});

const secret: Kind = ({ random }) => ({
  serviceName: 'secrets',
  actionName: random.pick(['getSecret', 'getSecret', 'listSecrets']),
  requestParams: { scope: random.pick(['prod', 'ci', 'équipe']), key: `key-${random.int(40)}` },
  actor: random.chance(0.7) ? 'system' : 'person',
});

const workspace: Kind = ({ random }) => ({
  serviceName: 'workspace',
  actionName: random.pick(['getStatus', 'workspaceExport', 'moveNode', 'changeWorkspaceAcl']),
  requestParams: {
    path: `/Users/ana@example.com/projets/été ${random.int(100)}/notebook-${random.int(100)}`,
    workspaceExportFormat: 'SOURCE',
    notebookId: String(random.int(1_000_000_000)),
  },
  actor: 'person',
});

const accountMixture: Mixture = [
  [88, unityCatalog],
  [12, login],
];
const workspaceMixture: Mixture = [
  [14, runCommand],
  [8, commandSubmit],
  [28, job],
  [14, clusterCreate],
  [14, dbfs],
  [10, secret],
  [12, workspace],
];

function draw(mixture: Mixture, place: Place): Draft {
  let rest = place.random.int(100);
  for (const [weight, kind] of mixture) {
    if (rest < weight) return kind(place);
    rest -= weight;
  }
  throw new Error('the weights of a mixture must add up to 100');
}

export const accountEvent = (place: Place): Draft => draw(accountMixture, place);
export const workspaceEvent = (place: Place): Draft => draw(workspaceMixture, place);
