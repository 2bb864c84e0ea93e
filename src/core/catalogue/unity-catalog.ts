/**
 * Unity Catalog and Delta Sharing: one service, by far the longest list.
 *
 * Source: the audit log reference of Databricks and its pages on auditing Delta Sharing; the `deltaSharing…` actions, the
 * `generateTemporary…Credential` family, credentials, recipients and permissions also from public detections and queries
 * (andyweaves' two collections, Panther). Otherwise recalled from the reference, not confirmed name by name.
 */
import type { Actions, Services } from './service.ts';

const METASTORE =
  'id metastore_id workspace_id name owner storage_root region delta_sharing_scope delta_sharing_recipient_token_lifetime_in_seconds ' +
  'delta_sharing_organization_name privilege_model_version default_data_access_config_id force';
const SECURABLE = 'name name_arg owner comment workspace_id metastore_id';
const LOCATION = `${SECURABLE} url credential_name skip_validation read_only include_browse force`;
const CATALOG = `${SECURABLE} isolation_mode dependent storage_root connection_name share_name provider_name options properties`;
const SCHEMA = `${SECURABLE} catalog_name full_name_arg dependent force storage_root properties`;
const TABLE =
  `${SECURABLE} full_name_arg catalog_name schema_name data_source_format storage_location columns dry_run table_type view_dependencies ` +
  'view_definition sql_path include_delta_metadata dependent table_constraint_list row_filter max_results';
const CREDENTIAL =
  `${SECURABLE} aws_iam_role azure_service_principal azure_managed_identity gcp_service_account_key databricks_gcp_service_account ` +
  'skip_validation force id credential_id purpose read_only isolation_mode';
const TEMPORARY = 'credential_id credential_type credential_kind is_permissions_enforcing_client operation metastore_id workspace_id';
const GRANT = 'securable_type securable_full_name changes principal workspace_id metastore_id';
const VOLUME = `${SECURABLE} volume_full_name catalog_name schema_name volume_type storage_location volume_id`;
const MODEL = `${SECURABLE} full_name_arg catalog_name schema_name model_name version_arg alias_arg source run_id include_aliases`;
const CONNECTION = `${SECURABLE} connection_type options read_only url`;
const FUNCTION = `${SECURABLE} function_info full_name_arg catalog_name schema_name`;
const TAGS = 'securable_type securable_full_name securable_name tag_assignments changes subentity_type subentity_name';
const BINDING = 'workspaces name securable_type securable_full_name add remove metastore_id';
const PIPELINE = 'target_catalog_name has_workspace_definition id id_arg definition_json current';
const ABAC_POLICY = 'name on_securable_type on_securable_fullname policy_info';

const GOVERNANCE: Actions = {
  createMetastore: METASTORE,
  createMetastoreAssignment: METASTORE,
  deleteMetastore: METASTORE,
  deleteMetastoreAssignment: METASTORE,
  getCurrentMetastoreAssignment: METASTORE,
  getMetastore: METASTORE,
  getMetastoreAssignment: METASTORE,
  getMetastoreSummary: METASTORE,
  listMetastores: METASTORE,
  updateMetastore: METASTORE,
  updateMetastoreAssignment: `${METASTORE} default_catalog_name`,
  createExternalLocation: LOCATION,
  deleteExternalLocation: LOCATION,
  getExternalLocation: LOCATION,
  listExternalLocations: `${LOCATION} max_results`,
  updateExternalLocation: LOCATION,
  createStorageCredential: CREDENTIAL,
  deleteStorageCredential: CREDENTIAL,
  getStorageCredential: CREDENTIAL,
  listStorageCredentials: CREDENTIAL,
  updateStorageCredential: CREDENTIAL,
  validateStorageCredential: CREDENTIAL,
  createCredential: CREDENTIAL,
  deleteCredential: CREDENTIAL,
  getCredential: CREDENTIAL,
  listCredentials: CREDENTIAL,
  updateCredential: CREDENTIAL,
  validateCredential: CREDENTIAL,
  getForeignCredentials: 'securables',
  getPermissions: GRANT,
  updatePermissions: GRANT,
  listPermissions: GRANT,
  getEffectivePermissions: GRANT,
  metadataSnapshot: 'securables include_delta_metadata',
  metadataAndPermissionsSnapshot: 'securables include_delta_metadata',
  updateMetadataSnapshot: 'table_list_snapshots schema_list_snapshots',
  getInformationSchema: 'table_name page_token required_column_names row_set_type',
  getCatalogWorkspaceBindings: BINDING,
  updateCatalogWorkspaceBindings: BINDING,
  getWorkspaceBindings: BINDING,
  updateWorkspaceBindings: BINDING,
  UpdateWorkspaceBindings: BINDING,
  updateBindings: BINDING,
  enableSystemSchema: 'metastore_id schema_name',
  disableSystemSchema: 'metastore_id schema_name',
  listSystemSchemas: 'metastore_id',
  createPolicy: ABAC_POLICY,
  deletePolicy: ABAC_POLICY,
  getPolicy: ABAC_POLICY,
  listPolicies: ABAC_POLICY,
  updatePolicy: ABAC_POLICY,
  createTagPolicy: 'tag_policy tag_key',
  deleteTagPolicy: 'tag_key',
  updateTagPolicy: 'tag_policy tag_key',
  getTagPolicy: 'tag_key',
  listTagPolicies: '',
  createEntityTagAssignment: 'tag_assignment',
  deleteEntityTagAssignment: 'entity_type entity_name tag_key',
  updateEntityTagAssignment: 'tag_assignment',
  getTagSecurableAssignments: TAGS,
  getTagSubentityAssignments: TAGS,
  updateTagSecurableAssignments: TAGS,
  updateTagSubentityAssignments: TAGS,
};

