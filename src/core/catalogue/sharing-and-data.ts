/**
 * Services about data that is exchanged, watched or optimised: Marketplace, clean rooms, monitors, lineage, online databases.
 *
 * Source: the audit log reference of Databricks and the diagnostic categories of Azure Databricks (the service names); the clean
 * rooms' service name also from public governance notes. The actions are recalled, not confirmed name by name.
 */
import type { Actions, Services } from './service.ts';

const LISTING = 'id listing listing_id sort_by categories is_private_exchange page_token page_size';
const EXCHANGE = 'id exchange exchange_id exchange_name';
const FILTER = 'id filter filter_id exchange_id';
const INSTALLATION = 'listing_id installation_id installation share_name catalog_name recipient_type rotate_token page_token page_size';
const PROVIDER_FILE = 'file_id file_parent file_type mime_type display_name file_status page_token page_size';
const PROVIDER = 'id provider provider_id is_featured page_token page_size ids';
const REQUEST =
  'listing_id request_id intended_use comment first_name last_name company recipient_type id status reason share_name page_token page_size';

const CONSUMER: Actions = {
  batchGetListings: LISTING,
  batchGetProviders: PROVIDER,
  createInstallation: INSTALLATION,
  createListingRequest: REQUEST,
  createPersonalizationRequest: REQUEST,
  createTablePreviewRequest: 'listing_id share_name schema_name table_name',
  deleteInstallation: INSTALLATION,
  getDataAsset: LISTING,
  getFile: PROVIDER_FILE,
  getListing: LISTING,
  getListingPersonalizationRequests: REQUEST,
  getProvider: PROVIDER,
  getTablePreview: 'listing_id share_name schema_name table_name',
  listAllInstallations: INSTALLATION,
  listAllPersonalizationRequests: REQUEST,
  listFiles: PROVIDER_FILE,
  listFulfillments: LISTING,
  listInstallations: INSTALLATION,
  listListings: LISTING,
  listProviders: PROVIDER,
  searchListings: LISTING,
  updateInstallation: INSTALLATION,
};

const MARKET_PROVIDER: Actions = {
  addExchangeForListing: `${EXCHANGE} listing_id`,
  createAccountExchange: EXCHANGE,
  createExchange: EXCHANGE,
  createExchangeFilter: FILTER,
  createFile: PROVIDER_FILE,
  createListing: LISTING,
  createProvider: PROVIDER,
  createProviderAnalyticsDashboard: '',
  deleteExchange: EXCHANGE,
  deleteExchangeFilter: FILTER,
  deleteExchangeForListing: EXCHANGE,
  deleteFile: PROVIDER_FILE,
  deleteListing: LISTING,
  deleteProvider: PROVIDER,
  getExchange: EXCHANGE,
  getExchangeFilter: FILTER,
  getFile: PROVIDER_FILE,
  getLatestVersionProviderAnalyticsDashboard: '',
  getListing: LISTING,
  getListings: LISTING,
  getProvider: PROVIDER,
  listAllPersonalizationRequests: REQUEST,
  listExchangeFilters: FILTER,
  listExchanges: EXCHANGE,
  listExchangesForListing: EXCHANGE,
  listFiles: PROVIDER_FILE,
  listListings: LISTING,
  listListingsForExchange: EXCHANGE,
  listProviderAnalyticsDashboard: '',
  listProviders: PROVIDER,
  updateExchange: EXCHANGE,
  updateExchangeFilter: FILTER,
  updateListing: LISTING,
  updatePersonalizationRequestStatus: REQUEST,
  updateProvider: PROVIDER,
  updateProviderAnalyticsDashboard: 'id version',
};

const ROOM =
  'clean_room_name clean_room cleanRoomId collaborator_alias notebook_name asset asset_full_name task_name metastore_id workspace_id';
const MONITOR =
  'dashboard_id schedule table_name full_table_name_arg monitor_type user_id monitor_info skip_builtin_dashboard warehouse_id';
const DATABASE = 'database_instance name database_catalog synced_database_table database_table force purge';
const PROJECT = 'project branch endpoint role name parent update_mask';
const LINEAGE = 'table_name table_id column_name lineage_direction level workspace_id path entity_type entity_id event_start_time';

