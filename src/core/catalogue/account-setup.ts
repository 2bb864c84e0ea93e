/**
 * Services of the account console: workspaces, networks, keys, bills, log delivery.
 *
 * Source: the audit log reference of Databricks; the workspace, network, key and VPC endpoint actions of `accountsManager` were
 * also found in andyweaves/databricks-audit-logs, the service names in its configuration. Otherwise recalled, not confirmed.
 */
import type { Actions, Services } from './service.ts';

const CREDENTIALS = 'account_id credentials_id credentials_name';
const KEY = 'account_id customer_managed_key_id';
const NETWORK = 'account_id network_id network_name';
const PRIVATE_ACCESS = 'account_id private_access_settings_id private_access_settings_name';
const STORAGE = 'account_id storage_configuration_id storage_configuration_name';
const VPC_ENDPOINT = 'account_id vpc_endpoint_id vpc_endpoint_name';
const WORKSPACE = 'account_id workspace_id workspace_name';
const CONNECTIVITY = 'account_id network_connectivity_config_id network_connectivity_config';
const NETWORK_POLICY = 'account_id network_policy_id network_policy';

const MANAGER: Actions = {
  acceptTos: WORKSPACE,
  accountUserInvite: '',
  archiveWorkspace: WORKSPACE,
  cancelAccount: '',
  changeAccountOwner: 'account_id first_name last_name email',
  consolidateAccounts: 'target_account_id account_ids_to_consolidate',
  createCredentialsConfiguration: CREDENTIALS,
  createCustomerManagedKeyConfiguration: KEY,
  createNetworkConfiguration: NETWORK,
  createNetworkConnectivityConfig: CONNECTIVITY,
  createNetworkPolicy: NETWORK_POLICY,
  createPrivateAccessSettings: PRIVATE_ACCESS,
  createPrivateEndpointRule: CONNECTIVITY,
  createStorageConfiguration: STORAGE,
  createVpcEndpoint: VPC_ENDPOINT,
  createWorkspaceConfiguration: WORKSPACE,
  createWorkspaceEncryptionKeyRecord: WORKSPACE,
  deleteCredentialsConfiguration: CREDENTIALS,
  deleteCustomerManagedKeyConfiguration: KEY,
  deleteNetworkConfiguration: NETWORK,
  deleteNetworkConnectivityConfig: CONNECTIVITY,
  deleteNetworkPolicy: NETWORK_POLICY,
  deletePrivateAccessSettings: PRIVATE_ACCESS,
  deletePrivateEndpointRule: CONNECTIVITY,
  deleteStorageConfiguration: STORAGE,
  deleteVpcEndpoint: VPC_ENDPOINT,
  deleteWorkspaceConfiguration: WORKSPACE,
  getAccountDetails: '',
  getCredentialsConfiguration: CREDENTIALS,
  getCustomerManagedKeyConfiguration: KEY,
  getNetworkConfiguration: NETWORK,
  getNetworkConnectivityConfig: CONNECTIVITY,
  getNetworkPolicy: NETWORK_POLICY,
  getPrivateAccessSettings: PRIVATE_ACCESS,
  getPrivateEndpointRule: CONNECTIVITY,
  getStorageConfiguration: STORAGE,
  getVpcEndpoint: VPC_ENDPOINT,
  getWorkspaceConfiguration: WORKSPACE,
  getWorkspaceEncryptionKeyRecord: WORKSPACE,
  getWorkspaceNetworkConfiguration: WORKSPACE,
  inviteUserToAccount: '',
  listCredentialsConfigurations: 'account_id',
  listCustomerManagedKeyConfigurations: 'account_id',
  listNetworkConfigurations: 'account_id',
  listNetworkConnectivityConfigs: 'account_id',
  listNetworkPolicies: 'account_id',
  listPrivateAccessSettings: 'account_id',
  listPrivateEndpointRules: 'account_id network_connectivity_config_id',
  listStorageConfigurations: 'account_id',
  listSubscriptions: 'account_id',
  listVpcEndpoints: 'account_id',
  listWorkspaceConfigurations: 'account_id',
  listWorkspaceEncryptionKeyRecords: 'account_id workspace_id',
  listWorkspaceEncryptionKeyRecordsForCustomerManagedKey: 'account_id',
  regenerateAccountKey: '',
  sendTos: 'account_id workspace_id',
  updateAccount: 'account_id account',
  updateCredentialsConfiguration: CREDENTIALS,
  updateCustomerManagedKeyConfiguration: KEY,
  updateNetworkConfiguration: NETWORK,
  updateNetworkConnectivityConfig: CONNECTIVITY,
  updateNetworkPolicy: NETWORK_POLICY,
  updatePrivateAccessSettings: PRIVATE_ACCESS,
  updatePrivateEndpointRule: CONNECTIVITY,
  updateStorageConfiguration: STORAGE,
  updateSubscription: 'account_id subscription_id subscription',
  updateVpcEndpoint: VPC_ENDPOINT,
  updateWorkspaceConfiguration: WORKSPACE,
  updateWorkspaceEncryptionKeyRecord: WORKSPACE,
  updateWorkspaceNetworkOption: WORKSPACE,
};

const USAGE = 'account_id window_size start_time end_time meter_name workspace_ids_filter';
const BUDGET = 'policy policy_id policy_name';
const STABLE_URL = 'account_id stable_url failover_group name';

export const CONSOLE_SERVICES: Services = {
  accountBillableUsage: {
    getAggregatedUsage: USAGE,
    getDetailedUsage: 'account_id start_month end_month with_pii',
    getDownloadableUsage: 'account_id start_month end_month',
  },
  accountsManager: MANAGER,
  budgetPolicyCentral: {
    createBudgetPolicy: BUDGET,
    updateBudgetPolicy: BUDGET,
    deleteBudgetPolicy: BUDGET,
    getBudgetPolicy: BUDGET,
    listBudgetPolicies: '',
  },
  disasterRecovery: {
    createStableUrl: STABLE_URL,
    deleteStableUrl: STABLE_URL,
    getStableUrl: STABLE_URL,
    listStableUrls: 'account_id',
    createFailoverGroup: STABLE_URL,
    updateFailoverGroup: STABLE_URL,
    deleteFailoverGroup: STABLE_URL,
    getFailoverGroup: STABLE_URL,
    listFailoverGroups: 'account_id',
    failoverFailoverGroup: STABLE_URL,
  },
  logDelivery: {
    createLogDeliveryConfiguration: 'account_id config_id',
    getLogDeliveryConfiguration: 'account_id config_id',
    listLogDeliveryConfigurations: 'account_id storage_configuration_id credentials_id status',
    updateLogDeliveryConfiguration: 'config_id account_id status',
  },
};
