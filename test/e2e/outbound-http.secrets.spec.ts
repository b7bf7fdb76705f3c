import { inspect } from 'node:util';
import { type HttpFailure, type HttpFailureKind, parseAllowedHosts } from '../../src/providers/http/index.js';
import { cleanUp, create, failureOf, outboundHttp, serve, serveRaw } from './outbound-http.support.js';

afterEach(cleanUp);

const SECRETS = ['header-secret', 'query-secret', 'password-secret', 'request-secret', 'answer-secret'];

const request = {
  ...create,
  query: { token: 'query-secret' },
  headers: { 'x-token': 'header-secret' },
  json: { text: 'request-secret' },
};

/** Everything that a logger or a careless handler could show of it. */
function everythingOf(failure: HttpFailure): string {
  return [
    inspect(failure, { depth: Infinity, showHidden: true }),
    inspect(failure.cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(failure, Object.getOwnPropertyNames(failure)),
    failure.stack,
    String(failure),
  ].join('\n');
}

const badResponses: readonly [HttpFailureKind, string][] = [
  ['unreadable', 'answer-secret is no HTTP\r\n\r\n'],
  ['unreadable', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 13\r\n\r\nanswer-secret'],
  ['unreadable', 'HTTP/1.1 200 OK\r\ncontent-encoding: answer-secret\r\ncontent-length: 2\r\n\r\n{}'],
  ['reset', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\nset-cookie: answer-secret\r\n\r\nanswer-secret'],
  ['too-large', `HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n${'answer-secret'.repeat(70)}`],
  [
    'redirect',
    'HTTP/1.1 302 Found\r\nlocation: https://u:answer-secret@x.test/answer-secret?answer-secret\r\n\r\n',
  ],
  ['redirect', 'HTTP/1.1 302 Found\r\nlocation: answer-secret://answer-secret\r\n\r\n'],
  ['timeout', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nanswer-secret'],
];

describe('a failure shows no secret', () => {
  const lines: unknown[] = [];
  const options = {
    timeoutMs: 2_000,
    maxBodyBytes: 500,
    logger: { debug: (...line: unknown[]) => lines.push(line) },
  };
  const ask = (port: number, http = outboundHttp(options), base = 'http') =>
    failureOf(
      http
        .client({
          baseUrl: `${base}://user:password-secret@127.0.0.1:${port}/?token=query-secret`,
          scope: 'one',
          headers: { authorization: 'Bearer header-secret' },
        })
        .request(request),
    );

  const expectClean = (failure: HttpFailure) => {
    for (const secret of SECRETS) {
      expect(everythingOf(failure)).not.toContain(secret);
      expect(inspect(lines, { depth: Infinity })).not.toContain(secret);
    }
  };

  it.each(badResponses)('of kind %s', async (kind, answer) => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => (kind === 'timeout' ? socket.write(answer) : socket.end(answer))),
    );
    const failure = await ask(server.port);
    expect(failure.kind).toBe(kind);
    expectClean(failure);
  });

  it('when no connection comes about', async () => {
    const plain = await serve((_request, response) => response.end());
    const failures = [
      await ask(plain.port, outboundHttp(options), 'https'),
      await ask(plain.port, outboundHttp({ ...options, allowedHosts: parseAllowedHosts('') })),
    ];
    const { port } = plain;
    await cleanUp();
    failures.push(await ask(port));
    expect(failures.map(({ kind }) => kind)).toEqual(['tls', 'blocked-address', 'refused']);
    failures.forEach(expectClean);
  });

  it('when the base URL or the path is none', () => {
    const http = outboundHttp(options);
    const bad = () => http.client({ baseUrl: 'https://u:password-secret@:x', scope: 'one', headers: {} });
    expect(bad).toThrow('The base URL of a tracker is no URL.');
    expect(inspect(http, { depth: Infinity, showHidden: true })).not.toContain('secret');
  });
});
