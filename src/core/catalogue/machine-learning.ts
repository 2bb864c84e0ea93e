/**
 * Services of machine learning: features, experiments, models, serving, vector search.
 *
 * Source: the audit log reference of Databricks; model downloads, `changeRegisteredModelAcl`, `changeInferenceEndpointAcl`,
 * `changeFeatureTableAcl` and the vector search queries also from public detections and usage queries. Otherwise recalled.
 */
import type { Actions, Services } from './service.ts';

const ACL = 'aclPermissionSet resourceId shardName targetUserId';
const FEATURE_TABLE = 'feature_table feature_tables features name description is_imported data_sources upstream_feature_table';
const EXPERIMENT = 'experimentId experimentName artifactLocation path request_params';
const MODEL = 'name version user_id registered_model_id';
const VERSION = 'name version stage archive_existing_versions source run_id tags key value description';
const WEBHOOK = 'orgId registeredModelId events description status creatorId httpUrlSpec webhookId';
const SERVING = 'name served_models served_entities traffic_config route_optimized config serving_endpoint_id tags add_tags delete_tags';
const VECTOR =
  'name endpoint_name endpoint_type index_name index_type delta_sync_index_spec direct_access_index_spec primary_key user_email';

const REGISTRY: Actions = {
  approveTransitionRequest: VERSION,
  changeRegisteredModelAcl: 'registeredModelId userId',
  createComment: 'name version',
  createModelVersion: VERSION,
  createRegisteredModel: 'name tags',
  createRegistryWebhook: WEBHOOK,
  createTransitionRequest: VERSION,
  deleteComment: 'id',
  deleteModelVersion: VERSION,
  deleteModelVersionTag: VERSION,
  deleteRegisteredModel: 'name',
  deleteRegisteredModelTag: 'name key',
  deleteRegistryWebhook: WEBHOOK,
  deleteTransitionRequest: `${VERSION} creator`,
  finishCreateModelVersionAsync: 'name version',
  generateBatchInferenceNotebook:
    'userId orgId modelName inputTableOpt outputTablePathOpt stageOrVersion modelVersionEntityOpt notebookPath',
  generateDltInferenceNotebook: 'userId orgId modelName inputTable outputTable stageOrVersion notebookPath',
  getModelVersionDownloadUri: 'name version',
  getModelVersionSignedDownloadUri: 'name version path',
  listModelArtifacts: 'name version path page_token',
  listRegistryWebhooks: 'orgId registeredModelId',
  rejectTransitionRequest: VERSION,
  renameRegisteredModel: 'name new_name',
  setEmailSubscriptionStatus: 'model_name subscription_type',
  setModelVersionTag: VERSION,
  setRegisteredModelTag: 'name key value',
  setUserLevelEmailSubscriptionStatus: 'orgId userId subscriptionStatus',
  testRegistryWebhook: WEBHOOK,
  transitionModelVersionStage: VERSION,
  triggerRegistryWebhook: WEBHOOK,
  updateComment: 'id',
  updateModelVersion: MODEL,
  updateRegisteredModel: 'name description',
  updateRegistryWebhook: WEBHOOK,
};

const INFERENCE: Actions = {
  changeInferenceEndpointAcl: ACL,
  createServingEndpoint: SERVING,
  deleteServingEndpoint: 'name serving_endpoint_id',
  disable: 'registered_mode_name registered_model_name',
  enable: 'registered_mode_name registered_model_name',
  exportServingEndpointMetrics: 'name',
  getQuerySchemaPreview: 'endpoint_name',
  getServingEndpoint: 'name serving_endpoint_id',
  invokeServingEndpoint: 'name',
  listServingEndpoints: '',
  patchServingEndpoint: SERVING,
  patchServingEndpointTags: SERVING,
  putAiGateway: 'name ai_gateway_config',
  putInferenceEndpointAiGateway: 'name',
  queryServingEndpoint: 'name',
  updateCompute: 'registered_model_name',
  updateInferenceEndpointRateLimits: 'name rate_limits',
  updateServingEndpoint: SERVING,
  updateServingEndpointNotifications: SERVING,
  updateServingEndpointTags: SERVING,
};

