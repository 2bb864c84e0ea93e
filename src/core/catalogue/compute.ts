/**
 * Services about machines: clusters, pools, policies, libraries, init scripts, jobs, pipelines, shells.
 *
 * Source: the audit log reference of Databricks; the `…Result` actions, `ssh` and the spelling of ids (`cluster_id`, `clusterId`)
 * also from databrickslabs/overwatch, `clusterLibraries` and `globalInitScripts` from public detections. Otherwise recalled.
 */
import type { Actions, Services } from './service.ts';

const ACL = 'shardName aclPermissionSet targetUserId resourceId';
const CLUSTER =
  'cluster_log_conf num_workers enable_elastic_disk driver_node_type_id start_cluster docker_image ssh_public_keys aws_attributes ' +
  'acl_path_prefix node_type_id instance_pool_id spark_env_vars init_scripts spark_version cluster_source autotermination_minutes ' +
  'cluster_name autoscale custom_tags cluster_creator enable_local_disk_encryption idempotency_token spark_conf organization_id ' +
  'no_driver_daemon user_id virtual_cluster_size apply_policy_default_values data_security_mode single_user_name policy_id';
const CLUSTER_RESULT =
  'clusterName clusterState clusterId clusterWorkers clusterOwnerUserId clusterTerminationReasonCode clusterTerminationReasonType';
const POOL =
  'enable_elastic_disk preloaded_spark_versions idle_instance_autotermination_minutes instance_pool_name node_type_id ' +
  'custom_tags max_capacity min_idle_instances aws_attributes instance_pool_id';
const POLICY = 'name policy_id definition description max_clusters_per_user';
const SCRIPT = 'name script_id script-SHA256 position enabled';

const CLUSTERS: Actions = {
  changeClusterAcl: ACL,
  changeClusterPolicyAcl: ACL,
  create: CLUSTER,
  createResult: CLUSTER_RESULT,
  delete: 'cluster_id',
  deleteResult: CLUSTER_RESULT,
  edit: `${CLUSTER} cluster_id`,
  editResult: CLUSTER_RESULT,
  permanentDelete: 'cluster_id',
  permanentDeleteResult: CLUSTER_RESULT,
  pin: 'cluster_id',
  unpin: 'cluster_id',
  resize: 'cluster_id num_workers autoscale',
  resizeResult: CLUSTER_RESULT,
  restart: 'cluster_id',
  restartResult: CLUSTER_RESULT,
  start: 'cluster_id init_scripts_safe_mode',
  startResult: CLUSTER_RESULT,
  changeClusterOwner: 'cluster_id owner_username',
  update: `${CLUSTER} cluster_id`,
  updateResult: CLUSTER_RESULT,
};

const RUN_IDS = 'jobId runId idInJob jobTaskType jobTerminalState jobTriggerType jobClusterType runCreatorUserName orgId';
const RUN = `${RUN_IDS} clusterId taskKey multitaskParentRunId repairId parentRunId taskDependencies taskDependencyType`;
const JOB =
  'job_id job_type name notebook_task new_cluster existing_cluster_id max_retries schedule timeout_seconds libraries ' +
  'email_notifications spark_jar_task python_wheel_task spark_python_task spark_submit_task dbt_task tasks job_clusters ' +
  'access_control_list tags git_source is_from_dlt run_as run_as_user_name format';

const JOBS: Actions = {
  cancel: 'run_id',
  cancelAllRuns: 'job_id all_queued_runs',
  changeJobAcl: ACL,
  create: JOB,
  delete: 'job_id',
  deleteRun: 'run_id',
  getRunOutput: 'run_id is_from_webapp',
  repairRun: 'run_id latest_repair_id rerun_tasks job_parameters notebook_params',
  reset: 'job_id new_settings is_from_dlt',
  resetJobAcl: 'grants job_id',
  runCommand: 'jobId runId notebookId executionTime status commandId commandText commandLanguage',
  runFailed: RUN,
  runNow: 'job_id notebook_params jar_params python_params spark_submit_params jobTriggerType workflow_context idempotency_token',
  runStart: RUN,
  runSucceeded: RUN,
  runTriggered: 'jobId jobTriggerType runId',
  sendRunWebhook: 'orgId jobId jobWebhookId jobWebhookEvent runId',
  setTaskValue: 'run_id key value',
  submitRun:
    'shell_command_task run_name spark_python_task existing_cluster_id notebook_task timeout_seconds libraries new_cluster ' +
    'spark_jar_task tasks git_source idempotency_token run_as',
  update: 'job_id fields_to_remove new_settings is_from_dlt',
};

const PIPELINE =
  'allow_duplicate_names clusters configuration continuous development dry_run id libraries name storage target channel edition photon ' +
  'catalog schema serverless pipeline_id';

export const COMPUTE_SERVICES: Services = {
  clusterLibraries: {
    installLibraries: 'libraries cluster_id replace are_installed_via_policy',
    uninstallLibraries: 'libraries cluster_id',
    installLibraryOnAllClusters: 'user library',
    uninstallLibraryOnAllClusters: 'user library',
  },
  clusterPolicies: { create: POLICY, edit: POLICY, delete: 'policy_id', changeClusterPolicyAcl: ACL },
  clusters: CLUSTERS,
  deltaPipelines: {
    changePipelineAcls: 'shardId targetUserId resourceId aclPermissionSet',
    create: PIPELINE,
    delete: 'pipeline_id',
    edit: PIPELINE,
    startUpdate: 'cause full_refresh job_task pipeline_id refresh_selection',
    stop: 'pipeline_id',
    reset: 'pipeline_id',
    ingestionGatewayStart: 'pipeline_id',
  },
  globalInitScripts: { create: SCRIPT, update: SCRIPT, delete: SCRIPT, 'batch-reorder': 'script_ids', batchReorder: 'script_ids' },
  instancePools: {
    changeInstancePoolAcl: ACL,
    create: POOL,
    delete: 'instance_pool_id',
    edit: POOL,
    changeInstancePoolAcls: ACL,
  },
  jobs: JOBS,
  ssh: {
    login: 'containerId userName port publicKey instanceId',
    logout: 'userName containerId instanceId',
  },
  webTerminal: {
    startSession: 'socketGUID clusterId serverPort ProxyTargetURI',
    closeSession: 'socketGUID clusterId serverPort ProxyTargetURI',
  },
};
