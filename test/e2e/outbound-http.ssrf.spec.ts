import { jest } from '@jest/globals';
import { parseAllowedHosts } from '../../src/providers/http/index.js';
import {
  cleanUp,
  create,
  failureOf,
  FIXTURE_CERT,
  outboundHttp,
  read,
  serve,
  type TestServer,
} from './outbound-http.support.js';

afterEach(cleanUp);

const client = (http: ReturnType<typeof outboundHttp>, baseUrl: string) =>
  http.client({ baseUrl, scope: 'one', headers: {} });

describe('the way out, where it must not lead', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await serve((_request, response) => response.end('{}'));
  });

  const inside = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '①②⑦.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    'LOCALHOST.',
  ];

  it.each(inside.flatMap((host) => [`http://${host}`, `https://${host}`]))(
    'never dials %s',
    async (origin) => {
      const http = outboundHttp({ allowedHosts: parseAllowedHosts('') });
      const failure = await failureOf(client(http, `${origin}:${server.port}`).request(create));
      expect(failure).toMatchObject({ kind: 'blocked-address', sent: false });
      expect(failure.message).toMatch(/leads to a private address.*PROVIDER_ALLOWED_HOSTS/);
      expect(server.connections()).toBe(0);
    },
  );

  it('does not dial a name when only one of its addresses is private', async () => {
    const resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const http = outboundHttp({ allowedHosts: parseAllowedHosts(''), resolve });
    const failure = await failureOf(client(http, `https://tracker.test:${server.port}`).request(read));
    expect(failure).toMatchObject({ kind: 'blocked-address', sent: false });
    expect(server.connections()).toBe(0);
  });

  it('does not speak plain http to a public host', async () => {
    const resolve = async () => [{ address: '93.184.215.14', family: 4 }];
    const http = outboundHttp({ allowedHosts: parseAllowedHosts(''), resolve });
    const failure = await failureOf(client(http, 'http://tracker.test').request(read));
    expect(failure).toMatchObject({
      kind: 'blocked-address',
      message: 'tracker.test must be reached over https.',
    });
  });

  it('allows a host on the port that was allowed, and on no other', async () => {
    const http = outboundHttp({ allowedHosts: parseAllowedHosts(`127.0.0.1:${server.port}`) });
    expect((await client(http, `http://127.0.0.1:${server.port}`).request(read)).status).toBe(200);
    const failure = await failureOf(client(http, `http://127.0.0.1:${server.port + 1}`).request(read));
    expect(failure.kind).toBe('blocked-address');
  });

  it('allows a private range by what a name resolves to', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const http = outboundHttp({ allowedHosts: parseAllowedHosts('127.0.0.0/8'), resolve });
    const response = await client(http, `http://tracker.test:${server.port}`).request(read);
    expect(response.status).toBe(200);
    expect(server.requests[0]?.headers.host).toBe(`tracker.test:${server.port}`);
  });

  it('tells beforehand, without connecting, that an address is private or leads nowhere', async () => {
    const resolve = async (hostname: string) => {
      if (hostname === 'inside.test') return [{ address: '10.1.2.3', family: 4 }];
      if (hostname === 'outside.test') return [{ address: '93.184.215.14', family: 4 }];
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    };
    const http = outboundHttp({ allowedHosts: parseAllowedHosts(''), resolve });
    expect(await http.addressFailure('https://outside.test')).toBeNull();
    expect(await http.addressFailure('https://inside.test')).toMatchObject({ kind: 'blocked-address' });
    expect(await http.addressFailure('https://nowhere.test')).toMatchObject({ kind: 'dns', sent: false });
  });
});

describe('a name whose address changes', () => {
  it('is resolved once for each connection, and the checked address is the dialled one', async () => {
    const good = await serve((_request, response) => response.end('good'), { host: '127.0.0.2' });
    const bad = await serve((_request, response) => response.end('bad'), {
      host: '127.0.0.1',
      port: good.port,
    });
    const answers = ['127.0.0.2', '127.0.0.1'];
    const resolve = jest.fn(async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    const http = outboundHttp({ allowedHosts: parseAllowedHosts('127.0.0.2/32'), resolve });
    const rebinding = client(http, `http://tracker.test:${good.port}`);

    expect((await rebinding.request(read)).body).toBe('good');
    expect((await rebinding.request(read)).body).toBe('good');
    expect(resolve).toHaveBeenCalledTimes(1);

    for (const socket of good.sockets) socket.destroy();
    expect(await failureOf(rebinding.request(create))).toMatchObject({
      kind: 'blocked-address',
      sent: false,
    });
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(bad.connections()).toBe(0);
  });

  it('keeps its name for TLS and for the server, though an address is dialled', async () => {
    const server = await serve((_request, response) => response.end('{}'), { tls: true });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const http = outboundHttp({ allowedHosts: parseAllowedHosts(`tracker.test:${server.port}`), resolve });
    const tls = { ca: FIXTURE_CERT };
    const baseUrl = `https://tracker.test:${server.port}`;
    await http.client({ baseUrl, scope: 'one', headers: {}, tls }).request(read);
    expect(server.requests[0]).toMatchObject({
      servername: 'tracker.test',
      headers: { host: `tracker.test:${server.port}` },
    });
  });
});
