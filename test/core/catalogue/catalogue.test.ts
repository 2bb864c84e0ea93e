/** The catalogue: complete where published detections can be held against it, and free of slips of the pen. */
import { expect, it } from 'vitest';
import {
  ACTION_NAMES,
  PARAMETER_NAMES,
  SERVICE_NAMES,
  SERVICES,
  actionsOf,
  isKnownAction,
  isKnownService,
  servicesOf,
} from '../../../src/core/catalogue/catalogue.ts';
import { ESM_SERVICES } from '../../../src/core/esm.ts';

it('holds the services and about as many actions as the reference lists', () => {
  expect(SERVICE_NAMES.length).toBeGreaterThan(60);
  expect(ACTION_NAMES.length).toBeGreaterThan(900);
});

it('has no action twice in two spellings of letter case, but where a source has both', () => {
  const twice = SERVICE_NAMES.flatMap((service) => {
    const folded = actionsOf(service).map((action) => action.toLowerCase());
    return folded.filter((action, index) => folded.indexOf(action) !== index).map((action) => `${service}/${action}`);
  });
  expect(twice).toEqual(['unityCatalog/updateworkspacebindings']);
});

it('spells names without stray characters', () => {
  const odd = [...SERVICE_NAMES, ...PARAMETER_NAMES].filter((name) => !/^[A-Za-z][\w-]*$/.test(name));
  expect(odd).toEqual([]);
  const host = new Set([...ESM_SERVICES.values()].flatMap(({ actions }) => actions));
  expect(ACTION_NAMES.filter((name) => !host.has(name) && !/^[A-Za-z][\w-]*$/.test(name))).toEqual([]);
});

it('lists no request parameter twice', () => {
  const twice = Object.entries(SERVICES).flatMap(([service, actions]) =>
    Object.entries(actions)
      .filter(([, text]) => text !== text.trim() || (text !== '' && new Set(text.split(' ')).size !== text.split(' ').length))
      .map(([action]) => `${service}/${action}`),
  );
  expect(twice).toEqual([]);
});

it.each([
  ['accounts', 'IpAccessDenied'],
  ['accounts', 'mfaDeleteKey'],
  ['accountsManager', 'updateWorkspaceConfiguration'],
  ['capsule8-alerts-dataplane', 'Kernel Exploit'],
  ['clamAVScanService-dataplane', 'clamAVScanAction'],
  ['clusterLibraries', 'installLibraryOnAllClusters'],
  ['databrickssql', 'downloadQueryResult'],
  ['dbfs', 'mount'],
  ['genie', 'databricksAccess'],
  ['globalInitScripts', 'create'],
  ['notebook', 'downloadPreviewResults'],
  ['secrets', 'getSecret'],
  ['ssh', 'login'],
  ['ssoConfigBackend', 'update'],
  ['unityCatalog', 'deltaSharingQueryTable'],
  ['unityCatalog', 'generateTemporaryVolumeCredential'],
  ['workspace', 'workspaceConfEdit'],
])('%s has %s, as published detections say', (service, action) => {
  expect(isKnownAction(action, service)).toBe(true);
  expect(servicesOf(action)).toContain(service);
});

it('compares as rules do, without regard to case', () => {
  expect(isKnownService('UNITYCATALOG')).toBe(true);
  expect(isKnownAction('kernel exploit', 'Capsule8-Alerts-Dataplane')).toBe(true);
  expect(isKnownAction('kernel exploit', 'accounts')).toBe(false);
});

it('accepts every spelling of a sensor’s action', () => {
  expect(servicesOf('Setuid / Setgid Bit Set On File')).toEqual(['capsule8-alerts-dataplane']);
});

it.each(['__proto__', 'constructor', 'toString', ''])('knows nothing of %j', (name) => {
  expect(isKnownService(name)).toBe(false);
  expect(actionsOf(name)).toEqual([]);
  expect(servicesOf(name)).toEqual([]);
});