const OBJECTS: Actions = {
  createCatalog: CATALOG,
  deleteCatalog: CATALOG,
  getCatalog: CATALOG,
  listCatalog: CATALOG,
  listCatalogs: CATALOG,
  updateCatalog: CATALOG,
  createSchema: SCHEMA,
  deleteSchema: SCHEMA,
  getSchema: SCHEMA,
  listSchema: SCHEMA,
  listSchemas: SCHEMA,
  updateSchema: SCHEMA,
  createStagingTable: TABLE,
  createTable: TABLE,
  deleteTable: TABLE,
  getTable: TABLE,
  listTableSummaries: TABLE,
  listTables: TABLE,
  privilegedGetTable: TABLE,
  tableExists: TABLE,
  undeleteTable: TABLE,
  updateTable: TABLE,
  updateTables: TABLE,
  createConstraint: 'full_name_arg constraint',
  deleteConstraint: 'full_name_arg constraint',
  createPipeline: PIPELINE,
  deletePipeline: PIPELINE,
  getPipeline: PIPELINE,
  updatePipeline: PIPELINE,
  deleteResourceFailure: 'type',
  createVolume: VOLUME,
  deleteVolume: VOLUME,
  getVolume: VOLUME,
  listVolumes: VOLUME,
  updateVolume: VOLUME,
  createRegisteredModel: MODEL,
  deleteRegisteredModel: MODEL,
  deleteRegisteredModelAlias: MODEL,
  getRegisteredModel: MODEL,
  listRegisteredModels: MODEL,
  setRegisteredModelAlias: MODEL,
  updateRegisteredModel: MODEL,
  createModelVersion: MODEL,
  deleteModelVersion: MODEL,
  finalizeModelVersion: MODEL,
  getModelVersion: MODEL,
  getModelVersionByAlias: MODEL,
  listModelVersions: MODEL,
  updateModelVersion: MODEL,
  createConnection: CONNECTION,
  deleteConnection: CONNECTION,
  getConnection: CONNECTION,
  listConnections: CONNECTION,
  updateConnection: CONNECTION,
  createFunction: FUNCTION,
  deleteFunction: FUNCTION,
  getFunction: FUNCTION,
  listFunctions: FUNCTION,
  updateFunction: FUNCTION,
  checkPathAccess: 'path fallback_enabled',
  generateTemporaryModelVersionCredential: `${TEMPORARY} full_name_arg version_arg model_name model_version`,
  generateTemporaryPathCredential: `${TEMPORARY} url make_path_only_parent`,
  generateTemporaryServiceCredential: `${TEMPORARY} credential_name`,
  generateTemporaryTableCredential: `${TEMPORARY} table_full_name table_id table_url`,
  generateTemporaryVolumeCredential: `${TEMPORARY} volume_id volume_full_name volume_storage_location`,
  createOnlineTable: 'online_table',
  deleteOnlineTable: 'name',
  getOnlineTable: 'name',
  createExternalMetadata: 'external_metadata',
  deleteExternalMetadata: 'name',
  getExternalMetadata: 'name',
  listExternalMetadata: '',
  updateExternalMetadata: 'external_metadata update_mask',
  createExternalLineageRelationship: 'external_lineage_relationship',
  deleteExternalLineageRelationship: 'external_lineage_relationship',
  listExternalLineageRelationships: 'object_info',
  updateExternalLineageRelationship: 'external_lineage_relationship',
};

