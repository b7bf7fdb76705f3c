import { type JiraCloudLab, type ProjectOptions, startJiraCloudLab } from '../../lab/index.js';
import { eventually } from '../support/eventually.js';
import { PARAMETERS_PATH } from '../support/expected-problems.js';
import { aPlatform, PmConfigFixture, UPDATE, VERIFY } from '../support/fixtures/pm-configs.fixture.js';

const PROJECT = 'GET /rest/api/3/project/{projectIdOrKey}';
const PROJECTS = 'GET /rest/api/3/project/search';

describe('previewing and verifying a PM config', () => {
  let fixture: PmConfigFixture;
  beforeAll(async () => {
    // Time for what a tracker answers late, before it hangs.
    fixture = await PmConfigFixture.start({}, { env: { PROVIDER_TIMEOUT_MS: '4000' } });
  });
  afterAll(() => fixture.stop());

  /** A site of one's own, connected. */
  async function aSite({ name, project = {} }: { readonly name: string; readonly project?: ProjectOptions }) {
    const lab = await startJiraCloudLab({ projects: [project, { key: 'SHIP' }, { key: 'OTHER' }] });
    const integrationId = await fixture.connect(lab, name);
    lab.calls.reset();
    return { lab, integrationId };
  }

  function expectOnlyReads(lab: JiraCloudLab): void {
    const writes = lab.calls.all.filter(({ operation }) => !operation.startsWith('GET '));
    expect(writes).toEqual([]);
    expect(lab.violations).toEqual([]);
    expect(lab.issues()).toEqual([]);
  }

  it('renders each platform’s ticket', async () => {
    const { rendered } = await fixture.preview(
      [
        aPlatform({ titleTemplate: '{{project}} {{ version }}: {{platform}}' }, { platform: 'APP_STORE' }),
        aPlatform({ descriptionTemplate: 'See {{releaseUrl}}' }),
        aPlatform({ createTicket: false }, { platform: 'PLAY_STORE' }),
      ],
      { version: 'v2.0.0_rc_1' },
    );
    expect(rendered).toEqual([
      {
        platform: 'APP_STORE',
        title: 'Shop team 2.0.0_rc_1: App Store',
        description: 'Release tracking ticket for 2.0.0_rc_1 on App Store',
      },
      {
        platform: 'WEB',
        title: 'Release v2.0.0_rc_1 - Web',
        description: expect.stringMatching(/^See http:\/\/delivr\.test\/releases\/[0-9a-f-]{36}$/),
      },
    ]);
  });

  it('reads a project once, however many platforms use it', async () => {
    const { lab, integrationId } = await aSite({ name: 'Counted' });
    const platforms = ['WEB', 'PLAY_STORE', 'APP_STORE'].map((platform) => aPlatform({}, { platform }));
    const asked = () => lab.calls.count(PROJECT);
    await fixture.preview(platforms, { integrationId });
    expect(asked()).toBe(1);
    await fixture.preview(platforms, { integrationId });
    expect(asked()).toBe(1);
    // A problem is never reported by a cached schema.
    await fixture.preview([aPlatform({ issueType: 'Nothing' }), ...platforms.slice(1)], { integrationId });
    expect(asked()).toBe(2);
    const { id } = await fixture.create({ integrationId, platformConfigurations: platforms });
    await fixture.run(VERIFY, { id });
    expect(asked()).toBe(3);
    expectOnlyReads(lab);
    await lab.stop();
  });

  it('does not report a problem by an old schema: what was corrected in the tracker is right in the next preview', async () => {
    const { lab, integrationId } = await aSite({ name: 'Repaired' });
    const wanted = [aPlatform({ priority: 'Urgent' })];
    expect((await fixture.preview(wanted, { integrationId })).isValid).toBe(false);
    lab.site.project('SHOP')!.priorities.push({ id: '99', name: 'Urgent' });
    expect((await fixture.preview(wanted, { integrationId })).isValid).toBe(true);
    await lab.stop();
  });

  it('reports which tracker is down, and all of the other trackers’ answers', async () => {
    const { lab, integrationId } = await aSite({ name: 'Down' });
    await lab.down();
    const answer = await fixture.preview([
      aPlatform({ issueType: 'Nothing' }),
      aPlatform({}, { platform: 'PLAY_STORE', integrationId }),
    ]);
    expect(answer.isValid).toBe(false);
    expect(answer.rendered).toHaveLength(2);
    expect(answer.problems).toMatchObject([
      { platform: 'WEB', path: `${PARAMETERS_PATH}.issueType`, severity: 'ERROR' },
      { platform: 'PLAY_STORE', path: 'platformConfigurations.1.integrationId', severity: 'UNKNOWN' },
    ]);
    expect(answer.problems[1].message).toMatch(/\w+ .*\./);
  });

  it('answers within the tracker’s time-out when one hangs', async () => {
    const { lab, integrationId } = await aSite({ name: 'Hanging' });
    lab.faults.inject('*', { kind: 'hang-before-commit' }, { times: Infinity });
    const { id } = await fixture.create({ integrationId });
    const preview = () => fixture.preview([aPlatform()], { integrationId });
    const verify = async () => (await fixture.run(VERIFY, { id })).verifyPmConfig;
    for (const ask of [preview, verify]) {
      const began = Date.now();
      for (const { problems } of await Promise.all([ask(), ask(), preview()])) {
        expect(problems).toMatchObject([{ path: 'integrationId', severity: 'UNKNOWN' }]);
      }
      // One after another they would take 8 s.
      expect(Date.now() - began).toBeLessThan(7_500);
    }
    await lab.stop();
  });

  it('has no suggestions where the tracker answers late that there is no such project, then hangs', async () => {
    const { lab, integrationId } = await aSite({ name: 'Late, then hanging' });
    lab.faults.inject(PROJECT, { kind: 'latency', ms: 1_500 });
    lab.faults.inject(PROJECTS, { kind: 'hang-before-commit' }, { times: Infinity });
    const began = performance.now();
    const { problems } = await fixture.preview([aPlatform({ projectKey: 'SHOPP' })], { integrationId });
    expect(performance.now() - began).toBeLessThan(5_300);
    expect(problems).toMatchObject([
      { path: `${PARAMETERS_PATH}.projectKey`, severity: 'ERROR', suggestions: [] },
    ]);
    expect(lab.calls.count(PROJECTS)).toBe(1);
    await lab.stop();
  });

  it('is UNKNOWN where it waited for a running call, and the tracker then hangs', async () => {
    const { lab, integrationId } = await aSite({ name: 'Asked by two' });
    const preview = () => fixture.preview([aPlatform({ issueType: 'Nothing' })], { integrationId });
    lab.faults.inject(PROJECT, { kind: 'latency', ms: 1_500 });
    lab.faults.inject(PROJECT, { kind: 'hang-before-commit' }, { times: Infinity, skip: 1 });
    const first = preview();
    await eventually(() => expect(lab.calls.count(PROJECT)).toBe(1));
    const began = performance.now();
    const { problems } = await preview();
    expect(performance.now() - began).toBeLessThan(5_300);
    expect(problems).toMatchObject([{ path: 'integrationId', severity: 'UNKNOWN' }]);
    expect(lab.calls.count(PROJECT)).toBe(2);
    expect((await first).problems).toMatchObject([
      { path: `${PARAMETERS_PATH}.issueType`, severity: 'ERROR' },
    ]);
    await lab.stop();
  });

  it.each([
    ['limits us', { kind: 'rate-limit', retryAfterSeconds: 30 }],
    ['fails', { kind: 'server-error' }],
    ['answers with a web page', { kind: 'html-page' }],
  ] as const)('does not know where the tracker %s', async (name, fault) => {
    const { lab, integrationId } = await aSite({ name });
    lab.faults.inject('*', fault, { times: Infinity });
    const { isValid, problems } = await fixture.preview([aPlatform()], { integrationId });
    expect(isValid).toBe(false);
    expect(problems).toMatchObject([{ path: 'integrationId', severity: 'UNKNOWN', suggestions: [] }]);
    await lab.stop();
  });

  it('makes no more calls with credentials that were refused', async () => {
    const { lab, integrationId } = await aSite({ name: 'Refused' });
    const { id } = await fixture.create({ integrationId });
    lab.revokeToken();
    const verifications: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { problems } = (await fixture.run(VERIFY, { id })).verifyPmConfig;
      expect(problems).toMatchObject([{ path: 'integrationId', severity: 'ERROR' }]);
      verifications.push(problems[0].message);
      if (round === 0) lab.calls.reset();
    }
    expect(verifications[1]).toContain('Renew its credentials');
    expect(lab.calls.total).toBe(0);
    await lab.stop();
  });

  it('does not call a tracker that is switched off', async () => {
    const { lab, integrationId } = await aSite({ name: 'Switched off' });
    const { id } = await fixture.create({ integrationId });
    await fixture.app.run(
      'mutation ($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { id } }',
      { input: { id: integrationId, isEnabled: false } },
    );
    lab.calls.reset();
    const off = (await fixture.run(VERIFY, { id })).verifyPmConfig;
    expect(off.problems).toMatchObject([{ path: 'integrationId', severity: 'ERROR' }]);
    expect(off.problems[0].message).toContain('switched off');
    expect(off.rendered).toHaveLength(1);
    expect(lab.calls.total).toBe(0);
    await lab.stop();
  });

  it('stores nothing', async () => {
    const config = await fixture.create();
    await fixture.preview([aPlatform({ projectKey: 'OTHER' })], { id: config.id });
    const { updatePmConfig } = await fixture.run(UPDATE, { input: { id: config.id } });
    expect(updatePmConfig.platformConfigurations).toEqual(config.platformConfigurations);
  });

  it('is for editors', async () => {
    const { projectId, integrationId, platformConfigurations } = fixture.input();
    const { id } = await fixture.create();
    const viewer = fixture.team.VIEWER.token;
    const { errors } = await fixture.app.graphql(VERIFY, { id }, viewer);
    expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    const preview = `query ($input: PreviewPmConfigInput!) { previewPmConfig(input: $input) { isValid } }`;
    const answer = await fixture.app.graphql(
      preview,
      { input: { projectId, integrationId, platformConfigurations } },
      viewer,
    );
    expect(answer.errors![0]!.extensions['code']).toBe('FORBIDDEN');
    expect(answer.data).toEqual({ previewPmConfig: null });
  });
});
