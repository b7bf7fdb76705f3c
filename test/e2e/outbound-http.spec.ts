import { gzipSync } from 'node:zlib';
import {
  cleanUp,
  client,
  create,
  EXPIRED_CERT,
  failureOf,
  FIXTURE_CERT,
  LAB_TOKEN,
  outboundHttp,
  read,
  serve,
  serveRaw,
} from './outbound-http.support.js';

afterEach(cleanUp);

describe('a call that is answered', () => {
  it('keeps the path of its base URL and sends query, headers and JSON', async () => {
    const server = await serve((_request, response) => {
      response
        .setHeader('x-some', ['a', 'b'])
        .setHeader('date', 'Sat, 01 Feb 2025 10:00:00 GMT')
        .writeHead(201)
        .end('{"ü":1}');
    });
    const http = outboundHttp().client({
      baseUrl: `http://127.0.0.1:${server.port}/context`,
      scope: 'one',
      headers: { Authorization: `Bearer ${LAB_TOKEN}` },
    });
    const response = await http.request({
      ...create,
      query: { a: 'x y', b: 2, c: undefined },
      headers: { 'X-Own': '1' },
    });
    expect(response).toMatchObject({ status: 201, body: '{"ü":1}', date: new Date('2025-02-01T10:00:00Z') });
    expect(response.headers['x-some']).toBe('a, b');
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        url: '/context/things?a=x+y&b=2',
        body: '{"title":"x"}',
        headers: { authorization: `Bearer ${LAB_TOKEN}`, 'content-type': 'application/json', 'x-own': '1' },
      },
    ]);
  });

  it('sends a form, its values as they are', async () => {
    const server = await serve((_request, response) => response.end('{}'));
    const form = { parent: '12', url: 'https://ci.test/?a=1&b="2"', name: 'Build\r\n--7; ünï' };
    await client(outboundHttp(), server.port).request({
      method: 'POST',
      path: 'x',
      form,
      isRepeatable: false,
    });
    const [{ headers, body }] = server.requests as [(typeof server.requests)[number]];
    const answer = new Response(body, { headers: { 'content-type': String(headers['content-type']) } });
    expect(Object.fromEntries(await answer.formData())).toEqual(form);
  });

  it('is an answer whatever its status', async () => {
    const server = await serve((_request, response) => response.writeHead(404).end('<html>no</html>'));
    expect(await client(outboundHttp(), server.port).request(read)).toMatchObject({
      status: 404,
      body: '<html>no</html>',
    });
  });

  it('is unpacked', async () => {
    const server = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"packed":true}')),
    );
    expect((await client(outboundHttp(), server.port).request(read)).body).toBe('{"packed":true}');
  });

  it('leaves its connection to the next call, of whatever scope', async () => {
    const server = await serve((_request, response) => response.end('{}'));
    const http = outboundHttp();
    for (const scope of ['one', 'one', 'two']) await client(http, server.port, scope).request(read);
    expect(server.requests).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it('is written to the log without query, header or body', async () => {
    const lines: unknown[] = [];
    const server = await serve((_request, response) => response.end('answer-secret'));
    const http = outboundHttp({ logger: { debug: (...line) => lines.push(line) } });
    await client(http, server.port).request({ ...read, query: { token: 'query-secret' } });
    const fields = { method: 'GET', origin: `http://127.0.0.1:${server.port}`, path: '/thing', status: 200 };
    expect(lines).toEqual([[{ ...fields, ms: expect.any(Number) }, 'tracker call']]);
  });
});

