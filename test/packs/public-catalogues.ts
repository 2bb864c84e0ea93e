/**
 * What two public catalogues of Databricks detections look for, by the name they give it, and which of our rules answer it.
 *
 * `actions` are the action names their detection tests, as far as it tests any; each must be named by one of the rules listed, or
 * stand under `without` with a reason. `reason` says why there is no rule at all, or why ours asks for something else.
 */
export interface Entry {
  readonly rules: readonly string[];
  readonly actions?: readonly string[];
  readonly without?: Readonly<Record<string, string>>;
  readonly reason?: string;
}

const NOT_DOCUMENTED = 'in no documentation and no published record';
const LOGINS = ['aadBrowserLogin', 'aadTokenLogin', 'certLogin', 'jwtLogin', 'login', 'oidcBrowserLogin', 'samlLogin', 'tokenLogin'];
const IP_LISTS = ['createIpAccessList', 'updateIpAccessList', 'deleteIpAccessList'];
const DOWNLOADS = [
  ...['downloadPreviewResults', 'downloadLargeResults', 'filesGet', 'getModelVersionDownloadUri'],
  ...['getModelVersionSignedDownloadUri', 'workspaceExport', 'downloadQueryResult'],
];
const CREDENTIALS = ['generateTemporaryTableCredential', 'generateTemporaryPathCredential', 'generateTemporaryVolumeCredential'];
const SHARE_QUERIES = ['deltaSharingQueryTable', 'deltaSharingQueryTableChanges'];
const ESCALATION = [
  ...['addPrincipalToGroup', 'changeDatabricksSqlAcl', 'changeDatabricksWorkspaceAcl', 'changeDbTokenAcl', 'changePasswordAcl'],
  ...['changeServicePrincipalAcls', 'generateDbToken', 'setAdmin', 'changeClusterAcl', 'changeClusterPolicyAcl', 'changeWarehouseAcls'],
  ...['changePermissions', 'transferObjectOwnership', 'changePipelineAcls', 'changeFeatureTableAcl', 'changeIamRoleAcl'],
  ...['changeInstancePoolAcl', 'changeJobAcl', 'resetJobAcl', 'changeRegisteredModelAcl', 'changeInferenceEndpointAcl', 'putAcl'],
  ...['changeSecurableOwner', 'grantPermission', 'changeWorkspaceAcl', 'updateRoleAssignment', 'setAccountAdmin'],
  ...['changeAccountOwner', 'updatePermissions', 'updateSharePermissions'],
];
const REPORT = 'a query for a report: it describes normal use and raises no alert there either';

