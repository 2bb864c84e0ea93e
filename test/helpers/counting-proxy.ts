/**
 * A proxy on loopback before a real S3 server: counts what is asked for, and may refuse or answer some of it itself. Host and signature pass
 * unchanged, so the server checks what the client signed.
 */
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it was seen: a listing of a prefix, or anything else. */
export interface Seen {
  readonly method: string;
  /** The key, without the bucket. */
  readonly key: string;
  /** The prefix of a listing; null for what is none. */
  readonly prefix: string | null;
  readonly delimited: boolean;
}

export interface CountingProxy {
  readonly endpoint: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** Starts it; `intercept` returns true for what it has answered itself. */
export async function startCountingProxy(
  upstream: string,
  intercept: (seen: Seen, response: ServerResponse) => boolean = () => false,
): Promise<CountingProxy> {
  const seen: Seen[] = [];
  const { hostname, port } = new URL(upstream);
  const server = createServer((incoming, response) => {
    const what = describe(incoming);
    seen.push(what);
    if (intercept(what, response)) return;
    const { method, url: path, headers } = incoming;
    const outgoing = send({ hostname, port, method, path, headers, setHost: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function describe({ method = '', url = '/' }: IncomingMessage): Seen {
  const { pathname, searchParams } = new URL(url, 'http://proxy');
  const prefix = searchParams.get('list-type') === null ? null : (searchParams.get('prefix') ?? '');
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  return { method, key, prefix, delimited: searchParams.get('delimiter') === '/' };
}
