import { startApp, type TestApp } from '../support/app.js';
import { LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CREATE_RELEASE, REFRESH } from '../support/releases.documents.js';

describe('the release flow', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({ env: LONG_PROVIDER_TIMEOUT });
    fixture = await aJiraFixture(app);
  });

  afterAll(async () => {
    await fixture?.lab.stop();
    await app?.close();
  });

  it('a release of three platforms gets three epics by one call, and their statuses by another', async () => {
    const { lab, projectId, integrationId } = fixture;
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