/** panther-labs/panther-analysis, `rules/databricks_rules`: the 37 rules it had when the first of ours were written. */
export const PANTHER: Readonly<Record<string, Entry>> = {
  AccessToMultipleWorkspaces: {
    rules: ['access_to_many_workspaces'],
    reason: 'counts entries into a workspace and not every record: whoever does something there has entered before',
  },
  AccessTokenRevoked: { rules: ['access_token_revoked', 'token_revocation_burst'], actions: ['revokeDbToken'] },
  AccountAdminPrivilegedRoleAssignment: {
    rules: ['account_admin_granted', 'workspace_admin_granted'],
    actions: ['setAdmin', 'addAdmin', 'setAccountAdmin', 'changeAccountOwner', 'addPrincipalToGroup', 'addPrincipalsToGroup'],
  },
  AttemptedLogonFromDeniedIP: { rules: ['login_from_denied_address', 'denied_address_burst'], actions: ['IpAccessDenied'] },
  ConfigChangesAccountLevel: {
    rules: ['account_setting_changed', 'sso_config_changed'],
    actions: ['updateAccountSettings', 'modifyAccountConfiguration', 'updateAccountMetastore', 'create', 'update', 'delete'],
  },
  ConfigChangesHighPriority: {
    rules: ['security_setting_changed', 'ip_access_list_changed', 'verbose_audit_log_disabled', 'workspace_setting_changed'],
    actions: ['workspaceConfEdit', ...IP_LISTS],
  },
  ConfigChangesWorkspaceLevel: {
    rules: ['workspace_setting_changed', 'security_setting_changed'],
    actions: ['workspaceConfEdit', 'updateWorkspaceSettings', 'modifyWorkspaceConfiguration'],
  },
  DataDownloadsFromControlPlane: { rules: ['data_downloaded', 'download_burst'], actions: DOWNLOADS },
  DataMovementExplicitCredentials: {
    rules: ['storage_credential_changed'],
    actions: ['createStorageCredential', 'updateStorageCredential', 'createConnection', 'updateConnection'],
  },
  DeltaSharingIPAccessFailures: { rules: ['share_denied_address'] },
  DeltaSharingRecipientWithoutIPACLs: { rules: ['share_recipient_without_ip_list'], actions: ['createRecipient'] },
  DestructiveActivities: {
    rules: ['object_deleted', 'destructive_burst'],
    reason: 'without names that begin with drop or destroy: no action of the audit log is known to, a dropped table is deleteTable',
  },
  EmployeeLogon: { rules: ['support_login'], actions: LOGINS },
  GlobalInitScriptChanges: { rules: ['global_init_script_changed'] },
  GroupCreated: { rules: ['group_created'], actions: ['createGroup'] },
  GroupDeleted: { rules: ['group_deleted'], actions: ['removeGroup', 'deleteGroup'] },
  InstallLibraryAllClusters: { rules: ['library_on_all_clusters'], actions: ['installLibraryOnAllClusters'] },
  LongLifetimeTokenGenerated: {
    rules: ['access_token_created'],
    actions: ['generateDbToken'],
    reason: 'Sigma cannot subtract two times; the rule sees every token, and marks those without an end or one after 2099',
  },
  MetastoreAdminPrivilegeGranted: { rules: ['metastore_admin_granted'], actions: ['updateMetastore', 'addPrincipalToGroup'] },
  MFAKeyChange: { rules: ['mfa_key_changed'], actions: ['mfaAddKey', 'mfaDeleteKey'] },
  MountPointCreation: { rules: ['mount_created'], actions: ['mount'] },
  NonSSOLogin: {
    rules: ['non_sso_login', 'token_login'],
    actions: ['certLogin', 'jwtLogin', 'login', 'mfaLogin', 'passwordVerifyAuthentication', 'samlLogin'],
    reason: 'without tokenLogin, which is no interactive login and millions of records: tokens have rules of their own',
  },
  PotentialPrivilegeEscalation: {
    rules: ['privilege_changed', 'privilege_change_burst'],
    actions: [
      ...['addPrincipalToGroup', 'removePrincipalFromGroup', 'addPrincipalsToGroup', 'setAdmin', 'removeAdmin', 'changeAccountOwner'],
      ...[
        'setAccountAdmin',
        'createRole',
        'deleteRole',
        'updateRole',
        'assignRole',
        'unassignRole',
        'grant',
        'revoke',
        'updatePermissions',
      ],
      ...['setPermissions', 'changeOwner', 'createRoleAssignment', 'deleteRoleAssignment', 'updateMetastore', 'updateWorkspaceAssignment'],
      ...['updateCatalog', 'updateSchema', 'updateTable', 'updateVolume', 'updateFunction', 'updateConnection'],
    ],
    without: Object.fromEntries(
      [
        ...['createRole', 'deleteRole', 'updateRole', 'assignRole', 'unassignRole', 'grant', 'revoke', 'setPermissions', 'changeOwner'],
        ...['createRoleAssignment', 'deleteRoleAssignment', 'updateWorkspaceAssignment'],
      ].map((action) => [action, NOT_DOCUMENTED]),
    ),
    reason: 'updates of catalog objects count when they name a new owner: those of columns and comments give no right to anybody',
  },
  PrincipalRemovedFromGroup: { rules: ['principal_removed_from_group', 'admin_removed'], actions: ['removePrincipalFromGroup'] },
  RepeatedAccessToSecrets: {
    rules: ['secret_read', 'secrets_read_burst'],
    actions: ['getSecret'],
    reason: 'counts different secrets, as the other catalogue does: one secret read ten times is a job',
  },
  RepeatedFailedLoginAttempts: {
    rules: ['login_failed', 'login_failed_by_identity', 'repeated_failed_logins'],
    actions: [...LOGINS, 'mfaLogin', 'passwordVerifyAuthentication'],
  },
  RepeatedUnauthorizedUCDataRequests: {
    rules: ['data_access_denied', 'data_denial_burst', 'share_access_denied', 'share_denial_burst'],
    actions: CREDENTIALS,
  },
  RepeatedUnauthorizedUCRequests: { rules: ['catalog_request_denied', 'catalog_denial_burst'] },
  SSOConfigChanged: { rules: ['sso_config_changed'], actions: ['create', 'update'] },
  TermsOfServiceChanges: { rules: ['terms_of_service'], actions: ['acceptTos', 'sendTos'] },
  TrufflehogScanDetected: { rules: ['trufflehog_user_agent'] },
  UserAccountCreated: { rules: ['user_created'], actions: ['createUser', 'addUser'] },
  UserAccountDeleted: { rules: ['user_deleted'], actions: ['delete'] },
  UserPasswordChanged: { rules: ['password_changed'], actions: ['changePassword'] },
  UserRoleModified: { rules: ['role_assignment_changed'], actions: ['addUserToAdminGroup', 'modifyUserRole'] },
  VerboseAuditLoggingDisabled: { rules: ['verbose_audit_log_disabled'], actions: ['workspaceConfEdit'] },
  WorkspaceAdminPrivilegedRoleAssignment: {
    rules: ['workspace_admin_granted'],
    actions: ['setAdmin', 'addAdmin', 'addPrincipalToGroup', 'addPrincipalsToGroup'],
  },
};

