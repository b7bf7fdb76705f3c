import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CallLog, type LoggedCall } from './call-log.js';
import { faultResponse, withBrokenJson, type RateLimitResponse } from './fault-responses.js';
import { Faults, isDelay, type Fault } from './faults.js';
import { json, withHeaders, type LabResponse, type LabRequest } from './messages.js';
import { Router, type Route, type RouteMatch } from './router.js';

export interface LabServerOptions {
  readonly routes: readonly Route[];
  /** Around every API handler: authentication, content types, headers that every answer has. */
  readonly middleware: (request: LabRequest, handle: () => LabResponse) => LabResponse;
  /** Sees every exchange that no fault replaced, as the tracker meant it. */
  readonly onExchange?: (request: LabRequest, answer: LabResponse) => void;
  /** Before every path of every route: `/jira`. Anything else is not found. Default: none. */
  readonly basePath?: string;
  /** Milliseconds since the epoch, the tracker's own clock. */
  readonly now: () => number;
  readonly rateLimited: RateLimitResponse;
  /** Added to every call. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Where one address serves many operations (GraphQL): which one a request is. Null: the route's own name. */
  readonly operationOf?: (request: LabRequest) => string | null;
  /** The names that `operationOf` can give, beside those of the routes. */
  readonly operations?: readonly string[];
}

/** The part of every emulated tracker that is HTTP: listens, counts, breaks on demand. On loopback only. */
export class LabServer {
  readonly calls = new CallLog();
  readonly faults: Faults;
  private readonly router: Router;
  private server: Server | null = null;
  private port = 0;

  constructor(private readonly options: LabServerOptions) {
    this.router = new Router(options.routes);
    const routes = options.routes.map(({ method, template }) => `${method} ${template}`);
    this.faults = new Faults(new Set([...routes, ...(options.operations ?? [])]));
    this.faults.latencyMs = options.latencyMs ?? 0;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens; after `down` on the same port again. */
  async up(port = this.port): Promise<void> {
    if (this.server) return;
    const server = createServer((request, response) => void this.serve(request, response, server));
    // Longer than any client keeps an idle socket, so that a reset is always a fault of ours and never of chance.
    server.keepAliveTimeout = 120_000;
    server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Refuses connections and cuts those that are open; what had not been committed never is. */
  async down(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.server = null;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse, server: Server): Promise<void> {
    response.on('error', () => undefined);
    const url = new URL(incoming.url ?? '/', this.baseUrl);
    const rawBody = await readBody(incoming).catch(() => null);
    if (rawBody === null) return;
    const match = this.match(incoming.method ?? 'GET', url.pathname);
    const request = this.withOperation(toRequest(incoming, url, rawBody, match));
    if (match?.route.isPage) return this.send(response, match.route.handler(request));
    const call = this.calls.begin(request.operation, url.pathname + url.search);
    const retryAfterSeconds = this.faults.overLimit(Date.now());
    const faults: readonly Fault[] =
      retryAfterSeconds === null
        ? this.faults.faultsFor(request.operation)
        : [{ kind: 'rate-limit', retryAfterSeconds }];
    call.faults.push(...faults.map(({ kind }) => kind));
    const answer = await this.answer(request, match, faults, () => this.server === server);
    if (answer === 'hang') return;
    if (answer === 'drop') return void incoming.socket.destroy();
    this.send(response, answer, call);
  }

  private match(method: string, path: string): RouteMatch | null {
    const { basePath = '' } = this.options;
    return path.startsWith(`${basePath}/`) ? this.router.match(method, path.slice(basePath.length)) : null;
  }

  private withOperation(request: LabRequest): LabRequest {
    const operation = this.options.operationOf?.(request);
    return operation ? { ...request, operation } : request;
  }

  /** Runs one call through its faults. `isAlive`: false once the tracker went down while the call waited. */
  private async answer(
    request: LabRequest,
    match: RouteMatch | null,
    faults: readonly Fault[],
    isAlive: () => boolean,
  ): Promise<LabResponse | 'drop' | 'hang'> {
    await pause(faults, 'before-commit');
    if (!isAlive()) return 'drop';
    const fault = faults.find((each) => !isDelay(each));
    if (fault?.kind === 'hang-before-commit') return 'hang';
    if (fault?.kind === 'drop-before-commit') return 'drop';
    const instead = fault ? faultResponse(fault, this.options.rateLimited) : null;
    const isReplacedAfter = fault?.kind === 'server-error' && fault.when === 'after-commit';
    if (instead && !isReplacedAfter) return instead;
    const answer = this.commit(withFault(request, fault), match);
    await pause(faults, 'after-commit');
    if (fault?.kind === 'hang-after-commit') return 'hang';
    if (fault?.kind === 'drop-after-commit' || fault?.kind === 'drop-mid-commit') return 'drop';
    if (fault?.kind === 'bad-json') return withBrokenJson(answer);
    return instead ?? answer;
  }

  private commit(request: LabRequest, match: RouteMatch | null): LabResponse {
    const handle = () => match?.route.handler(request) ?? notEmulated(request);
    const answer = withoutThrowing(() => this.options.middleware(request, handle));
    this.options.onExchange?.(request, answer);
    return answer;
  }

  private send(response: ServerResponse, answer: LabResponse, call?: LoggedCall): void {
    if (call) Object.assign(call, { status: answer.status, finishedAt: Date.now() });
    if (response.destroyed) return;
    const dated = withHeaders(answer, { date: new Date(this.options.now()).toUTCString() });
    response.sendDate = false;
    const length = { 'content-length': String(Buffer.byteLength(answer.body)) };
    response.writeHead(dated.status, { ...dated.headers, ...(answer.status === 204 ? {} : length) });
    response.end(answer.body);
  }
}

function withFault(request: LabRequest, fault: Fault | undefined): LabRequest {
  if (fault?.kind === 'token-revoked') return { ...request, tokenRevoked: true };
  if (fault?.kind === 'drop-mid-commit') return { ...request, commitAtMost: fault.elements };
  return request;
}

/** A mistake in the lab must neither end the process that it runs in nor pass for the tracker's word. */
function withoutThrowing(handle: () => LabResponse): LabResponse {
  try {
    return handle();
  } catch (error) {
    process.stderr.write(`lab: ${error instanceof Error ? error.stack : String(error)}\n`);
    return json(500, { errorMessages: ['The lab itself failed.'], errors: {} });
  }
}

function notEmulated(request: LabRequest): LabResponse {
  return json(404, {
    errorMessages: [`The lab does not emulate ${request.method} ${request.path}.`],
    errors: {},
  });
}

async function pause(faults: readonly Fault[], when: 'before-commit' | 'after-commit'): Promise<void> {
  for (const fault of faults) {
    if (fault.kind !== 'latency' && fault.kind !== 'hold') continue;
    if ((fault.when ?? 'before-commit') !== when) continue;
    await (fault.kind === 'latency' ? wait(fault.ms) : fault.until);
  }
}

function toRequest(
  incoming: IncomingMessage,
  url: URL,
  rawBody: string,
  match: RouteMatch | null,
): LabRequest {
  return {
    method: incoming.method ?? 'GET',
    operation: match?.operation ?? `${incoming.method} ${url.pathname}`,
    path: url.pathname,
    params: match?.params ?? {},
    query: url.searchParams,
    headers: incoming.headers,
    rawBody,
    tokenRevoked: false,
    commitAtMost: Infinity,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
