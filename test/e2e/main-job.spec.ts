import { startApp, type TestApp } from '../support/app.js';
import { PATIENT } from '../support/held-answers.js';
import { aJiraGround, type JiraGround } from '../support/jira-project.js';
import { CREATE_RELEASE, REFRESH } from '../support/release-operations.js';

describe('the main job', () => {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp({ env: PATIENT });
    ground = await aJiraGround(app);
  });

  afterAll(async () => {
    await ground?.lab.stop();
    await app?.close();
  });

  it('a release of three platforms gets its three epics, by one call, and their statuses by another', async () => {
    const { lab, projectId, integrationId } = ground;
    lab.calls.reset();

    const { createRelease: release } = await app.run(CREATE_RELEASE, {
      input: {
        projectId,
        version: 'v1.2.0',
        plannedDate: '2026-12-15',
        platforms: ['ANDROID', 'IOS', 'WEB'],
        waitForTicketsMs: 20_000,
        jiraConfig: { enabled: true, integrationId, projectKey: 'SHOP' },
      },
    });

    expect(release.version).toBe('1.2.0');
    expect(release.tickets.map((ticket: any) => [ticket.platform, ticket.state, ticket.title])).toEqual([
      ['WEB', 'CREATED', 'Release v1.2.0 - Web'],
      ['PLAY_STORE', 'CREATED', 'Release v1.2.0 - Play Store'],
      ['APP_STORE', 'CREATED', 'Release v1.2.0 - App Store'],
    ]);
    expect([release.webEpicId, release.playStoreEpicId, release.iosEpicId]).toEqual(
      release.tickets.map((ticket: any) => ticket.key),
    );
    expect(lab.calls.count('POST /rest/api/3/issue/bulk')).toBe(1);
    expect(lab.issues('SHOP')).toHaveLength(3);

    lab.calls.reset();
    const { refreshReleaseTickets: refreshed } = await app.run(REFRESH, { id: release.id });
    expect(
      refreshed.tickets.map((ticket: any) => [ticket.status, ticket.category, ticket.isCompleted]),
    ).toEqual([
      ['To Do', 'TODO', false],
      ['To Do', 'TODO', false],
      ['To Do', 'TODO', false],
    ]);
    expect(lab.calls.total).toBe(1);
    expect(lab.violations).toEqual([]);
  });
});
