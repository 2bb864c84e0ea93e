/**
 * What a scan is made of by default: every decoder, reader and schema, in the order they are asked. To add one, write its file
 * and name it here; the contract suites in test/contract then cover it.
 */
import type { LogSchema, RecordReader } from './core/ports.ts';
import { flowLogReader } from './readers/flow-log.ts';
import { jsonReader } from './readers/json.ts';
import { azureDiagnostic } from './schemas/azure-diagnostic.ts';
import { cloudtrail } from './schemas/cloudtrail.ts';
import { databricksDelivery } from './schemas/databricks-delivery.ts';
import { databricksSystemTable } from './schemas/databricks-system-table.ts';
import { vpcFlow } from './schemas/vpc-flow.ts';

export { DECODERS } from './decoders/index.ts';
export const READERS: readonly RecordReader[] = [flowLogReader, jsonReader];
export const SCHEMAS: readonly LogSchema[] = [databricksDelivery, databricksSystemTable, azureDiagnostic, cloudtrail, vpcFlow];