/** andyweaves/system-tables-audit-logs, `resources/queries_and_alerts.json`: 45 queries, of which these 30 raise an alert. */
export const SYSTEM_TABLE_ALERTS: Readonly<Record<string, Entry>> = {
  repeated_failed_login_attempts: {
    rules: ['login_failed', 'login_failed_by_identity', 'repeated_failed_logins'],
    actions: LOGINS,
    reason: 'at five and not at two: two refusals in an hour are a mistyped password',
  },
  changes_to_admin_users: {
    rules: ['workspace_admin_granted', 'account_admin_granted', 'admin_removed'],
    actions: ['setAccountAdmin', 'changeAccountOwner', 'setAdmin', 'removeAdmin', 'addPrincipalToGroup', 'removePrincipalFromGroup'],
  },
  changes_to_workspace_configuration: {
    rules: ['workspace_setting_changed', 'security_setting_changed', 'verbose_audit_log_disabled'],
    actions: ['workspaceConfEdit'],
  },
  data_downloads_from_control_plane: { rules: ['data_downloaded', 'download_burst'], actions: DOWNLOADS },
  ip_access_list_failures: { rules: ['login_from_denied_address'], actions: ['IpAccessDenied', 'accountIpAclsValidationFailed'] },
  ip_access_list_changes: { rules: ['ip_access_list_changed'], actions: IP_LISTS },
  databricks_access_to_customer_workspaces: { rules: ['support_access'], actions: ['databricksAccess'] },
  terms_of_service_changes: { rules: ['terms_of_service'], actions: ['acceptTos', 'sendTos'] },
  account_settings_changes: { rules: ['account_setting_changed'], actions: ['setSetting'] },
  global_init_script_changes: { rules: ['global_init_script_changed'] },
  install_library_on_all_clusters: { rules: ['library_on_all_clusters'], actions: ['installLibraryOnAllClusters'] },
  mount_point_creation: { rules: ['mount_created'], actions: ['mount'] },
  long_lifetime_token_generation: {
    rules: ['access_token_created'],
    actions: ['generateDbToken'],
    reason: 'Sigma cannot subtract two times; the rule sees every token, and marks those without an end or one after 2099',
  },
  destructive_activities: { rules: ['object_deleted', 'destructive_burst'] },
  potential_privilege_escalation: { rules: ['privilege_changed', 'privilege_change_burst'], actions: ESCALATION },
  repeated_access_to_secrets: { rules: ['secret_read', 'secrets_read_burst'], actions: ['getSecret'] },
  access_to_multiple_workspaces: {
    rules: ['access_to_many_workspaces'],
    reason: 'counts entries into a workspace and not every record: whoever does something there has entered before',
  },
  use_of_print_statements: {
    rules: ['secret_shown_by_command'],
    actions: ['runCommand'],
    reason: 'every print of every notebook is no detection; those beside a secret are what the query is after',
  },
  repeated_unauthorized_uc_requests: { rules: ['catalog_request_denied', 'catalog_denial_burst'] },
  repeated_unauthorized_uc_data_requests: {
    rules: ['data_access_denied', 'data_denial_burst', 'share_access_denied', 'share_denial_burst'],
    actions: [...CREDENTIALS, ...SHARE_QUERIES],
  },
  high_number_of_read_writes: {
    rules: ['path_write_allowed', 'writes_to_many_paths'],
    actions: ['generateTemporaryPathCredential'],
    reason: 'the alert looks at writes to different locations only, and those are paths',
  },
  delta_sharing_recipients_without_ip_acls: { rules: ['share_recipient_without_ip_list'], actions: ['createRecipient'] },
  delta_sharing_ip_access_list_failures: { rules: ['share_denied_address'], actions: SHARE_QUERIES },
  delta_sharing_recipient_token_lifetime_change: { rules: ['share_token_lifetime_changed'], actions: ['updateMetastore'] },
  clam_av_infected_files_detected: { rules: ['clamav_infected'] },
  clam_av_infected_files_found: { rules: ['clamav_infected'] },
  capsule8_container_breakout_events: { rules: ['container-escape'] },
  capsule8_changes_to_host_security_settings: { rules: ['host-security'] },
  capsule8_kernel_related_events: { rules: ['kernel-exploit'] },
  capsule8_suspicious_host_activity: { rules: ['suspicious-activity'] },
};

