import { startJiraCloudLab } from '../../lab/index.js';
import { eventually } from '../support/eventually.js';
import { LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { aTeam } from '../support/fixtures/team.fixture.js';
import {
  CREATE,
  DELETE,
  IntegrationFixture,
  LIST,
  MYSELF,
  PROJECT_SEARCH,
  PROJECTS,
  refusal,
  type Row,
  UPDATE,
  VERIFY,
} from '../support/fixtures/integrations.fixture.js';

const CREATE_CONFIG = `mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }`;
const UPDATE_CONFIG = `mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }`;
const CREATE_RELEASE = `mutation ($input: CreateReleaseInput!) {
  createRelease(input: $input) { id version tickets { state remoteId error { failure } } } }`;
const REFRESH = `mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { tickets { error { failure } } } }`;
const RELEASE = `query ($id: ID!) { release(id: $id) { tickets { state } } }`;
const CHANGE_STATUS = `mutation ($input: ChangeReleaseStatusInput!) { changeReleaseStatus(input: $input) { id } }`;

let fixture: IntegrationFixture;

beforeAll(async () => {
  fixture = await IntegrationFixture.start({
    env: LONG_PROVIDER_TIMEOUT,
    timings: { discoveryCacheMs: 1 },
  });
});
afterEach(async () => {
  fixture.lab.faults.clear();
  await fixture.clearPauses();
});
afterAll(() => fixture?.stop());

const verify = async (id: string): Promise<Row> => (await fixture.run(VERIFY, { id })).verifyIntegration;

function aRelease(integrationId: string, more: object = {}): object {
  return {
    ...{ projectId: fixture.projectId, version: '1.0.0', platforms: ['WEB'] },
    jiraConfig: { enabled: true, integrationId, projectKey: 'SHOP' },
    waitForTicketsMs: 20_000,
    ...more,
  };
}

async function createRelease(integrationId: string, more: object = {}): Promise<Row> {
  return (await fixture.run(CREATE_RELEASE, { input: aRelease(integrationId, more) })).createRelease;
}

describe('verifying a connected tracker', () => {
  it('good credentials stay VALID, with a fresh date and without touching updatedAt', async () => {
    const made = await fixture.create();
    const checked = await verify(made['id']);
    expect(checked).toEqual({ ...made, lastVerifiedAt: checked['lastVerifiedAt'] });
    expect(Date.parse(checked['lastVerifiedAt'])).toBeGreaterThanOrEqual(Date.parse(made['lastVerifiedAt']));
  });

  it('refused ones are stored as EXPIRED with what to do; accepted again they are VALID', async () => {
    const { id } = await fixture.create();
    const revoked = fixture.lab.faults.inject(MYSELF, { kind: 'token-revoked' }, { times: Infinity });
    const expired = await verify(id);
    expect(expired).toMatchObject({ verificationStatus: 'EXPIRED' });
    expect(expired['verificationMessage']).toMatch(/refused.*make a new token/);
    expect(await fixture.find(id)).toEqual(expired);
    expect(await verify(id)).toMatchObject({ verificationStatus: 'EXPIRED' });

    revoked.remove();
    expect(await verify(id)).toMatchObject({ verificationStatus: 'VALID', verificationMessage: null });
  });

  it.each([
    ['unreachable', { kind: 'drop-before-commit' }, 'UNAVAILABLE'],
    ['failing', { kind: 'server-error', status: 502 }, 'UNAVAILABLE'],
    ['asking for a pause', { kind: 'rate-limit', retryAfterSeconds: 9 }, 'RATE_LIMITED'],
    ['answering with a web page', { kind: 'html-page' }, 'UNEXPECTED'],
  ] as const)('a tracker that is %s: PROVIDER_ERROR, nothing changes', async (_, fault, failure) => {
    const { id } = await fixture.create();
    const before = await fixture.row(id);
    fixture.lab.faults.inject(MYSELF, fault, { times: Infinity });
    const answer = await fixture.graphql(VERIFY, { id });
    expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure });
    expect(answer.errors?.[0]?.extensions['provider'].type).toBe('JIRA');
    expect(await fixture.row(id)).toEqual(before);
  });

  it('an address that has become private since: PROVIDER_ERROR that says so, nothing changes', async () => {
    const { id } = await fixture.create();
    await fixture.sql(`update project_management_integrations
      set settings = settings || '{"baseUrl": "http://10.0.0.8"}' where id = '${id}'`);
    const before = await fixture.row(id);
    const said = refusal(await fixture.graphql(VERIFY, { id }));
    expect(said).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'REJECTED' });
    expect(said['message']).toMatch(/private address/);
    expect(await fixture.row(id)).toEqual(before);
  });
});

