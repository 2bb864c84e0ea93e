// Enhanced Security Monitoring: heartbeats, scanner lines, alerts; and decoys, which carry a wanted action name anywhere but in the
// record's own `actionName` and so must not be flagged.
import { commandText } from './commands.ts';
import type { Draft, Place } from './record.ts';
import { otherSensorActions, wantedActions } from './wanted.ts';

const sensorService = 'capsule8-alerts-dataplane';

export function heartbeat(place: Place, node: string): Draft {
  const uuid = place.random.uuid();
  return {
    serviceName: sensorService,
    actionName: 'Heartbeat',
    requestId: uuid,
    requestParams: { instanceId: node },
    result: JSON.stringify({ actionName: 'Heartbeat', UUID: uuid, Timestamp: place.timestamp }),
    actor: 'sensor',
  };
}

function sensorAlert(place: Place, actionName: string): Draft {
  const { random } = place;
  const uuid = random.uuid();
  const path = random.pick(['/usr/bin/bash', '/tmp/été run', '/usr/sbin/insmod', '/opt/tools/nsenter']);
  const inner = {
    actionName,
    UUID: uuid,
    Timestamp: place.timestamp,
    Description: `Synthetic alert: ${path} did something that "${actionName}" describes`,
    Priority: random.pick(['High', 'Medium']),
    ProcessInfo: { Pid: 1000 + random.int(60_000), Program: { Path: path, Arguments: [path, '-c', 'echo \\"hi\\" && id'] } },
    Lineage: [
      { Program: { Path: path }, Pid: 1 + random.int(60_000) },
      { Program: { Path: '/sbin/init' }, Pid: 1 },
    ],
    Location: { Container: { Name: `spark-${random.hex(6)}`, ImageName: 'example/runtime:15.4' } },
  };
  return {
    serviceName: sensorService,
    actionName,
    requestId: uuid,
    requestParams: { instanceId: random.pick(place.nodes) },
    result: JSON.stringify(inner),
    actor: 'sensor',
  };
}

export const wantedAlert = (place: Place): Draft => sensorAlert(place, place.random.pick(wantedActions));
export const otherAlert = (place: Place): Draft => sensorAlert(place, place.random.pick(otherSensorActions));

/** One line of a virus scan that found nothing. */
export function scanLine(place: Place): Draft {
  const { random } = place;
  const line = random.pick([
    'Infected files: 0',
    `Scanned files: ${random.int(900_000)}`,
    'Known viruses: 8698223',
    `Time: ${random.int(9000)}.512 sec`,
  ]);
  return {
    serviceName: 'clamAVScanService-dataplane',
    actionName: 'clamAVScanAction',
    requestParams: { instanceId: random.pick(place.nodes) },
    result: line,
    actor: 'sensor',
  };
}

/** A wanted name inside a notebook's text: as prose, and as escaped JSON that looks like a record. */
export function textDecoy(place: Place): Draft {
  const { random } = place;
  const name = random.pick(wantedActions);
  const quoted = random.chance(0.5)
    ? `df.filter("actionName = '${name}'")\n`
    : `sample = '{"serviceName":"${sensorService}","actionName":"${name}"}'\n`;
  return {
    serviceName: 'notebook',
    actionName: 'runCommand',
    requestParams: {
      notebookId: '1234567890',
      commandLanguage: 'python',
      status: 'finished',
      commandText: commandText(random, 600) + quoted,
    },
    actor: 'person',
  };
}

/** A wanted name under a nested key of the same spelling: byte for byte what a flagged record has, only deeper. */
export function nestedDecoy(place: Place): Draft {
  const name = place.random.pick(wantedActions);
  return {
    serviceName: 'databrickssql',
    actionName: 'createAlert',
    requestParams: { name: 'watch', condition: { actionName: name, op: '==' } },
    actor: 'person',
  };
}
