import { gzipSync } from 'node:zlib';
import { parseAllowedHosts } from '../../src/providers/http/index.js';
import {
  cleanUp,
  client,
  create,
  failureOf,
  FIXTURE_CERT,
  outboundHttp,
  read,
  serve,
  serveRaw,
} from './outbound-http.support.js';

afterEach(cleanUp);

describe('a call whose request may have arrived', () => {
  it('ends at its deadline when nothing comes back', async () => {
    const server = await serve(() => {});
    const startedAt = performance.now();
    const failure = await failureOf(client(outboundHttp({ timeoutMs: 1_000 }), server.port).request(create));
    expect(failure).toMatchObject({ kind: 'timeout', sent: true });
    expect(failure.message).toBe(`127.0.0.1:${server.port} did not answer in 1 s.`);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('ends at its deadline when the body hangs or only drips', async () => {
    const hanging = await serve((_request, response) => response.write('{"half":'));
    const dripping = await serve((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const http = outboundHttp({ timeoutMs: 1_000 });
    const calls = [hanging, dripping].map(({ port }) => failureOf(client(http, port).request(create)));
    for (const failure of await Promise.all(calls))
      expect(failure).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('ends before its deadline when headers or body take longer than they may', async () => {
    const silent = await serve(() => {});
    const hanging = await serve((_request, response) => response.write('{"half":'));
    const http = outboundHttp({ timeoutMs: 20_000, headersTimeoutMs: 200, bodyTimeoutMs: 200 });
    const calls = [silent, hanging].map(({ port }) => failureOf(client(http, port).request(create)));
    for (const failure of await Promise.all(calls))
      expect(failure).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('stops reading an answer that is too large, and unpacks no bomb', async () => {
    const plain = await serve((_request, response) => response.end('x'.repeat(2_000)));
    const bomb = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000))),
    );
    const http = outboundHttp({ maxBodyBytes: 1_000 });
    const roomy = outboundHttp({ maxBodyBytes: 100_000 });
    const failures = [
      await failureOf(client(http, plain.port).request(read)),
      await failureOf(client(roomy, bomb.port).request(read)),
    ];
    for (const failure of failures) expect(failure).toMatchObject({ kind: 'too-large', sent: true });
  });

  it.each([
    [
      'https://elsewhere.test/path?token=query-secret',
      'a redirect to https://elsewhere.test; check the address.',
    ],
    ['/login?token=query-secret', 'a redirect to another path of the same host; check the address.'],
    ['javascript:alert(1)', 'a redirect to something that is no web address; check the address.'],
  ])('follows no redirect to %s', async (location, words) => {
    const server = await serve((_request, response) => response.writeHead(307, { location }).end('moved'));
    for (const request of [read, create]) {
      const failure = await failureOf(client(outboundHttp(), server.port).request(request));
      expect(failure).toMatchObject({ kind: 'redirect', sent: true });
      expect(failure.message).toBe(`127.0.0.1:${server.port} answered with ${words}`);
    }
    expect(server.requests).toHaveLength(2);
  });

  it('is a dropped connection, also on a kept-open one, and is not repeated', async () => {
    let received = 0;
    const server = await serveRaw((socket) => {
      socket.on('data', () => {
        received += 1;
        if (received === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
        else socket.resetAndDestroy();
      });
    });
    const http = outboundHttp();
    expect((await client(http, server.port).request(create)).status).toBe(200);
    expect(await failureOf(client(http, server.port).request(create))).toMatchObject({
      kind: 'reset',
      sent: true,
    });
    expect(received).toBe(2);
    expect(server.connections()).toBe(1);
  });

  it('is a dropped connection in the middle of the answer', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":', () => response.destroy());
    });
    expect(await failureOf(client(outboundHttp(), server.port).request(create))).toMatchObject({
      kind: 'reset',
      sent: true,
    });
  });

  it('is an answer that is no HTTP, or packed in a way that cannot be unpacked', async () => {
    const noHttp = await serveRaw((socket) =>
      socket.once('data', () => socket.end('SSH-2.0-body-secret\r\n')),
    );
    const noGzip = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end('body-secret'),
    );
    for (const { port } of [noHttp, noGzip]) {
      const failure = await failureOf(client(outboundHttp(), port).request(create));
      expect(failure).toMatchObject({ kind: 'unreadable', sent: true });
    }
  });
});

describe('a hostile certificate name', () => {
  it('is judged for the literal address too', async () => {
    const server = await serve((_request, response) => response.end(), { tls: true });
    const http = outboundHttp({ allowedHosts: parseAllowedHosts('127.0.0.0/8') });
    const failure = await failureOf(
      client(http, server.port, 'one', 'https://127.0.0.1', FIXTURE_CERT).request(read),
    );
    expect(failure).toMatchObject({ kind: 'tls', sent: false });
  });
});