describe('once-valid credentials that are refused', () => {
  it('while projects are listed: EXPIRED at once', async () => {
    const { id } = await fixture.create();
    fixture.lab.faults.inject(PROJECT_SEARCH, { kind: 'token-revoked' }, { times: Infinity });
    const answer = await fixture.graphql(PROJECTS, { id });
    expect(answer.data).toEqual({ trackerProjects: null });
    expect(refusal(answer)).toMatchObject({ code: 'PROVIDER_ERROR', failure: 'UNAUTHENTICATED' });
    const found = await fixture.find(id);
    expect(found).toMatchObject({ verificationStatus: 'EXPIRED' });
    expect(found['verificationMessage']).toMatch(/make a new token/);
  });

  it('while tickets are refreshed: EXPIRED at once, the ticket says why', async () => {
    const { id } = await fixture.create();
    const release = await createRelease(id);
    expect(release['tickets'][0]).toMatchObject({ state: 'CREATED' });
    fixture.lab.faults.inject('*', { kind: 'token-revoked' }, { times: Infinity });
    const { refreshReleaseTickets } = await fixture.run(REFRESH, { id: release['id'] });
    expect(refreshReleaseTickets.tickets[0].error).toEqual({ failure: 'UNAUTHENTICATED' });
    expect(await fixture.find(id)).toMatchObject({ verificationStatus: 'EXPIRED' });
  });

  it('while tickets are made: EXPIRED at once; VALID again makes them', async () => {
    const { id } = await fixture.create();
    fixture.lab.faults.inject('*', { kind: 'token-revoked' }, { times: Infinity });
    const release = await createRelease(id);
    expect(release['tickets'][0]).toMatchObject({ state: 'PENDING' });
    await eventually(async () =>
      expect(await fixture.find(id)).toMatchObject({ verificationStatus: 'EXPIRED' }),
    );
    fixture.lab.faults.clear();
    await verify(id);
    await eventually(async () => {
      const { release: now } = await fixture.run(RELEASE, { id: release['id'] });
      expect(now.tickets[0]).toMatchObject({ state: 'CREATED' });
    });
  });
});

