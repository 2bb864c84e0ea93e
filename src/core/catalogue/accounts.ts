/**
 * Services about people, groups, logins, tokens and settings.
 *
 * Source: the audit log reference of Databricks (docs.databricks.com and learn.microsoft.com, "Audit log reference" and
 * "Diagnostic log reference"). Of `accounts`, the login, token, IP access list, group and administrator actions were also found in
 * public detections and queries (Panther's Databricks rules, andyweaves/system-tables-audit-logs, the parameters of IP access lists
 * and settings in measured reports); the rest is recalled from the reference and not confirmed name by name.
 */
import type { Actions, Services } from './service.ts';

const LOGINS: Actions = {
  aadBrowserLogin: 'user',
  aadTokenLogin: 'user',
  accountInHouseOAuthClientAuthentication: 'user authenticationMethod',
  accountLoginCodeAuthentication: 'user',
  certLogin: 'user',
  certLogout: 'user',
  jwtLogin: 'user authenticationMethod',
  login: 'user authenticationMethod authentication_method',
  logout: 'user',
  mfaAddKey: '',
  mfaDeleteKey: 'id',
  mfaLogin: 'user authenticationMethod',
  mintOAuthAuthorizationCode: 'client_id',
  mintOAuthToken: 'grant_type scope expires_in client_id',
  oidcBrowserLogin: 'user',
  oidcTokenAuthorization: 'user authenticationMethod',
  passwordVerifyAuthentication: 'user',
  samlLogin: 'user',
  tokenLogin: 'tokenId user authenticationMethod',
  workspaceInHouseOAuthClientAuthentication: 'user authenticationMethod',
  workspaceLoginCodeAuthentication: 'user',
  deleteUserOAuthTokens: '',
  revokeOAuthToken: '',
};

const TARGET_USER = 'targetUserName endpoint targetUserId';
const MEMBERSHIP = 'targetGroupId endpoint targetUserId targetGroupName groupMembershipType targetUserName';
const TARGET_GROUP = 'endpoint targetGroupId targetGroupName';
const ACL = 'shardName targetUserId resourceId aclPermissionSet';
const TOKEN = 'tokenId userId';
const SETTING = 'settingKeyTypeName settingKeyName settingTypeName settingName settingValueForAudit settingValue workspace_id account_id';
const IP_ACCESS_LIST = 'ipAccessListId userId';

const USERS_AND_GROUPS: Actions = {
  activateUser: TARGET_USER,
  add: TARGET_USER,
  addPrincipalToGroup: MEMBERSHIP,
  addPrincipalsToGroup: MEMBERSHIP,
  addUser: TARGET_USER,
  addUserToAdminGroup: MEMBERSHIP,
  addX509: '',
  assumeRole: '',
  changePassword: 'newPasswordSource targetUserId serviceSource wasPasswordChanged userId',
  createGroup: TARGET_GROUP,
  createUser: TARGET_USER,
  deactivateUser: TARGET_USER,
  delete: TARGET_USER,
  deleteGroup: TARGET_GROUP,
  garbageCollectUser: TARGET_USER,
  modifyUserRole: TARGET_USER,
  removeAccountAdmin: TARGET_USER,
  removeAdmin: TARGET_USER,
  removeGroup: 'targetGroupId targetGroupName endpoint',
  removePrincipalFromGroup: MEMBERSHIP,
  removePrincipalsFromGroup: MEMBERSHIP,
  requestAccountCreation: '',
  resetPassword: 'serviceSource userId endpoint targetUserId targetUserName wasPasswordChanged newPasswordSource',
  setAccountAdmin: TARGET_USER,
  setAdmin: TARGET_USER,
  addAdmin: TARGET_USER,
  updateGroup: TARGET_GROUP,
  updateUser: `${TARGET_USER} targetUserExternalId`,
  validateEmail: 'endpoint targetUserName targetUserId',
};