describe('a call whose request never left', () => {
  it('says that the connection was refused', async () => {
    const server = await serve(() => {});
    const { port } = server;
    await cleanUp();
    const failure = await failureOf(client(outboundHttp(), port).request(create));
    expect(failure).toMatchObject({
      kind: 'refused',
      sent: false,
      message: `127.0.0.1:${port} could not be reached: connection refused.`,
    });
  });

  it('says that a name does not resolve', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const http = outboundHttp({ resolve });
    const failure = await failureOf(client(http, 1, 'one', 'https://nowhere.test').request(create));
    expect(failure).toMatchObject({ kind: 'dns', sent: false });
    expect(failure.message).toBe('nowhere.test:1 does not resolve: there is no such host.');
  });

  it('gives up on a resolver and on a TLS handshake that never end', async () => {
    const mute = await serveRaw(() => {});
    const neverResolves = outboundHttp({ connectTimeoutMs: 100, resolve: () => new Promise(() => {}) });
    const first = await failureOf(client(neverResolves, 443, 'one', 'https://slow.test').request(create));
    expect(first).toMatchObject({ kind: 'connect-timeout', sent: false });
    const http = outboundHttp({ connectTimeoutMs: 100 });
    const second = await failureOf(client(http, mute.port, 'one', 'https://127.0.0.1').request(create));
    expect(second).toMatchObject({ kind: 'connect-timeout', sent: false });
  });

  it('is not written either when the connection comes about after the deadline', async () => {
    const received: string[] = [];
    const closed = Promise.withResolvers<void>();
    const server = await serveRaw((socket) => {
      socket.on('data', (data) => received.push(data.toString())).on('close', () => closed.resolve());
    });
    const opened = Promise.withResolvers<void>();
    const resolve = async () => {
      await opened.promise;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const http = outboundHttp({ timeoutMs: 100, resolve });
    const failure = await failureOf(client(http, server.port, 'one', 'http://late.test').request(create));
    expect(failure).toMatchObject({ kind: 'timeout', sent: false });
    opened.resolve();
    await closed.promise;
    expect(received).toEqual([]);
  });

  it('says what is wrong with a certificate', async () => {
    const selfSigned = await serve((_request, response) => response.end(), { tls: true });
    const expired = await serve((_request, response) => response.end(), { tls: true, cert: EXPIRED_CERT });
    const plain = await serve((_request, response) => response.end());
    const at = (port: number, host: string, ca?: string) => {
      const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
      return failureOf(client(outboundHttp({ resolve }), port, 'one', `https://${host}`, ca).request(create));
    };
    const failures = [
      await at(selfSigned.port, 'localhost'),
      await at(selfSigned.port, 'other.test', FIXTURE_CERT),
      await at(expired.port, 'localhost', EXPIRED_CERT),
      await at(plain.port, 'localhost'),
    ];
    for (const failure of failures) expect(failure).toMatchObject({ kind: 'tls', sent: false });
    expect(failures.map(({ message }) => message.replace(/:\d+/, ''))).toEqual([
      'localhost could not be trusted (TLS): its certificate is self-signed.',
      'other.test could not be trusted (TLS): its certificate is for another host.',
      'localhost could not be trusted (TLS): its certificate has expired.',
      expect.stringMatching(/^localhost could not be trusted \(TLS\): no secure connection came about/),
    ]);
    expect([...selfSigned.requests, ...expired.requests, ...plain.requests]).toEqual([]);
  });

  it('says that a header cannot be sent, without showing it', async () => {
    const server = await serve((_request, response) => response.end());
    const failure = await failureOf(
      client(outboundHttp(), server.port).request({
        ...create,
        headers: { 'x-token': `${LAB_TOKEN}\r\nx: y` },
      }),
    );
    expect(failure).toMatchObject({ kind: 'unsendable', sent: false });
    expect(failure.message).not.toContain(LAB_TOKEN);
    expect(server.connections()).toBe(0);
  });

  it('is not begun after the client was closed', async () => {
    const server = await serve((_request, response) => response.end());
    const http = outboundHttp();
    await http.close();
    expect(await failureOf(client(http, server.port).request(create))).toMatchObject({
      kind: 'unsendable',
      sent: false,
    });
  });

  it('takes a new connection when the server has closed the kept one', async () => {
    const server = await serve((_request, response) => response.end('{}'));
    const http = outboundHttp();
    await client(http, server.port).request(create);
    for (const socket of server.sockets) socket.destroy();
    expect((await client(http, server.port).request(create)).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });
});
