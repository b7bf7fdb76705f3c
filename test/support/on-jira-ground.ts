import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { aJiraGround, type JiraGround } from './jira-project.js';

/** In a describe block: the application for all of its tests, and a project with a connected Jira for each of them. */
export function onJiraGround(options: TestAppOptions): {
  readonly app: TestApp;
  readonly ground: JiraGround;
} {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp(options);
  });
  beforeEach(async () => {
    ground = await aJiraGround(app);
  });
  afterEach(() => ground?.lab.stop());
  afterAll(() => app?.close());

  return {
    get app() {
      return app;
    },
    get ground() {
      return ground;
    },
  };
}
