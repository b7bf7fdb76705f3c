import type { Socket } from 'node:net';
import {
  InMemoryCallBudget,
  cleanUp,
  client,
  create,
  failureOf,
  outboundHttp,
  read,
  serve,
  serveRaw,
} from './outbound-http.support.js';
import { eventually } from '../support/eventually.js';

afterEach(cleanUp);

/** Answers with a reset, whatever was asked. */
const resetOnRequest = (socket: Socket) => socket.once('data', () => socket.resetAndDestroy());

describe('a second try', () => {
  it.each([502, 503, 504])('follows a %i where a repeat is harmless, at most twice', async (status) => {
    const server = await serve((_request, response, index) =>
      response.writeHead(index > 2 ? 200 : status).end(),
    );
    expect((await client(outboundHttp(), server.port).request(read)).status).toBe(200);
    expect(server.requests).toHaveLength(3);

    const down = await serve((_request, response) => response.writeHead(status).end());
    expect((await client(outboundHttp(), down.port).request(read)).status).toBe(status);
    expect(down.requests).toHaveLength(3);
  });

  it('never follows an answer to a request whose repeat does harm', async () => {
    const server = await serve((_request, response) => response.writeHead(503).end());
    expect((await client(outboundHttp(), server.port).request(create)).status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });

  it('follows a reset where a repeat is harmless, and only there', async () => {
    const server = await serveRaw(resetOnRequest);
    expect(await failureOf(client(outboundHttp(), server.port).request(read))).toMatchObject({
      kind: 'reset',
      sent: true,
    });
    expect(server.connections()).toBe(3);

    const other = await serveRaw(resetOnRequest);
    expect(await failureOf(client(outboundHttp(), other.port).request(create))).toMatchObject({
      kind: 'reset',
      sent: true,
    });
    expect(other.connections()).toBe(1);
  });

  it('does not come before the tracker allows it, nor after the deadline', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(503, { 'retry-after': '60' }).end(),
    );
    expect((await client(outboundHttp(), server.port).request(read)).status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });

  it('keeps in mind that the first one may have arrived', async () => {
    const server = await serveRaw(resetOnRequest);
    let lookUps = 0;
    const resolve = async () => {
      lookUps += 1;
      if (lookUps > 1) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const http = client(outboundHttp({ resolve }), server.port, 'one', 'http://flaky.test');
    const failure = await failureOf(http.request({ ...create, isRepeatable: true }));
    expect(failure).toMatchObject({ kind: 'dns', sent: true });
  });
});

describe('the share of one integration', () => {
  it('counts the wait for a slot as part of the call, and holds up nobody else', async () => {
    const server = await serve(({ url }, response) => {
      if (url !== '/hang') response.end('{}');
    });
    const http = outboundHttp({ timeoutMs: 3_000, maxConcurrentPerScope: 1 });
    const order: string[] = [];
    const noted = <T>(what: string, work: Promise<T>) => work.finally(() => order.push(what));
    const hanging = noted(
      'hanging',
      failureOf(client(http, server.port, 'slow').request({ ...create, path: 'hang' })),
    );
    const waiting = noted('waiting', failureOf(client(http, server.port, 'slow').request(create)));

    const other = await noted('other', client(http, server.port, 'other').request(read));
    expect(other.status).toBe(200);

    expect(await waiting).toMatchObject({ kind: 'busy', sent: false });
    expect(await hanging).toMatchObject({ kind: 'timeout', sent: true });
    expect(order).toEqual(['other', 'waiting', 'hanging']);
    expect(server.requests.map(({ url }) => url)).toEqual(['/hang', '/thing']);
    expect((await client(http, server.port, 'slow').request(read)).status).toBe(200);
  });

  it('never has more calls on their way than it may', async () => {
    let running = 0;
    let most = 0;
    const server = await serve((_request, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('{}');
      }, 10);
    });
    const http = client(outboundHttp(), server.port);
    await Promise.all(Array.from({ length: 20 }, () => http.request(read)));
    expect(most).toBe(4);
    expect(server.requests).toHaveLength(20);
  });
});

describe('a tracker that asks for a pause', () => {
  const asking = (status: number, headers: Record<string, string>) =>
    serve((_request, response) => response.writeHead(status, headers).end());

  it.each([429, 503])('by %i and Retry-After is asked nothing more before it is over', async (status) => {
    const server = await asking(status, { 'retry-after': '60' });
    const http = outboundHttp({ budget: new InMemoryCallBudget() });
    expect((await client(http, server.port).request(create)).status).toBe(status);
    for (const request of [create, read]) {
      const failure = await failureOf(client(http, server.port).request(request));
      expect(failure).toMatchObject({ kind: 'paused', sent: false });
      expect([59, 60]).toContain(failure.retryAfterSeconds);
      expect(failure.message).toMatch(/was not asked: it wants no calls for (59|60) s more\.$/);
    }
    expect(server.requests).toHaveLength(1);
    // Other credentials have done nothing.
    const baseUrl = `http://127.0.0.1:${server.port}`;
    const other = http.client({ baseUrl, scope: 'test', headers: { authorization: 'another' } });
    expect((await other.request(create)).status).toBe(status);
  });

  it('by a header of its own is understood where the adapter names it, and without a word is not waited for', async () => {
    const server = await asking(429, { 'x-own-reset': '60' });
    const http = outboundHttp({ budget: new InMemoryCallBudget() });
    await client(http, server.port).request(create);
    await client(http, server.port).request(create);
    expect(server.requests).toHaveLength(2);
    const own = http.client({
      baseUrl: `http://127.0.0.1:${server.port}`,
      scope: 'own',
      headers: {},
      pauseHeaders: ['retry-after', 'x-own-reset'],
    });
    await own.request(create);
    expect(await failureOf(own.request(create))).toMatchObject({ kind: 'paused' });
    expect(server.requests).toHaveLength(3);
  });

  it('for a day or longer is no pause but a refusal: whoever mends that need not wait', async () => {
    const server = await asking(429, { 'retry-after': '9223372036854775807' });
    const http = outboundHttp({ budget: new InMemoryCallBudget() });
    await client(http, server.port).request(create);
    expect((await client(http, server.port).request(create)).status).toBe(429);
  });

  it('is asked again when it is over', async () => {
    const server = await serve((_request, response, index) =>
      response.writeHead(index === 1 ? 429 : 200, { 'retry-after': '1' }).end(),
    );
    const http = outboundHttp({ budget: new InMemoryCallBudget() });
    const startedAt = performance.now();
    await client(http, server.port).request(create);
    await eventually(async () => expect((await client(http, server.port).request(create)).status).toBe(200));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(server.requests).toHaveLength(2);
  });
});