export const DATA_SERVICES: Services = {
  brickstoreHttpGateway: {},
  'clean-room': {
    createCleanRoom: ROOM,
    createCleanRoomAsset: ROOM,
    createCleanRoomAssetReview: ROOM,
    createCleanRoomAutoApprovalRule: ROOM,
    createCleanRoomOutputCatalog: ROOM,
    createCleanRoomTaskRun: ROOM,
    deleteCleanRoom: ROOM,
    deleteCleanRoomAsset: ROOM,
    deleteCleanRoomAutoApprovalRule: ROOM,
    getCleanRoom: ROOM,
    getCleanRoomAsset: ROOM,
    listCleanRoomAssets: ROOM,
    listCleanRoomNotebookTaskRuns: ROOM,
    listCleanRooms: ROOM,
    updateCleanRoom: ROOM,
    updateCleanRoomAsset: ROOM,
    updateCleanRoomAutoApprovalRule: ROOM,
  },
  cloudStorageMetadata: {},
  database: {
    createDatabaseCatalog: DATABASE,
    createDatabaseInstance: DATABASE,
    createDatabaseInstanceRole: DATABASE,
    createDatabaseTable: DATABASE,
    createSyncedDatabaseTable: DATABASE,
    deleteDatabaseCatalog: DATABASE,
    deleteDatabaseInstance: DATABASE,
    deleteDatabaseInstanceRole: DATABASE,
    deleteDatabaseTable: DATABASE,
    deleteSyncedDatabaseTable: DATABASE,
    changeDatabaseInstanceAcl: DATABASE,
    findDatabaseInstanceByUid: DATABASE,
    generateDatabaseCredential: 'instance_names request_id',
    getDatabaseCatalog: DATABASE,
    getDatabaseInstance: DATABASE,
    getDatabaseTable: DATABASE,
    getSyncedDatabaseTable: DATABASE,
    listDatabaseInstances: DATABASE,
    updateDatabaseInstance: DATABASE,
  },
  dataClassification: {
    createCatalogConfig: 'catalog_config',
    updateCatalogConfig: 'catalog_config',
    deleteCatalogConfig: 'catalog_config',
    getCatalogConfig: 'catalog_config',
  },
  dataMonitoring: {
    CreateMonitor: MONITOR,
    DeleteMonitor: MONITOR,
    UpdateMonitor: MONITOR,
    RunRefresh: MONITOR,
    RegenerateDashboard: MONITOR,
    GetMonitor: MONITOR,
    CancelRefresh: MONITOR,
  },
  dataRooms: {},
  lineageTracking: {
    listTableLineages: LINEAGE,
    listSecurableLineages: LINEAGE,
    getLineages: LINEAGE,
    getTableEntityLineages: LINEAGE,
    getJobTableLineages: LINEAGE,
    getFunctionLineages: LINEAGE,
    getModelVersionLineages: LINEAGE,
    getEntityTableLineages: LINEAGE,
    getFrequentlyJoinedTables: LINEAGE,
    getFrequentQueryByTable: LINEAGE,
    getFrequentUserByTable: LINEAGE,
    getTablePopularityByDate: LINEAGE,
    getPopularEntities: LINEAGE,
    getPopularTables: LINEAGE,
    listCustomLineages: LINEAGE,
    listSecurableByEntityEvent: LINEAGE,
    getColumnLineages: LINEAGE,
    getTableLineages: LINEAGE,
  },
  marketplaceConsumer: CONSUMER,
  marketplaceProvider: MARKET_PROVIDER,
  onlineTables: { createOnlineTable: 'name', deleteOnlineTable: 'name', getOnlineTable: 'name' },
  postgres: {
    createBranch: PROJECT,
    createEndpoint: PROJECT,
    createProject: PROJECT,
    createRole: PROJECT,
    deleteBranch: PROJECT,
    deleteEndpoint: PROJECT,
    deleteProject: PROJECT,
    deleteRole: PROJECT,
    generateDatabaseCredential: 'endpoint',
    updateBranch: PROJECT,
    updateEndpoint: PROJECT,
    updateProject: PROJECT,
  },
  predictiveOptimization: { PutMetrics: 'table_metrics_list' },
  tables: {},
};