const PROVIDER = `${SECURABLE} authentication_type recipient_profile_str`;
const RECIPIENT =
  `${SECURABLE} authentication_type data_recipient_global_metastore_id ip_access_list ipAccessList sharing_code properties ` +
  'expiration_time existing_token_expire_in_seconds';
const SHARE = `${SECURABLE} updates include_shared_data changes links_infos filter`;
const ACCESS =
  'share share_name share_id recipient_name recipient_id recipient_authentication_type recipient_global_metastore_id schema ' +
  'schema_name table_name name options metastore_id metastore_name user_agent is_ip_access_denied delta_sharing_recipient_id';
const QUERY = `${ACCESS} limitHint predicateHints version timestamp startingVersion endingVersion`;

const SHARING: Actions = {
  activateProvider: PROVIDER,
  createProvider: PROVIDER,
  deleteProvider: PROVIDER,
  getProvider: PROVIDER,
  listProviderShares: PROVIDER,
  listProviderShareAssets: PROVIDER,
  listProviders: PROVIDER,
  updateProvider: PROVIDER,
  createRecipient: RECIPIENT,
  deleteRecipient: RECIPIENT,
  getRecipient: RECIPIENT,
  getRecipientSharePermissions: RECIPIENT,
  listRecipients: RECIPIENT,
  rotateRecipientToken: RECIPIENT,
  updateRecipient: RECIPIENT,
  createRecipientFederationPolicy: RECIPIENT,
  deleteRecipientFederationPolicy: RECIPIENT,
  getRecipientFederationPolicy: RECIPIENT,
  listRecipientFederationPolicies: RECIPIENT,
  createRecipientOidcPolicy: RECIPIENT,
  deleteRecipientOidcPolicy: RECIPIENT,
  getRecipientOidcPolicy: RECIPIENT,
  createShare: SHARE,
  createShareMarketplaceListingLink: SHARE,
  deleteShare: SHARE,
  deleteShareMarketplaceListingLink: SHARE,
  getShare: SHARE,
  getSharePermissions: SHARE,
  listShares: SHARE,
  updateShare: SHARE,
  updateSharePermissions: SHARE,
  getActivationUrlInfo: 'recipient_name is_ip_access_denied',
  retrieveRecipientToken: 'recipient_name is_ip_access_denied',
  deltaSharingGetFunction: ACCESS,
  deltaSharingGetNotebookFile: ACCESS,
  deltaSharingGetShare: ACCESS,
  deltaSharingGetTableMetadata: ACCESS,
  deltaSharingGetTableVersion: ACCESS,
  deltaSharingListAllFunctions: ACCESS,
  deltaSharingListAllTables: ACCESS,
  deltaSharingListAllVolumes: ACCESS,
  deltaSharingListFunctionVersions: ACCESS,
  deltaSharingListFunctions: ACCESS,
  deltaSharingListNotebookFiles: ACCESS,
  deltaSharingListSchemas: ACCESS,
  deltaSharingListShares: ACCESS,
  deltaSharingListTables: ACCESS,
  deltaSharingListVolumes: ACCESS,
  deltaSharingProxyGetTableMetadata: ACCESS,
  deltaSharingProxyGetTableVersion: ACCESS,
  deltaSharingProxyQueriedTable: QUERY,
  deltaSharingProxyQueriedTableChanges: QUERY,
  deltaSharingProxyQueryTable: QUERY,
  deltaSharingQueriedTable: QUERY,
  deltaSharingQueriedTableChanges: QUERY,
  deltaSharingQueryTable: QUERY,
  deltaSharingQueryTableChanges: QUERY,
  deltaSharingAccess: ACCESS,
  reconcileDeltaSharing: ACCESS,
};

export const UNITY_CATALOG_SERVICES: Services = { unityCatalog: { ...GOVERNANCE, ...OBJECTS, ...SHARING } };
