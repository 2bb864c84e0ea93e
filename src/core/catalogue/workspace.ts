/**
 * Services about what stands in a workspace: folders, notebooks, files, secrets, Git, settings of the workspace.
 *
 * Source: the audit log reference of Databricks, its page on verbose logs; `workspaceConfEdit`, `getSecret`, `mount`, `workspaceExport`,
 * `downloadPreviewResults` and the like also from public detections. Otherwise recalled, not confirmed name by name.
 */
import type { Actions, Services } from './service.ts';

const ACL = 'shardName targetUserId aclPermissionSet resourceId';
const NOTEBOOK = 'notebookId notebookFullPath';
const ATTACHED = 'path clusterId notebookId';
const FILE_EVENT = 'path notebookId';
const COMMAND = 'notebookId executionTime status commandId commandText commandLanguage clusterId';
const PERMISSION_ASSIGNMENT = 'principal_id permissions account_id workspace_id';
const SECRET = 'scope key';
const REPO = 'url provider path id branch tag';
const CREDENTIAL = 'git_provider git_username personal_access_token credential_id';

const NOTEBOOKS: Actions = {
  attachNotebook: ATTACHED,
  cloneNotebook: 'notebookId path clonedNotebookId destinationPath',
  createFolder: 'path',
  createNotebook: 'notebookId path',
  deleteFolder: 'path',
  deleteNotebook: 'notebookId notebookName path',
  deleteRepo: 'path',
  detachNotebook: 'notebookId clusterId path',
  downloadLargeResults: 'notebookId notebookFullPath',
  downloadPreviewResults: NOTEBOOK,
  getNotebook: NOTEBOOK,
  importNotebook: 'path workspaceExportFormat',
  modifyNotebook: 'notebookId path',
  moveFolder: 'oldPath newPath folderId',
  moveNotebook: 'newPath oldPath notebookId',
  openNotebook: NOTEBOOK,
  renameFolder: 'path newName oldName parentPath folderId',
  renameNotebook: 'newName oldName parentPath notebookId',
  restoreFolder: 'path',
  restoreNotebook: 'path notebookId notebookName',
  restoreRepo: 'path',
  runCommand: COMMAND,
  submitCommand: COMMAND,
  takeNotebookSnapshot: 'path',
};

const WORKSPACE: Actions = {
  addPermissionAssignment: PERMISSION_ASSIGNMENT,
  changeWorkspaceAcl: ACL,
  deletePermissionAssignment: PERMISSION_ASSIGNMENT,
  deleteSetting: 'settingKeyTypeName settingKeyName settingTypeName settingName',
  environmentCreate: 'path',
  fileCreate: 'path',
  fileDelete: 'path',
  fileEditorOpenEvent: FILE_EVENT,
  filesGet: 'path userName',
  getPermissionAssignment: PERMISSION_ASSIGNMENT,
  getRoleAssignment: 'account_id workspace_id',
  listPermissionAssignments: PERMISSION_ASSIGNMENT,
  mintOAuthAuthorizationCode: 'client_id',
  mintOAuthToken: 'grant_type scope expires_in client_id',
  modifyWorkspaceConfiguration: '',
  mountBucket: '',
  moveWorkspaceNode: 'destinationPath path',
  purgeWorkspaceNodes: 'treestoreId',
  reattachHomeFolder: 'path',
  renameWorkspaceNode: 'path destinationPath',
  unmarkHomeFolder: 'path',
  setRoleAssignment: 'account_id workspace_id',
  setSetting: 'settingKeyTypeName settingKeyName settingTypeName settingName settingValueForAudit',
  unmountBucket: '',
  updatePermissionAssignment: PERMISSION_ASSIGNMENT,
  updateRoleAssignment: 'account_id workspace_id principal_id role',
  updateWorkspaceSettings: '',
  workspaceConfEdit: 'workspaceConfKeys workspaceConfValues',
  workspaceConfKeys: 'workspaceConfKeys workspaceConfValues enableVerboseAuditLogs',
  workspaceExport: 'workspaceExportDirectDownload workspaceExportFormat notebookFullPath',
  workspaceImport: 'path workspaceImportFormat',
  workspaceInHouseOAuthClientAuthentication: 'user',
};