const REVIEW_APP: Actions = {
  createReviewApp: 'review_app',
  updateReviewApp: 'review_app_id',
  deleteReviewApp: 'review_app_id',
  createLabelingSession: 'review_app_id labeling_session',
  updateLabelingSession: 'review_app_id labeling_session_id',
  deleteLabelingSession: 'review_app_id labeling_session_id',
  createItems: 'review_app_id labeling_session_id',
  updateItem: 'review_app_id labeling_session_id item_id',
};

export const LEARNING_SERVICES: Services = {
  agentFramework: { ...REVIEW_APP, createDeployment: '', deleteDeployment: '' },
  featureStore: {
    addConsumer: `${FEATURE_TABLE} job_run notebook`,
    addDataSources: FEATURE_TABLE,
    addProducer: `${FEATURE_TABLE} job_run notebook`,
    changeFeatureTableAcl: ACL,
    createFeatureTable: FEATURE_TABLE,
    createFeatures: FEATURE_TABLE,
    createOnlineStore: 'online_store',
    deleteFeatureTable: 'name',
    deleteOnlineStore: 'name',
    deleteTags: 'feature_table_id keys',
    generateFeatureSpecYaml: 'feature_spec',
    getBrickstoreOnlineTableMetadata: 'feature_table_features',
    getConsumers: 'feature_table',
    getFeatureStoreWidePermissions: '',
    getFeatureTable: 'name',
    getFeatureTablesById: 'ids',
    getFeatures: 'feature_table max_results',
    getModelServingMetadata: 'feature_table_features',
    getOnlineFeatureTables: 'feature_tables',
    getOnlineStore: 'feature_table cloud online_store_type',
    getOnlineStores: 'feature_tables',
    getTags: 'feature_table_id',
    logFeatureStoreClientEvent: 'logging_event',
    publishFeatureTable: 'feature_table_id online_store_type cloud host port read_secret_prefix',
    searchFeatureTables: 'max_results page_token text owner_filter',
    setTags: 'feature_table_id tags',
    updateFeatureTable: 'name description',
  },
  mlflowAcledArtifact: { readArtifact: 'artifactLocation experimentId runId', writeArtifact: 'artifactLocation experimentId runId' },
  mlflowExperiment: {
    createMlflowExperiment: EXPERIMENT,
    deleteMlflowExperiment: EXPERIMENT,
    moveMlflowExperiment: `${EXPERIMENT} newPath oldPath`,
    openMlflowExperiment: EXPERIMENT,
    restoreMlflowExperiment: EXPERIMENT,
    renameMlflowExperiment: `${EXPERIMENT} newName oldName parentPath`,
    deleteMlflowExperimentRun: 'experimentId runId',
    restoreMlflowExperimentRun: 'experimentId runId',
  },
  modelRegistry: REGISTRY,
  serverlessRealTimeInference: INFERENCE,
  vectorSearch: {
    changeEndpointAcl: ACL,
    createEndpoint: VECTOR,
    createVectorIndex: VECTOR,
    deleteDataVectorIndex: VECTOR,
    deleteEndpoint: VECTOR,
    deleteVectorIndex: VECTOR,
    getEndpoint: VECTOR,
    getVectorIndex: VECTOR,
    listEndpoints: '',
    listVectorIndex: VECTOR,
    listVectorIndexes: VECTOR,
    queryVectorIndex: VECTOR,
    queryVectorIndexNextPage: VECTOR,
    queryVectorIndexRouteOptimized: VECTOR,
    scanVectorIndex: VECTOR,
    scanVectorIndexRouteOptimized: VECTOR,
    syncVectorIndex: VECTOR,
    updateEndpointBudgetPolicy: VECTOR,
    updateEndpointCustomTags: VECTOR,
    upsertDataVectorIndex: VECTOR,
  },
};
