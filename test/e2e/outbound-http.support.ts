import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { HttpFailure, parseAllowedHosts, UndiciProviderHttp } from '../../src/providers/http/index.js';
import type { HttpRequest, UndiciProviderHttpOptions } from '../../src/providers/http/index.js';

const fixture = (name: string) =>
  readFileSync(new URL(`outbound-http-fixture/${name}`, import.meta.url), 'utf8');

/** Of nobody: made for these tests, for the names localhost and tracker.test. */
export const FIXTURE_CERT = fixture('cert.pem');
export const EXPIRED_CERT = fixture('expired-cert.pem');
const FIXTURE_KEY = fixture('key.pem');

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly servername: string | null;
  readonly body: string;
}

export interface TestServer {
  readonly port: number;
  readonly requests: SeenRequest[];
  readonly sockets: Set<Socket>;
  /** Connections so far, the closed ones included. */
  readonly connections: () => number;
}

const cleanUps: (() => Promise<void>)[] = [];

/** For `afterEach`: ends every server and client of the test. */
export async function cleanUp(): Promise<void> {
  await Promise.all(cleanUps.splice(0).map((end) => end()));
}

type Answer = (request: SeenRequest, response: http.ServerResponse, index: number) => void;

export async function serve(
  answer: Answer,
  { tls = false, host = '127.0.0.1', port = 0, cert = FIXTURE_CERT } = {},
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const listener: http.RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const servername = (request.socket as { servername?: string }).servername || null;
    const seen = { method, url, headers, servername, body: Buffer.concat(chunks).toString() };
    answer(seen, response, requests.push(seen));
  };
  const server = tls ? https.createServer({ cert, key: FIXTURE_KEY }, listener) : http.createServer(listener);
  return { ...(await listen(server, host, port)), requests };
}

/** A server below HTTP. */
export async function serveRaw(onSocket: (socket: Socket, index: number) => void): Promise<TestServer> {
  let index = 0;
  const server = net.createServer((socket) => onSocket(socket, (index += 1)));
  return { ...(await listen(server, '127.0.0.1', 0)), requests: [] };
}

async function listen(server: net.Server, host: string, port: number) {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sockets, connections: () => count };
}

export function outboundHttp(options: Partial<UndiciProviderHttpOptions> = {}): UndiciProviderHttp {
  const allowedHosts = options.allowedHosts ?? parseAllowedHosts('127.0.0.0/8');
  const provider = new UndiciProviderHttp({
    timeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    ...options,
    allowedHosts,
  });
  cleanUps.push(() => provider.close());
  return provider;
}

export const LAB_TOKEN = 'lab-token-outbound';

export function client(
  http: ReturnType<typeof outboundHttp>,
  port: number,
  scope = 'one',
  base = 'http://127.0.0.1',
  ca?: string,
) {
  return http.client({
    baseUrl: `${base}:${port}/`,
    scope,
    headers: { Authorization: `Bearer ${LAB_TOKEN}` },
    ...(ca !== undefined && { tls: { ca } }),
  });
}

export const read: HttpRequest = { method: 'GET', path: 'thing', isRepeatable: true };
export const create: HttpRequest = {
  method: 'POST',
  path: 'things',
  json: { title: 'x' },
  isRepeatable: false,
};

/** The failure of a call that must not be answered. */
export async function failureOf(call: Promise<unknown>): Promise<HttpFailure> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof HttpFailure) return outcome;
  throw new Error(`Expected an HttpFailure, got ${JSON.stringify(outcome)} ${String(outcome)}`);
}

/** Pauses alone, kept in memory. */
export class InMemoryCallBudget implements NonNullable<UndiciProviderHttpOptions['budget']> {
  private readonly endsAt = new Map<string, number>();

  keyOf(origin: string, credential: string): string {
    return `${origin} ${credential}`;
  }

  async admit(key: string): Promise<number> {
    return this.remainingPauseMs(key);
  }

  remainingPauseMs(key: string): Promise<number> {
    return Promise.resolve(Math.max(0, (this.endsAt.get(key) ?? 0) - performance.now()));
  }

  applyUpdate(key: string, { pauseMs = 0 }: { readonly pauseMs?: number | undefined }): Promise<void> {
    this.endsAt.set(key, performance.now() + pauseMs);
    return Promise.resolve();
  }
}
