import type { ServerResponse } from 'node:http';
import { startJiraCloudLab } from '../../lab/index.js';
import { aTeam } from '../support/fixtures/team.fixture.js';
import {
  CREATE,
  IntegrationFixture,
  MYSELF,
  refusal,
  type Row,
  VERIFY,
  VERIFY_CREDENTIALS,
} from '../support/fixtures/integrations.fixture.js';
import { BAD_INPUT } from './integrations-credentials.bad-input.js';
import { cleanUp, EXPIRED_CERT, serve } from './outbound-http.support.js';

const TIMEOUT_MS = 3_000;
const NOTHING_THERE = 'http://127.0.0.1:1';
const html = (_: unknown, response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Our intranet</h1>');
const json = (status: number, body: object) => (_: unknown, response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** What can be wrong with a tracker: what verifyCredentials says, with which failure, in which words. */
interface FailureCase {
  readonly what: string;
  readonly status: 'INVALID' | 'NOT_VERIFIED';
  readonly failure: string;
  readonly words: RegExp;
  connection(): Promise<object> | object;
}

describe('credentials that are tried out', () => {
  let fixture: IntegrationFixture;

  beforeAll(async () => {
    fixture = await IntegrationFixture.start({ env: { PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) } });
  });
  afterEach(async () => {
    fixture.lab.faults.clear();
    await fixture.clearPauses().then(cleanUp);
  });
  afterAll(() => fixture?.stop());

  const at = async (
    answer: Parameters<typeof serve>[0],
    options: Parameters<typeof serve>[1] = {},
  ): Promise<object> => {
    const { port } = await serve(answer, options);
    return fixture.jira({ baseUrl: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}` });
  };
  const faulty = (fault: Parameters<typeof fixture.lab.faults.inject>[1]) => () => {
    fixture.lab.faults.inject(MYSELF, fault, { times: Infinity });
    return fixture.jira();
  };

  const TROUBLES: readonly FailureCase[] = [
    {
      what: 'a wrong token',
      connection: () => fixture.jira({ apiToken: 'lab-token-of-nobody' }),
      ...{ status: 'INVALID', failure: 'UNAUTHENTICATED', words: /refused .*token.* make a new token/i },
    },
    {
      what: 'a wrong e-mail address',
      connection: () => fixture.jira({ email: 'nobody@example.com' }),
      ...{ status: 'INVALID', failure: 'UNAUTHENTICATED', words: /e-mail address or the API token\. Check/ },
    },
    {
      what: 'a token that was revoked',
      connection: () => faulty({ kind: 'token-revoked' })(),
      ...{ status: 'INVALID', failure: 'UNAUTHENTICATED', words: /make a new token/ },
    },
    {
      what: 'an account that is not allowed in',
      connection: () => at(json(403, { errorMessages: ['Your IP address is not on the allowlist.'] })),
      ...{ status: 'INVALID', failure: 'FORBIDDEN', words: /allowlist/ },
    },
    {
      what: 'a web page where Jira should be',
      connection: () => at(html),
      ...{ status: 'NOT_VERIFIED', failure: 'UNEXPECTED', words: /web page.*Check the address/ },
    },
    {
      what: 'an address that is something else',
      connection: () => at(json(404, {})),
      ...{ status: 'NOT_VERIFIED', failure: 'UNEXPECTED', words: /no Jira at this address\. Check/ },
    },
    {
      what: 'an address that sends elsewhere',
      connection: () => faulty({ kind: 'redirect', location: 'https://login.example.test/' })(),
      ...{ status: 'NOT_VERIFIED', failure: 'UNEXPECTED', words: /redirect.*check the address/i },
    },
    {
      what: 'an answer cut in the middle',
      connection: () => faulty({ kind: 'bad-json' })(),
      ...{ status: 'NOT_VERIFIED', failure: 'UNEXPECTED', words: /cannot be read\. Check the address/ },
    },
    {
      what: 'a host that does not exist',
      connection: () => fixture.jira({ baseUrl: 'https://no-such-team.invalid' }),
      ...{
        status: 'NOT_VERIFIED',
        failure: 'UNAVAILABLE',
        words: /no-such-team\.invalid .*Check the address/,
      },
    },
    {
      what: 'a host where nothing listens',
      connection: () => fixture.jira({ baseUrl: NOTHING_THERE }),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /refused.*Check the address/ },
    },
    {
      what: 'a certificate that nobody vouches for',
      connection: () => at(html, { tls: true }),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /certificate.*Check the address/ },
    },
    {
      what: 'an expired certificate',
      connection: () => at(html, { tls: true, cert: EXPIRED_CERT }),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /\(TLS\).*certificate/ },
    },
    {
      what: 'plain http behind https',
      connection: () => fixture.jira({ baseUrl: fixture.lab.baseUrl.replace('http:', 'https:') }),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /TLS.*Check the address/ },
    },
    {
      what: 'a tracker that fails',
      connection: () => faulty({ kind: 'server-error', status: 503, body: 'html' })(),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /not available.*try again/i },
    },
    {
      what: 'a tracker that drops the connection',
      connection: () => faulty({ kind: 'drop-before-commit' })(),
      ...{ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE', words: /dropped the connection.*try again/i },
    },
    {
      what: 'a tracker that asks for a pause',
      connection: () => faulty({ kind: 'rate-limit', retryAfterSeconds: 17 })(),
      ...{ status: 'NOT_VERIFIED', failure: 'RATE_LIMITED', words: /pause.*again in 17 s/ },
    },
  ];

  it('are VALID with the account that the tracker names, and nothing is stored', async () => {
    const before = await fixture.rowCounts();
    expect(await fixture.verify(fixture.jira())).toEqual({
      status: 'VALID',
      message: null,
      remoteAccount: `Release Bot (${fixture.lab.credentials.email})`,
      failure: null,
    });
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it.each(TROUBLES)('$what: $status, in words, and nothing is stored', async (trouble) => {
    const connection = await trouble.connection();
    const before = await fixture.rowCounts();
    const { status, failure, message, remoteAccount } = await fixture.verify(connection);
    expect({ status, failure, remoteAccount }).toEqual({
      status: trouble.status,
      failure: trouble.failure,
      remoteAccount: null,
    });
    expect(message).toMatch(trouble.words);
    expect(message).not.toContain('lab-token');
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it.each(TROUBLES)('$what: creating is PROVIDER_ERROR, and stores nothing', async (trouble) => {
    const connection = await trouble.connection();
    const before = await fixture.rowCounts();
    const answer = await fixture.graphql(CREATE, { input: fixture.input({ connection }) });
    const { code, failure, message } = refusal(answer);
    expect({ code, failure }).toEqual({ code: 'PROVIDER_ERROR', failure: trouble.failure });
    expect(message).toMatch(trouble.words);
    expect(JSON.stringify(answer)).not.toContain('lab-token');
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it('a page that everybody may read proves nothing: the login header decides', async () => {
    const connection = await at((_, response) =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
        })
        .end(JSON.stringify({ accountId: 'anonymous', displayName: 'Anonymous' })),
    );
    expect(await fixture.verify(connection)).toMatchObject({ status: 'INVALID', failure: 'UNAUTHENTICATED' });
  });

  it('a tracker that hangs is given up once its time-out is over, whatever is tried again', async () => {
    const { id } = await fixture.create();
    fixture.lab.faults.inject(MYSELF, { kind: 'hang-before-commit' }, { times: Infinity });
    const startedAt = performance.now();
    const [verified, created, again] = await Promise.all([
      fixture.verify(fixture.jira()),
      fixture.graphql(CREATE, { input: fixture.input() }),
      fixture.graphql(VERIFY, { id }),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(2 * TIMEOUT_MS - 500);
    expect(verified).toMatchObject({ status: 'NOT_VERIFIED', failure: 'UNAVAILABLE' });
    expect(verified['message']).toMatch(/did not answer.*try again/i);
    expect(refusal(created)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'UNAVAILABLE' });
    expect(refusal(again)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'UNAVAILABLE' });
  });

  it.each(BAD_INPUT)('%s: BAD_USER_INPUT on its field', async (_, jira, fields) => {
    const connection = fixture.jira(jira);
    const verified = await fixture.graphql(VERIFY_CREDENTIALS, {
      input: { projectId: fixture.projectId, connection },
    });
    expect(refusal(verified)).toMatchObject({ code: 'BAD_USER_INPUT', fields });
    const created = await fixture.graphql(CREATE, { input: fixture.input({ connection }) });
    expect(refusal(created)).toMatchObject({ code: 'BAD_USER_INPUT', fields });
  });

  it.each([
    ['no member', {}, ['connection']],
    ['a member that is null', { jira: null }, ['connection.jira']],
    ['another tracker beside it', { jira: {}, linear: {} }, null],
    ['no connection', null, ['connection']],
  ])('%s: BAD_USER_INPUT', async (_, connection, fields) => {
    for (const [query, input] of [
      [VERIFY_CREDENTIALS, { projectId: fixture.projectId, connection }],
      [CREATE, fixture.input({ connection })],
    ] as const) {
      const said = refusal(await fixture.graphql(query, { input }));
      expect(said['code']).toBe('BAD_USER_INPUT');
      if (fields) expect(said['fields']).toEqual(fields);
      else expect(said['fields'].length).toBeGreaterThan(0);
    }
  });

  describe('over those of an integration', () => {
    it('take what is absent from there', async () => {
      const { id } = await fixture.create();
      expect(await fixture.verify({ jira: {} }, { integrationId: id })).toMatchObject({ status: 'VALID' });
      const wrongToken = { jira: { apiToken: 'lab-token-of-nobody' } };
      expect(await fixture.verify(wrongToken, { integrationId: id })).toMatchObject({ status: 'INVALID' });
    });

    it('store nothing there, whatever the tracker says', async () => {
      const { id } = await fixture.create();
      const before = await fixture.row(id);
      await fixture.verify({ jira: { apiToken: 'lab-token-of-nobody' } }, { integrationId: id });
      await fixture.verify({ jira: {} }, { integrationId: id });
      fixture.lab.faults.inject(MYSELF, { kind: 'server-error', status: 500 }, { times: Infinity });
      await fixture.verify({ jira: {} }, { integrationId: id });
      expect(await fixture.row(id)).toEqual(before);
    });

    it('need the secret again for another address, and never send it there', async () => {
      const { id } = await fixture.create();
      const spy = await serve(json(200, { accountId: 'x', displayName: 'Spy' }));
      const jira = { baseUrl: `http://127.0.0.1:${spy.port}` };
      const input = { projectId: fixture.projectId, integrationId: id, connection: { jira } };
      expect(refusal(await fixture.graphql(VERIFY_CREDENTIALS, { input }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: ['connection.jira.apiToken'],
      });
      expect(spy.requests).toEqual([]);
      const withSecret = { jira: { ...jira, apiToken: 'lab-token-new' } };
      expect(await fixture.verify(withSecret, { integrationId: id })).toMatchObject({ remoteAccount: 'Spy' });
    });

    it('do not need it for the same address written otherwise', async () => {
      const { id } = await fixture.create();
      const jira = { baseUrl: `${fixture.lab.baseUrl}/` };
      expect(await fixture.verify({ jira }, { integrationId: id })).toMatchObject({ status: 'VALID' });
    });

    it('of another project, or of none, do not exist', async () => {
      const { id } = await fixture.create();
      const other = await aTeam(fixture.app, 'Others');
      const inOther = { projectId: other.projectId, integrationId: id, connection: { jira: {} } };
      const gone = { ...inOther, integrationId: '0190d3a4-0000-7000-8000-000000000000' };
      for (const [input, token] of [
        [inOther, other.OWNER.token],
        // The administrator is a member of both: still not of this project.
        [inOther, fixture.app.bootstrapToken],
        [gone, other.OWNER.token],
        [{ ...inOther, integrationId: 'nonsense' }, other.OWNER.token],
      ] as const) {
        expect(refusal(await fixture.graphql(VERIFY_CREDENTIALS, { input }, token))).toMatchObject({
          code: 'NOT_FOUND',
          fields: ['integrationId'],
        });
      }
    });
  });

  it('only OWNERs may try', async () => {
    const input = { projectId: fixture.projectId, connection: fixture.jira() };
    for (const { token } of [fixture.team.EDITOR, fixture.team.VIEWER]) {
      expect(refusal(await fixture.graphql(VERIFY_CREDENTIALS, { input }, token))).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
  });
});

describe('an address in a private range', () => {
  let fixture: IntegrationFixture;

  beforeAll(async () => {
    fixture = await IntegrationFixture.start({ env: { PROVIDER_ALLOWED_HOSTS: '' } });
  });
  afterAll(() => fixture?.stop());

  it.each(['http://127.0.0.1:PORT', 'https://localhost:PORT', 'https://10.0.0.8', 'http://[::1]:PORT'])(
    '%s: BAD_USER_INPUT on the address, says who can allow it, and nothing is sent',
    async (form) => {
      const port = new URL(fixture.lab.baseUrl).port;
      const connection = fixture.jira({ baseUrl: form.replace('PORT', port) });
      const before = await fixture.rowCounts();
      for (const [query, input] of [
        [VERIFY_CREDENTIALS, { projectId: fixture.projectId, connection }],
        [CREATE, fixture.input({ connection })],
      ] as const) {
        const said: Row = refusal(await fixture.graphql(query, { input }));
        expect(said).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['connection.jira.baseUrl'] });
        expect(said['message']).toMatch(/private address.*PROVIDER_ALLOWED_HOSTS/);
      }
      expect(fixture.lab.calls.total).toBe(0);
      expect(await fixture.rowCounts()).toEqual(before);
    },
  );
});

describe('several sites', () => {
  it('of one tracker are told apart by who each says we are', async () => {
    const fixture = await IntegrationFixture.start();
    const second = await startJiraCloudLab({ name: 'second' });
    try {
      await fixture.create({ name: 'B site' });
      await fixture.create({
        name: 'A site',
        connection: { jira: { baseUrl: second.baseUrl, ...second.credentials } },
      });
      expect(await fixture.names()).toEqual(['A site', 'B site']);
    } finally {
      await second.stop();
      await fixture.stop();
    }
  });
});