const PERMISSIONS_AND_SETTINGS: Actions = {
  acceptTos: '',
  accountIpAclsValidationFailed: 'sourceIpAddress user',
  changeAccountOwner: 'account_id first_name last_name email',
  changeDatabricksSqlAcl: ACL,
  changeDatabricksWorkspaceAcl: ACL,
  changeDatabricksWorkspaceDirectoryAcl: ACL,
  changeDbTokenAcl: ACL,
  changePasswordAcl: ACL,
  changeServicePrincipalAcls: ACL,
  createIpAccessList: IP_ACCESS_LIST,
  createServicePrincipal: TARGET_USER,
  deleteIpAccessList: IP_ACCESS_LIST,
  deleteSetting: SETTING,
  disableClusterAcls: '',
  disableTableAcls: '',
  disableWorkspaceAcls: '',
  enableClusterAcls: '',
  enableTableAcls: '',
  enableWorkspaceAcls: '',
  garbageCollectDbToken: `tokenExpirationTime tokenClientId ${TOKEN}`,
  generateDbToken: 'userId tokenExpirationTime tokenClientId comment lifetime_seconds',
  IpAccessDenied: 'path userId user userName',
  ipAccessListQuotaExceeded: 'userId',
  modifyAccountConfiguration: '',
  reachMaxQuotaDbToken: '',
  revokeDbToken: TOKEN,
  sendTos: '',
  setSetting: SETTING,
  updateAccountMetastore: '',
  updateAccountSettings: '',
  updateIpAccessList: IP_ACCESS_LIST,
  updateSetting: SETTING,
};

const RULE_SET = 'accountId roleAssignments resourceId resourceType authorizationDetails name rule_set';
const SERVICE_PRINCIPAL_SECRET = 'service_principal_id secret_id account_id';
const OAUTH_APP = 'integration_id name redirect_url confidential token_access_policy scopes';
const FEDERATION_POLICY = 'account_id policy_id service_principal_id policy';

export const ACCOUNT_SERVICES: Services = {
  accounts: { ...LOGINS, ...USERS_AND_GROUPS, ...PERMISSIONS_AND_SETTINGS },
  accountsAccessControl: { updateRuleSet: RULE_SET, getRuleSet: RULE_SET },
  groups: {
    createGroup: TARGET_GROUP,
    updateGroup: TARGET_GROUP,
    deleteGroup: TARGET_GROUP,
    deletePrincipal: '',
    getGroup: TARGET_GROUP,
    createPrincipal: '',
  },
  iamRole: { changeIamRoleAcl: ACL, changeIamRoleAssumeAcl: ACL },
  oauth2: {
    createCustomAppIntegration: OAUTH_APP,
    deleteCustomAppIntegration: 'integration_id',
    updateCustomAppIntegration: OAUTH_APP,
    createPublishedAppIntegration: 'app_id integration_id',
    deletePublishedAppIntegration: 'integration_id',
    updatePublishedAppIntegration: OAUTH_APP,
    enrollOAuth: 'enable_all_published_apps',
    createFederationPolicy: FEDERATION_POLICY,
    deleteFederationPolicy: FEDERATION_POLICY,
    updateFederationPolicy: FEDERATION_POLICY,
    createServicePrincipalFederationPolicy: FEDERATION_POLICY,
    deleteServicePrincipalFederationPolicy: FEDERATION_POLICY,
    updateServicePrincipalFederationPolicy: FEDERATION_POLICY,
  },
  rbac: { createRoleAssignment: '', deleteRoleAssignment: '', setRoleAssignment: '', updateRoleAssignment: '' },
  rfa: {
    batchCreateAccessRequests: 'requests',
    getAccessRequestDestinations: 'securable_type full_name',
    updateAccessRequestDestinations: 'access_request_destinations update_mask',
    createAccessRequest: '',
  },
  servicePrincipalCredentials: {
    create: SERVICE_PRINCIPAL_SECRET,
    list: SERVICE_PRINCIPAL_SECRET,
    delete: SERVICE_PRINCIPAL_SECRET,
  },
  ssoConfigBackend: {
    create: 'account_id sso_type config',
    get: 'account_id sso_type',
    update: 'account_id sso_type config',
    delete: 'account_id sso_type',
    migrate: '',
  },
};