/** Its other queries, without an alert: the rule that sees the same records, or why there is none. */
export const SYSTEM_TABLE_QUERIES: Readonly<Record<string, Entry>> = {
  failed_login_attempts_last_90_days: { rules: ['repeated_failed_logins', 'password_spraying'] },
  data_downloads_from_control_plane_last_90_days: { rules: ['download_burst'] },
  ip_access_list_failures_last_90_days: { rules: ['login_from_denied_address'] },
  databricks_access_to_customer_workspaces_last_90_days: { rules: ['support_access'] },
  destructive_activities_last_90_days: { rules: ['destructive_burst'] },
  potential_privilege_escalation_last_90_days: { rules: ['privilege_change_burst'] },
  access_to_secrets_last_90_days: { rules: ['secrets_read_burst'] },
  ip_addresses_used_to_access_databricks: { rules: [], reason: REPORT },
  ip_address_ranges_used_to_access_databricks: { rules: [], reason: REPORT },
  unauthorized_uc_data_requests_last_90_days: { rules: ['data_denial_burst'] },
  read_writes_last_90_days: { rules: [], reason: REPORT },
  most_popular_data_products_last_90_days: { rules: [], reason: REPORT },
  most_privileged_users: { rules: [], reason: REPORT },
  ip_addresses_used_to_access_uc_data: { rules: [], reason: REPORT },
  ip_address_ranges_used_to_access_uc_data: { rules: [], reason: REPORT },
};
