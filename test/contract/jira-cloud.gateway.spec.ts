import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import {
  type ConnectionValues,
  type ProviderError,
  ProviderFailure,
} from '../../src/providers/contract/index.js';
import { aDraft, TIMEOUT_MS } from '../support/adapters/jira-cloud.harness.js';
import { JiraHarness } from '../support/adapters/jira.harness.js';

describe('a token with scopes, which Atlassian’s gateway alone takes', () => {
  let lab: JiraCloudLab;
  let harness: JiraHarness<JiraCloudLab>;

  beforeEach(async () => {
    lab = await startJiraCloudLab();
    harness = new JiraHarness(lab, {}, TIMEOUT_MS, lab.gatewayOrigin);
  });
  afterEach(async () => {
    await harness.stop();
    expect(lab.violations).toEqual([]);
  });

  const whoAmI = (values: ConnectionValues) => harness.connect(values).whoAmI();
  const refusalOf = (values: ConnectionValues): Promise<ProviderError> =>
    whoAmI(values).then(
      () => Promise.reject(new Error('It was not refused.')),
      (error: ProviderError) => error,
    );

  it.each<[string, (lab: JiraCloudLab) => ConnectionValues]>([
    ['the site’s address', () => ({})],
    ['the gateway’s address', ({ gatewayUrl }) => ({ baseUrl: gatewayUrl })],
    ['the site’s address and the cloud id', ({ cloudId }) => ({ apiAddress: cloudId })],
    ['both addresses', ({ gatewayUrl }) => ({ apiAddress: `${gatewayUrl}/rest/api/3` })],
  ])('is connected by %s; both addresses are found', async (_, addresses) => {
    const account = await whoAmI({ ...lab.addScopedToken(), ...addresses(lab) });
    expect(account).toMatchObject({
      displayName: expect.stringContaining('Release Service'),
      connectionValues: { baseUrl: lab.baseUrl, apiAddress: lab.gatewayUrl },
    });
  });

  it('makes tickets whose links lead to the site', async () => {
    const connection = harness.connect({ ...lab.addScopedToken(), apiAddress: lab.cloudId });
    const [outcome] = await connection.createTickets([aDraft()]);
    const ticket = { key: 'SHOP-1', url: `${lab.baseUrl}/browse/SHOP-1` };
    expect(outcome).toMatchObject({ kind: 'created', ticket });
    expect([...(await connection.getTickets(['SHOP-1'])).values()]).toMatchObject([ticket]);
  });

  it('that nobody takes is refused with what was tried', async () => {
    const error = await refusalOf({ apiToken: 'lab-token-wrong' });
    expect(error).toMatchObject({ failure: ProviderFailure.UNAUTHENTICATED, status: 401 });
    expect(error.message).toMatch(/make a new token.*gateway.*refused them as well/);
  });

  it('is not shown to a gateway for a site that is not Atlassian’s; the refusal says what to give', async () => {
    const plain = new JiraHarness(lab);
    const scoped = lab.addScopedToken();
    await expect(plain.connect(scoped).whoAmI()).rejects.toMatchObject({
      failure: ProviderFailure.UNAUTHENTICATED,
      message: expect.stringMatching(/token with scopes.*needs the gateway.*apiAddress/),
    });
  });

  it.each([
    [['read:jira-work', 'write:jira-work'], /read:jira-user/],
    [['read:jira-user', 'write:jira-work'], /read:jira-work/],
  ])('with the scopes %j alone is told which it lacks', async (scopes, words) => {
    const error = await refusalOf(lab.addScopedToken(scopes));
    expect(error).toMatchObject({
      failure: ProviderFailure.FORBIDDEN,
      message: expect.stringMatching(words),
    });
  });

  it('that may not write is told so by the ticket, and nothing is made', async () => {
    const scoped = lab.addScopedToken(['read:jira-user', 'read:jira-work']);
    const [outcome] = await harness.connect({ ...scoped, apiAddress: lab.cloudId }).createTickets([aDraft()]);
    const error = { failure: ProviderFailure.FORBIDDEN, message: expect.stringMatching(/write:jira-work/) };
    expect(outcome).toMatchObject({ kind: 'rejected', error });
    expect(lab.issues()).toEqual([]);
  });

  it('for another site than the given one names that site', async () => {
    const other = await startJiraCloudLab({ name: 'other' });
    try {
      const error = await refusalOf({ ...other.addScopedToken(), apiAddress: other.gatewayUrl });
      expect(error.fields).toEqual([
        { path: 'apiAddress', message: expect.stringContaining(`belongs to ${other.baseUrl}`) },
      ]);
    } finally {
      await other.stop();
    }
  });
});