const DBFS: Actions = {
  addBlock: 'handle data_length',
  close: 'handle',
  create: 'path bufferSize overwrite',
  delete: 'recursive path',
  getStatus: 'path',
  list: 'path',
  mkdirs: 'path',
  mount: 'mountPoint owner',
  move: 'dst source_path src destination_path',
  open: 'path',
  put: 'path overwrite',
  read: 'path offset length',
  multipartUpload: 'path jobId user',
  unmount: 'mountPoint',
  updateMount: 'mountPoint owner',
};

export const WORKSPACE_SERVICES: Services = {
  dbfs: DBFS,
  files: { filesGet: 'path', filesPut: 'path', filesDelete: 'path', filesHead: 'path', directoriesGet: 'path' },
  filesystem: {
    directoriesDelete: 'path',
    directoriesGet: 'path',
    directoriesHead: 'path',
    directoriesPut: 'path',
    filesDelete: 'path',
    filesGet: 'path transferredSize',
    filesHead: 'path',
    filesPut: 'path receivedSize',
    createDownloadUrl: 'path',
    createUploadUrl: 'path',
    createUploadPartUrls: 'path',
    createAbortUploadUrl: 'path',
    createResumableUploadUrl: 'path',
    initiateUpload: 'path',
    completeUpload: 'path',
  },
  genie: { databricksAccess: 'duration approver reason authType user' },
  gitCredentials: {
    createGitCredential: CREDENTIAL,
    deleteGitCredential: 'id credential_id',
    getGitCredential: 'id credential_id',
    linkGitProvider: 'git_provider',
    listGitCredentials: '',
    updateGitCredential: `id ${CREDENTIAL}`,
  },
  ingestion: { proxyFileUpload: 'x-databricks-content-length-0 x-databricks-total-files' },
  notebook: NOTEBOOKS,
  partnerHub: {
    createOrReusePartnerConnection: 'partner_name',
    deletePartnerConnection: 'partner_name',
    downloadPartnerConnectionFile: 'partner_name',
    setupResourcesForPartnerConnection: 'partner_name',
  },
  remoteHistoryService: {
    addUserGitHubCredentials: '',
    deleteUserGitHubCredentials: '',
    updateUserGitHubCredentials: '',
  },
  repos: {
    checkoutBranch: 'id branch',
    commitAndPush: 'id message files checkSensitiveToken',
    createRepo: REPO,
    deleteRepo: 'id',
    discard: 'id file_paths',
    getRepo: 'id',
    listRepos: 'path_prefix next_page_token',
    pull: 'id',
    updateRepo: 'id branch tag git_url git_provider',
    createBranch: 'id branch',
    merge: 'id branch',
    rebase: 'id branch',
    abortMerge: 'id',
  },
  secrets: {
    createScope: 'scope initial_manage_principal scope_backend_type',
    deleteAcl: 'scope principal',
    deleteScope: 'scope',
    deleteSecret: SECRET,
    getAcl: 'scope principal',
    getSecret: SECRET,
    listAcls: 'scope',
    listScopes: '',
    listSecrets: 'scope',
    putAcl: 'scope principal permission',
    putSecret: `string_value ${SECRET}`,
  },
  webhookNotifications: {
    createWebhook: 'name',
    deleteWebhook: 'id',
    getWebhook: 'id',
    notifyWebhook: 'body id',
    testWebhook: 'id',
    updateWebhook: 'name id',
  },
  workspace: WORKSPACE,
  workspaceFiles: { wsfsStreamingRead: 'path', wsfsStreamingWrite: 'path', wsfsImportFile: 'path', wsfsExportFile: 'path' },
};
