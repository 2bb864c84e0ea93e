/** Names held against the catalogue: fields, services, actions, and the warnings' places. */
import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '../../../../src/core/catalogue/catalogue.ts';
import { doubtField } from '../../../../src/core/rules/check/field-names.ts';
import { splitNames } from '../../../../src/core/rules/check/value-names.ts';
import { lintRule, lintNames, parseRules, parseWhere, suggestedIn } from '../../../../src/core/rules/index.ts';

const NAMES = new Set(['unknown-field', 'unknown-service', 'unknown-action', 'names-run-together', 'action-of-another-service']);

/** `code line:column hint` of every doubt about names in a detection, given as YAML from line 2 on. */
function doubts(detection: string, logsource = 'product: databricks, service: audit'): readonly string[] {
  const parsed = parseRules(`{title: t, logsource: {${logsource}}, detection: {\n${detection}}}`, 't');
  expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parsed.rules
    .flatMap((rule) => lintRule(rule))
    .filter(({ code }) => NAMES.has(code))
    .map(({ code, location: { line, column }, message }) => `${code} ${line}:${column} ${suggestedIn(message) ?? '-'}`);
}

describe('a field', () => {
  it.each([
    ['actionNam', 'actionName'],
    ['actionname', 'actionName'],
    ['requestParam.instanceId', 'requestParams.instanceId'],
    ['requestParams.instanceID', 'requestParams.instanceId'],
    ['requestParams.instanceIdd', 'requestParams.instanceId'],
    ['requestParams.new_clusters.spark_version', 'requestParams.new_cluster.spark_version'],
    ['userIdentity.mail', 'userIdentity.email'],
    ['response.statuscode', 'response.statusCode'],
    ['response.status_code', 'response.statusCode'],
    ['service_name', 'serviceName'],
    ['request_params.instanceId', 'requestParams.instanceId'],
    ['user_identity.subject_name', 'userIdentity.subjectName'],
    ['instanceId', 'requestParams.instanceId'],
    ['sourceIpAddress', 'sourceIPAddress'],
    ['event_time', 'timestamp'],
  ])('%s is probably %s', (field, meant) => {
    expect(suggestedIn(doubtField(field) ?? '')).toBe(meant);
  });

  it.each(['response.status', 'zzz', '__proto__', 'constructor', 'userAgent.name', 'serviceName.x', 'userIdentity.constructor', ''])(
    '%j is nobody’s',
    (field) => {
      expect(doubtField(field)).toMatch(/^\S.*\.$/);
    },
  );

  it.each([
    ...['actionName', 'requestParams', 'requestParams.anything', 'requestParams.new_cluster.spark_version', 'requestParams.job_id'],
    ...['requestParams.jobId', 'response.result', 'response.result.cluster_id', 'userIdentity.email', 'identityMetadata.run_as'],
    ...['sourceIPAddress', 'workspaceId', 'MAX_LOG_MESSAGE_LENGTH', 'category', 'requestParams.__proto__'],
  ])('%s is fine', (field) => {
    expect(doubtField(field)).toBeNull();
  });
});

