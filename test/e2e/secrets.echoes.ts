import type { ServerResponse } from 'node:http';
import { type Echo, MARK } from './secrets.support.js';

const json =
  (status: number, body: (heard: Parameters<Echo>[0]) => object, headers: object = {}): Echo =>
  (heard, response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body(heard)));

/** The ways of a tracker to give away what it was told. */
export const ECHOES: readonly [string, Echo][] = [
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
    (heard, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errorMessages: [`Bad ${heard.token}`] }).replaceAll('/', '\\/')),
  ],
  [
    'a refusal in which every sign is escaped',
    (heard, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(
          `{"errorMessages":["${[...heard.token].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"]}`,
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
    (heard, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<html>${heard.token}${heard.authorization}</html>`),
  ],
  [
    'broken JSON',
    (heard, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"a":"${heard.token}`),
  ],
  [
    'a redirect',
    (heard, response) =>
      response
        .writeHead(302, { location: `https://login.example.test/?t=${encodeURIComponent(heard.token)}` })
        .end(),
  ],
  [
    'a login header',
    json(200, () => ({ accountId: '1' }), { 'x-seraph-loginreason': `AUTHENTICATED_FAILED ${MARK}` }),
  ],
  ['no HTTP at all', (heard, response) => response.socket?.end(`${heard.token}\r\n\r\n`)],
];

/** What may stand where a literal is due, and shows the mark. */
export const LITERALS = [
  `"${MARK}" "${MARK}"`,
  `"${MARK}`,
  `"${MARK}\\x"`,
  `"""${MARK}`,
  MARK,
  `{ a: "${MARK}" }`,
  `["${MARK}"]`,
  `'${MARK}'`,
  `"${MARK}" }`,
  `7${MARK}`,
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