describe('disconnecting a tracker', () => {
  const remove = (id: string) => fixture.graphql(DELETE, { id });

  it('erases the secrets, keeps the row, takes it out of lists, and its name is free', async () => {
    const { id } = await fixture.create({ name: 'Old Jira' });
    expect((await remove(id)).data).toEqual({ deleteIntegration: id });
    expect(await fixture.row(id)).toMatchObject({ secrets: null, name: 'Old Jira' });
    expect(await fixture.find(id)).toMatchObject({
      id,
      isEnabled: false,
      deletedAt: expect.any(String),
      usedBy: [],
    });
    expect(await fixture.names()).not.toContain('Old Jira');
    expect(await fixture.create({ name: 'Old Jira' })).toMatchObject({ name: 'Old Jira' });
  });

  it('afterwards nothing can be done with it: NOT_FOUND', async () => {
    const { id } = await fixture.create();
    await remove(id);
    fixture.lab.calls.reset();
    const refused = [
      await fixture.graphql(UPDATE, { input: { id, name: 'Again' } }),
      await fixture.graphql(UPDATE, { input: { id, connection: fixture.jira() } }),
      await fixture.graphql(VERIFY, { id }),
      await fixture.graphql(PROJECTS, { id }),
      await fixture.graphql(
        `query ($id: ID!) {
        trackerProjectSchema(integrationId: $id, projectKey: "SHOP") { project { key } } }`,
        { id },
      ),
      await remove(id),
    ].map(refusal);
    expect(refused.map(({ code }) => code)).toEqual(Array(6).fill('NOT_FOUND'));
    // Paths only where the id came inside an input.
    expect(refused.map(({ fields }) => fields)).toEqual([['id'], ['id'], ...Array(4).fill(undefined)]);
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('twice at once: done once, and recorded once', async () => {
    const { id } = await fixture.create();
    const answers = await Promise.all([remove(id), remove(id)]);
    expect(answers.filter(({ errors }) => errors).map((answer) => refusal(answer)['code'])).toEqual([
      'NOT_FOUND',
    ]);
    const recorded = await fixture.sql(
      `select 1 from activity where action = 'integration.disconnected' and details->>'integrationId' = $1`,
      [id],
    );
    expect(recorded).toHaveLength(1);
  });

  it('is CONFLICT with usedBy while an active config uses it', async () => {
    const { id } = await fixture.create();
    const { createPmConfig: config } = await fixture.run(CREATE_CONFIG, {
      input: {
        ...{ projectId: fixture.projectId, integrationId: id, name: 'Standard' },
        platformConfigurations: [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }],
      },
    });
    const before = await fixture.row(id);
    const answer = await remove(id);
    const usedBy = [{ kind: 'PM_CONFIG', id: config.id, name: 'Standard' }];
    expect(refusal(answer)).toMatchObject({ code: 'CONFLICT' });
    expect(answer.errors?.[0]?.extensions['usedBy']).toEqual(usedBy);
    expect(await fixture.row(id)).toEqual(before);
    expect(await fixture.find(id)).toMatchObject({ usedBy });

    await fixture.run(UPDATE_CONFIG, { input: { id: config.id, isActive: false } });
    expect((await remove(id)).errors).toBeUndefined();
  });

  it('is CONFLICT with usedBy while an open release uses it', async () => {
    const { id } = await fixture.create();
    const release = await createRelease(id, { version: '7.1.0' });
    const answer = await remove(id);
    expect(refusal(answer)).toMatchObject({ code: 'CONFLICT' });
    expect(answer.errors?.[0]?.extensions['usedBy']).toEqual([
      { kind: 'RELEASE', id: release['id'], name: '7.1.0' },
    ]);
    await fixture.run(CHANGE_STATUS, { input: { id: release['id'], status: 'CANCELLED' } });
    expect((await remove(id)).errors).toBeUndefined();
  });

  it('knows an id only as it is written: in capitals it is NOT_FOUND, and what uses it keeps it', async () => {
    const { id } = await fixture.create();
    const release = await createRelease(id, { version: '7.2.0' });
    const before = await fixture.row(id);
    expect(refusal(await remove(id.toUpperCase()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await fixture.row(id)).toEqual(before);
    expect((await fixture.find(id))['usedBy']).toMatchObject([{ id: release['id'] }]);
  });

  it('at the same time as a config for it is made: never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await fixture.create();
      const input = {
        ...{ projectId: fixture.projectId, integrationId: id, name: `Race ${round}` },
        platformConfigurations: [{ platform: 'WEB', parameters: { projectKey: 'SHOP' } }],
      };
      const answers = await Promise.all([remove(id), fixture.graphql(CREATE_CONFIG, { input })]);
      expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    }
  });

  it('at the same time as a release with it is made: never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await fixture.create();
      const answers = await Promise.all([
        remove(id),
        fixture.graphql(CREATE_RELEASE, { input: aRelease(id, { waitForTicketsMs: 0 }) }),
      ]);
      expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    }
  });
});

describe('the list of connected trackers', () => {
  it('holds several of a project, by name, and can be narrowed to one kind', async () => {
    const team = await aTeam(fixture.app, 'List');
    const second = await startJiraCloudLab({ name: 'list' });
    try {
      for (const [name, lab] of [
        ['beta', fixture.lab],
        ['alpha', second],
        ['gamma', fixture.lab],
      ] as const) {
        const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
        await fixture.run(
          CREATE,
          { input: { projectId: team.projectId, name, connection } },
          team.OWNER.token,
        );
      }
      const names = async (providerType?: string) =>
        (
          await fixture.run(LIST, { projectId: team.projectId, providerType }, team.VIEWER.token)
        ).integrations.map(({ name }: Row) => name);
      expect(await names()).toEqual(['alpha', 'beta', 'gamma']);
      expect(await names('JIRA')).toEqual(['alpha', 'beta', 'gamma']);
      expect(await names('LINEAR')).toEqual([]);
    } finally {
      await second.stop();
    }
  });
});
