/**
 * Which services and actions Databricks' audit log is known to have. Lookups over the lists in this folder and core/esm.ts.
 *
 * Names are compared as rules compare them, without regard to case. No list is closed: "not known" is a reason to ask, never a
 * verdict. Must not know: rules, and log sources other than Databricks' audit log.
 */
import { ESM_SERVICES, isEsmService, isKnownEsmAction } from '../esm.ts';
import { ACCOUNT_SERVICES } from './accounts.ts';
import { CONSOLE_SERVICES } from './account-setup.ts';
import { COMPUTE_SERVICES } from './compute.ts';
import { LEARNING_SERVICES } from './machine-learning.ts';
import type { Services } from './service.ts';
import { DATA_SERVICES } from './sharing-and-data.ts';
import { SQL_SERVICES } from './sql-and-dashboards.ts';
import { UNITY_CATALOG_SERVICES } from './unity-catalog.ts';
import { WORKSPACE_SERVICES } from './workspace.ts';

const HOST_SERVICES: Services = Object.fromEntries(
  [...ESM_SERVICES.values()].map(({ name, actions }) => [
    name,
    Object.fromEntries(actions.map((action) => [action, 'instanceId processName'])),
  ]),
);

/** Every service by name. */
export const SERVICES: Services = {
  ...ACCOUNT_SERVICES,
  ...CONSOLE_SERVICES,
  ...COMPUTE_SERVICES,
  ...DATA_SERVICES,
  ...HOST_SERVICES,
  ...LEARNING_SERVICES,
  ...SQL_SERVICES,
  ...UNITY_CATALOG_SERVICES,
  ...WORKSPACE_SERVICES,
};

const keyOf = (name: string): string => name.toLowerCase();

interface Known {
  readonly name: string;
  readonly actions: ReadonlySet<string>;
}
const BY_SERVICE: ReadonlyMap<string, Known> = new Map(
  Object.entries(SERVICES).map(([name, actions]) => [keyOf(name), { name, actions: new Set(Object.keys(actions).map(keyOf)) }]),
);
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.values(SERVICES).flatMap((actions) => Object.keys(actions).map((action) => [keyOf(action), action] as const)),
);

/** Every service, as delivered. */
export const SERVICE_NAMES: readonly string[] = Object.keys(SERVICES);
/** Every action of any service, each once. */
export const ACTION_NAMES: readonly string[] = [...SPELLINGS.values()];
/** Every documented request parameter, each once. */
export const PARAMETER_NAMES: ReadonlySet<string> = new Set(
  Object.values(SERVICES).flatMap((actions) =>
    Object.values(actions).flatMap((parameters) => (parameters === '' ? [] : parameters.split(' '))),
  ),
);

/** Whether the service is in the catalogue. */
export function isKnownService(service: string): boolean {
  return BY_SERVICE.has(keyOf(service));
}

/** The actions known of a service, as delivered; empty for an unknown service and for one whose actions nobody lists. */
export function actionsOf(service: string): readonly string[] {
  const known = BY_SERVICE.get(keyOf(service));
  return known === undefined ? [] : Object.keys(SERVICES[known.name] ?? {});
}

/** The services known to have an action; sources spell the sensors' actions in several ways, and each is accepted. */
export function servicesOf(action: string): readonly string[] {
  const key = keyOf(action);
  return [...BY_SERVICE.values()]
    .filter(({ name, actions }) => actions.has(key) || (isEsmService(name) && isKnownEsmAction(name, action)))
    .map(({ name }) => name);
}

/** Whether some service, or the given one, is known to have the action. */
export function isKnownAction(action: string, service?: string): boolean {
  if (service !== undefined) return servicesOf(action).some((name) => keyOf(name) === keyOf(service));
  return SPELLINGS.has(keyOf(action)) || servicesOf(action).length > 0;
}
