import type { ServerResponse } from 'node:http';
import { type EchoHandler, PLANTED_SECRET } from './secrets.support.js';

const json =
  (
    status: number,
    body: (received: Parameters<EchoHandler>[0]) => object,
    headers: object = {},
  ): EchoHandler =>
  (received, response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body(received)));

/** The ways of a tracker to give away what it was told. */
export const ECHOES: readonly [string, EchoHandler][] = [
  [
    'a refusal that quotes the token',
    json(400, ({ token }) => ({ errorMessages: [`Bad token ${token}.`], errors: { summary: token } })),
  ],
  [
    'a refusal that quotes the header',
    json(403, ({ authorization }) => ({ errorMessages: [`No entry with ${authorization}.`] })),
  ],
  [
    'a refusal that quotes both decoded',
    json(404, ({ credentials }) => ({ errorMessages: [`Nothing for ${credentials}.`] })),
  ],
  [
    'a refusal that quotes them encoded for an address',
    json(409, ({ token, credentials }) => ({
      errorMessages: [encodeURIComponent(token), encodeURIComponent(credentials)],
    })),
  ],
  [
    'a refusal that quotes them in quoted JSON',
    json(400, ({ token }) => ({ errorMessages: [JSON.stringify(JSON.stringify({ token }))] })),
  ],
  [
    'a refusal that quotes them as HTML text',
    json(400, ({ token }) => ({
      errorMessages: [token.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    })),
  ],
  [
    'a refusal in which slashes are escaped',
    (received, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errorMessages: [`Bad ${received.token}`] }).replaceAll('/', '\\/')),
  ],
  [
    'a refusal in which every sign is escaped',
    (received, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(
          `{"errorMessages":["${[...received.token].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"]}`,
        ),
  ],
  ['a refusal of the credentials', json(401, ({ token }) => ({ message: token }))],
  ['a field named after the token', json(400, ({ token }) => ({ errors: { [token]: 'is wrong' } }))],
  ['a pause', json(429, ({ token }) => ({ errorMessages: [token] }), { 'retry-after': '0' })],
  ['a server error', json(500, ({ authorization }) => ({ errorMessages: [authorization] }))],
  [
    'a success full of it',
    json(200, ({ token, authorization }) => ({
      ...{ accountId: token, displayName: authorization, emailAddress: token },
      ...{ values: [{ id: '1', key: 'SHOP', name: token }], isLast: true },
      ...{ issues: [], errors: [], issueTypes: [], total: 0 },
    })),
  ],
  [
    'a page',
    (received, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<html>${received.token}${received.authorization}</html>`),
  ],
  [
    'broken JSON',
    (received, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"a":"${received.token}`),
  ],
  [
    'a redirect',
    (received, response) =>
      response
        .writeHead(302, { location: `https://login.example.test/?t=${encodeURIComponent(received.token)}` })
        .end(),
  ],
  [
    'a login header',
    json(200, () => ({ accountId: '1' }), {
      'x-seraph-loginreason': `AUTHENTICATED_FAILED ${PLANTED_SECRET}`,
    }),
  ],
  ['no HTTP at all', (received, response) => response.socket?.end(`${received.token}\r\n\r\n`)],
];

/** What may stand where a literal is due, and shows the mark. */
export const LITERALS = [
  `"${PLANTED_SECRET}" "${PLANTED_SECRET}"`,
  `"${PLANTED_SECRET}`,
  `"${PLANTED_SECRET}\\x"`,
  `"""${PLANTED_SECRET}`,
  PLANTED_SECRET,
  `{ a: "${PLANTED_SECRET}" }`,
  `["${PLANTED_SECRET}"]`,
  `'${PLANTED_SECRET}'`,
  `"${PLANTED_SECRET}" }`,
  `7${PLANTED_SECRET}`,
];

/** The ways of a tracker to fail while credentials are tried out. */
export const FAULTS = [
  { kind: 'token-revoked' },
  { kind: 'server-error', status: 503, body: 'html' },
  { kind: 'drop-after-commit' },
  { kind: 'hang-after-commit' },
  { kind: 'html-page' },
  { kind: 'bad-json' },
] as const;
