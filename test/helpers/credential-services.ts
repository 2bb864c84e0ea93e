/**
 * Imitations, on loopback, of the services that hand out credentials: STS, SSO, the metadata of containers and of instances. Each gives an
 * access key that tells which of them it came from. They check that they were asked as the real ones are documented to be, nothing more.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CredentialServices {
  readonly endpoint: string;
  close(): Promise<void>;
}

const EXPIRY = new Date(Date.now() + 3_600_000).toISOString();
/** Sessions of the role called `brief`, which last a second, so far. */
let briefSessions = 0;

/** Starts all of them on one port. */
export async function startCredentialServices(): Promise<CredentialServices> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path.startsWith('/latest/')) answerInstance(request, response, path);
  else if (path === '/container')
    sendJson(response, { ...keys('CONTAINER', 'AccessKeyId', 'SecretAccessKey', 'Token'), Expiration: EXPIRY });
  else if (path.startsWith('/federation/credentials')) {
    if (request.headers['x-amz-sso_bearer_token'] !== 'sso-token') response.statusCode = 401;
    const roleCredentials = { ...keys('SSO', 'accessKeyId', 'secretAccessKey', 'sessionToken'), expiration: Date.parse(EXPIRY) };
    sendJson(response, { roleCredentials });
  } else {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const asked = new URLSearchParams(body);
    const action = asked.get('Action') ?? '';
    const isBrief = asked.get('RoleArn')?.endsWith('/brief') === true;
    const source = isBrief ? `SESSION${++briefSessions}` : action === 'AssumeRole' ? 'ROLE' : 'WEB';
    const Expiration = isBrief ? new Date(Date.now() + 1000).toISOString() : EXPIRY;
    const credentials = Object.entries({ ...keys(source, 'AccessKeyId', 'SecretAccessKey', 'SessionToken'), Expiration });
    const xml = credentials.map(([name, value]) => `<${name}>${value}</${name}>`).join('');
    response.setHeader('content-type', 'text/xml');
    response.end(`<${action}Response><${action}Result><Credentials>${xml}</Credentials></${action}Result></${action}Response>`);
  }
}

/** Version 2 of the instance metadata: a token first, then the name of the role, then its credentials. */
function answerInstance(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (request.method === 'PUT' && path === '/latest/api/token') response.end('imds-token');
  else if (request.headers['x-aws-ec2-metadata-token'] !== 'imds-token') response.writeHead(401).end();
  else if (path.endsWith('/security-credentials/')) response.end('a-role');
  else sendJson(response, { Code: 'Success', ...keys('INSTANCE', 'AccessKeyId', 'SecretAccessKey', 'Token'), Expiration: EXPIRY });
}

function keys(source: string, id: string, secret: string, token: string): Record<string, string> {
  return { [id]: `AKIA${source}`, [secret]: 'secret', [token]: `token-${source}` };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}
