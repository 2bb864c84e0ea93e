/**
 * What Enhanced Security Monitoring (ESM) writes into the audit log: its services, their action names, the heartbeat.
 *
 * Owns: the catalogue and the comparison of names. Must not know: rules, levels, what an action means (rules.json says that).
 * No list here is closed. A content update of the sensor may add an action at any time, so "not known" is a reason to tell
 * somebody, never a reason to drop a record.
 *
 * Confidence of what follows:
 * - service name capsule8-alerts-dataplane, its heartbeat and instanceId as the only parameter: documented by Databricks;
 * - action names: each array says where its names come from;
 * - service name clamAVScanService-dataplane: used in published queries; its action name is recalled, not confirmed;
 * - service name syslog: in a published list of services; monit, and the actions of both: recalled, not confirmed.
 */

export interface EsmService {
  /** As delivered in `serviceName`. */
  readonly name: string;
  /** The action that only says "the sensor is alive"; null when the service has none. */
  readonly heartbeat: string | null;
  /** Every action known, heartbeat included, each as its source spells it. */
  readonly actions: readonly string[];
}

/** In the four published detections. */
const PUBLISHED_ACTIONS = [
  'New File Executed in Container',
  'Suspicious Interactive Shell',
  'User Command Logging Evasion',
  'BPF Program Executed',
  'Kernel Module Loaded',
  'Kernel Exploit',
  'Processor-Level Protections Disabled',
  'Container Escape via Kernel Exploitation',
  'Privileged Container Launched',
  'Userland Container Escape',
  'AppArmor Disabled In Kernel',
  'AppArmor Profile Modified',
  'Boot Files Modified',
  'Root Certificate Store Modified',
];

/** Described in the sensor vendor's own documentation; the first also by Databricks. */
const VENDOR_ACTIONS = ['Memory Marked Executable', 'Repeated Program Crashes', 'Userfaultfd Usage'];

/** Recalled from Databricks' reference of file integrity and further monitoring events; not confirmed name by name. */
const RECALLED_ACTIONS = [
  'File Integrity Monitor',
  'Systemd Unit File Modified',
  'Suspicious Program Name Executed-Space After File',
  'Illegal Elevation Of Privileges',
  'Log Files Deleted',
  'New File Executed',
  'Setuid/Setgid Bit Set On File',
  'Hidden File Created',
  'Modification Of Common System Utilities',
  'Network Service Scanner Executed',
  'Network Service Created',
  'Network Sniffing Program Executed',
  'Remote File Copy Detected',
  'Unusual Outbound Connection Detected',
  'Data Archived Via Program',
  'Process Injection',
  'Account Enumeration Via Program',
  'File and Directory Discovery Via Program',
  'Network Configuration Enumeration Via Program',
  'Process Enumeration Via Program',
  'System Information Enumeration Via Program',
  'Scheduled Tasks Modified Via Program',
  'Systemctl Usage Detected',
  'User Execution Of su Command',
  'User Execution Of sudo Command',
  'User Command History Cleared',
  'New System User Added',
  'Password Database Modification',
  'SSH Authorized Keys Modification',
  'User Account Created Via CLI',
  'User Configuration Changes',
];

const HEARTBEAT = 'Heartbeat';

/** By service name, as delivered. */
export const ESM_SERVICES: ReadonlyMap<string, EsmService> = new Map(
  [
    {
      name: 'capsule8-alerts-dataplane',
      heartbeat: HEARTBEAT,
      actions: [HEARTBEAT, ...PUBLISHED_ACTIONS, ...VENDOR_ACTIONS, ...RECALLED_ACTIONS],
    },
    { name: 'clamAVScanService-dataplane', heartbeat: null, actions: ['clamAVScanAction'] },
    { name: 'monit', heartbeat: null, actions: ['processNotRunning', 'processRestarting', 'processStarted', 'processRunning'] },
    { name: 'syslog', heartbeat: null, actions: ['processEvent'] },
  ].map((service) => [service.name, service]),
);

/** Whether records of this service come from Enhanced Security Monitoring. */
export function isEsmService(service: string | null | undefined): boolean {
  return entryOf(service) !== undefined;
}

/** Whether a record says no more than that the sensor is alive. */
export function isHeartbeat(service: string | null | undefined, action: string | null | undefined): boolean {
  const heartbeat = entryOf(service)?.service.heartbeat ?? null;
  return heartbeat !== null && typeof action === 'string' && esmActionKey(action) === esmActionKey(heartbeat);
}

/** Whether the catalogue has this action, heartbeat included, under this service. */
export function isKnownEsmAction(service: string | null | undefined, action: string | null | undefined): boolean {
  return typeof action === 'string' && (entryOf(service)?.actionKeys.has(esmActionKey(action)) ?? false);
}

/**
 * The form in which action names are compared: trimmed, lower case, each run of spaces and hyphens one space, none around a
 * slash. Sources disagree in exactly these points ("in"/"In", "Processor-Level"/"Processor Level", "Setuid/Setgid"/"Setuid / Setgid").
 */
export function esmActionKey(action: string): string {
  return action
    .toLowerCase()
    .replace(/[\s-]+/g, ' ')
    .replace(/ ?\/ ?/g, '/')
    .trim();
}

interface Entry {
  readonly service: EsmService;
  readonly actionKeys: ReadonlySet<string>;
}

const ENTRIES: ReadonlyMap<string, Entry> = new Map(
  [...ESM_SERVICES.values()].map((service) => [
    serviceKey(service.name),
    { service, actionKeys: new Set(service.actions.map(esmActionKey)) },
  ]),
);

function entryOf(service: string | null | undefined): Entry | undefined {
  return typeof service === 'string' ? ENTRIES.get(serviceKey(service)) : undefined;
}

function serviceKey(service: string): string {
  return service.trim().toLowerCase();
}
