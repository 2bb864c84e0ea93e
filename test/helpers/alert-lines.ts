/** Synthetic audit-log lines that the default rules flag, each with an identity of its own. */

/** Lines for numbers `from` to before `to`; every third is an alert. */
export function alertLines(name: string, from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `${alertLine(name, from + i)}\n`).join('');
}

function alertLine(name: string, n: number): string {
  const alert = n % 3 === 0;
  return JSON.stringify({
    version: '2.0',
    auditLevel: 'WORKSPACE_LEVEL',
    timestamp: 1772366400000 + n,
    workspaceId: 1111111111111111,
    serviceName: alert ? 'capsule8-alerts-dataplane' : 'notebook',
    actionName: alert ? 'Userland Container Escape' : 'runCommand',
    requestId: `${name}#${n}`,
    requestParams: { instanceId: 'i-0a1b2c3d4e5f60001' },
    response: { statusCode: 200, errorMessage: null, result: null },
  });
}

/** The request ids of the alerts among those lines, in order. */
export function alertIds(name: string, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
    .filter((n) => n % 3 === 0)
    .map((n) => `${name}#${n}`);
}