describe('a service or an action', () => {
  it.each([
    ['s: {serviceName: account}, condition: s', ['unknown-service 2:18 accounts']],
    ['s: {serviceName: [accounts, dbfss]}, condition: s', ['unknown-service 2:29 dbfs']],
    ['s: {actionName: AppArmor Profil Modified}, condition: s', ['unknown-action 2:17 AppArmor Profile Modified']],
    ['s: [{actionName: logn}, {actionName: login}], condition: s', ['unknown-action 2:18 login']],
    ['s: {actionName|startswith: delte}, condition: s', ['unknown-action 2:28 -']],
    ['s: {actionName: "*xyzzy*"}, condition: s', ['unknown-action 2:17 -']],
    ['s: {actionName|cased: Login}, condition: s', ['unknown-action 2:23 login']],
    ['s: {actionName: unityCatalog}, condition: s', ['unknown-action 2:17 -']],
    ['s: {actionName: Boot Files ModifiedRoot Certificate Store Modified}, condition: s', ['names-run-together 2:17 -']],
    ['s: {serviceName: "clusters, clusterPolicies"}, condition: s', ['names-run-together 2:18 -']],
    ['s: {serviceName: dbfs, actionName: login}, condition: s', ['action-of-another-service 2:1 -']],
    ['a: {serviceName: dbfs}, b: {actionName: [login, logout]}, condition: a and b', ['action-of-another-service 2:70 -']],
    ['s: {serviceName: jobs, actionName|startswith: Boot}, condition: s', ['action-of-another-service 2:1 -']],
    ['s: {actionNam: login}, condition: s', ['unknown-field 2:5 actionName']],
  ])('%s', (detection, expected) => {
    expect(doubts(detection)).toEqual(expected);
    expect(doubts(detection, 'product: Databricks')).toEqual(expected);
    expect(doubts(detection, 'product: aws, service: cloudtrail')).toEqual([]);
    expect(doubts(detection, 'category: process_creation')).toEqual([]);
  });

  it.each([
    ['s: {serviceName: ACCOUNTS, actionName: LOGIN}, condition: s'],
    ['s: {actionName: "*Acl"}, condition: s'],
    ['s: {actionName|contains: [delete, trash]}, condition: s'],
    ['s: {actionName: Setuid / Setgid Bit Set On File, serviceName: capsule8-alerts-dataplane}, condition: s'],
    ['s: {serviceName: capsule8-alerts-dataplane}, f: {actionName: Heartbeat}, condition: s and not f'],
    ['s: {serviceName: tables, actionName: login}, condition: s'],
    ['a: {serviceName: accounts, actionName: login}, b: {serviceName: dbfs, actionName: mount}, condition: a or b'],
    ['s: {actionName|exists: true}, condition: s'],
    ['s: {actionName: null}, condition: s'],
    ['k: [actionNam, logn], condition: k'],
  ])('%s is fine', (detection) => {
    expect(doubts(detection)).toEqual([]);
  });

  it('that is misspelt is not called another service’s besides', () => {
    expect(doubts('s: {serviceName: acounts, actionName: login}, condition: s')).toEqual(['unknown-service 2:18 accounts']);
  });

  it('is told once for a field, and not without end for values', () => {
    const values = Array.from({ length: 100 }, (_, i) => `nonsense${i}`).join(', ');
    expect(doubts(`a: {actionNam: 1}, b: {actionNam: 2}, c: {actionName: [${values}]}, condition: 1 of them`)).toHaveLength(20);
  });
});

describe('names run together', () => {
  it.each([
    ['LoginsamlLogin', null],
    ['samlLogintokenLogin', ['samlLogin', 'tokenLogin']],
    ['deleteVpcEndpointdeleteWorkspaceConfigurationupdateCredentialsConfiguration', 3],
    ['Boot Files Modified | Kernel Exploit', 2],
    ['Boot Files Modified\nKernel Exploit\n', 2],
    ['Kernel Exploit', null],
    ['', null],
    ['   ', null],
    ['deleteGrouplist', null],
    ['x'.repeat(5000), null],
  ])('%j', (value, pieces) => {
    const found = splitNames(value, ACTION_NAMES);
    if (typeof pieces === 'number') expect(found).toHaveLength(pieces);
    else expect(found).toEqual(pieces);
  });
});

describe('--where', () => {
  it.each([
    ['actionNam: x', ['unknown-field 1:1']],
    ['{serviceName: dbfs, actionName: login}', ['action-of-another-service 1:1']],
    ['[{actionName: logn}]', ['unknown-action 1:15']],
    ['actionName: login', []],
    ['[a keyword]', []],
    ['{eventName: RunInstances, errorCode: null}', []],
    ['userIdentity.type: IAMUser', ['unknown-field 1:1']],
    ['{userIdentity.type: IAMUser, requestParameters.bucket|contains: x}', []],
  ])('%s', (selection, expected) => {
    const [rule] = parseWhere(selection, 1).rules;
    expect(lintNames(rule!).map(({ code, location }) => `${code} ${location.line}:${location.column}`)).toEqual(expected);
  });
});
