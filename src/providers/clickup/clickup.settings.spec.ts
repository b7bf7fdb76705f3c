import { ConnectionSettingsError } from '../contract/index.js';
import { clickUpSettings, CREDENTIAL_FIELDS } from './clickup.settings.js';

const TOKEN = 'pk_181_ABCDEFGHIJ';
const violationPathsOf = (values: Record<string, string>) => {
  try {
    clickUpSettings(values);
  } catch (error) {
    if (error instanceof ConnectionSettingsError) return error.fields.map(({ path }) => path);
  }
  return [];
};

describe('the settings of a ClickUp connection', () => {
  it('need a token alone', () => {
    expect(clickUpSettings({ apiToken: ` ${TOKEN} ` })).toEqual({
      baseUrl: 'https://api.clickup.com/api',
      web: 'https://app.clickup.com',
      authorization: TOKEN,
      workspaceId: null,
    });
  });

  it('send a personal token as it is, and any other as one of OAuth', () => {
    expect(clickUpSettings({ apiToken: '181_oauth' }).authorization).toBe('Bearer 181_oauth');
  });

  it.each([
    [
      'https://clickup-proxy.example.test/api/',
      'https://clickup-proxy.example.test/api',
      'https://app.clickup.com',
    ],
    ['http://127.0.0.1:4711/api', 'http://127.0.0.1:4711/api', 'http://127.0.0.1:4711'],
    ['https://api.clickup.com/api?x=1#y', 'https://api.clickup.com/api', 'https://app.clickup.com'],
  ])('know where people open what is at %s', (given, baseUrl, web) => {
    expect(clickUpSettings({ apiToken: TOKEN, baseUrl: given })).toMatchObject({ baseUrl, web });
  });

  it.each([
    [{}, ['apiToken']],
    [{ apiToken: ' ' }, ['apiToken']],
    [{ apiToken: 'pk_1 2' }, ['apiToken']],
    [{ apiToken: TOKEN, workspaceId: 'Acme' }, ['workspaceId']],
    [{ apiToken: TOKEN, workspaceId: '90/1' }, ['workspaceId']],
    [{ apiToken: TOKEN, baseUrl: 'nowhere' }, ['baseUrl']],
    [{ apiToken: TOKEN, baseUrl: 'ftp://x.test' }, ['baseUrl']],
    [{ apiToken: TOKEN, baseUrl: 'https://me:pw@x.test/api' }, ['baseUrl']],
    [{ apiToken: TOKEN, baseUrl: 'https://api.clickup.com/api/v2/' }, ['baseUrl']],
    [{ workspaceId: 'x', baseUrl: 'y' }, ['apiToken', 'workspaceId', 'baseUrl']],
  ])('%j: every bad field is named', (values, paths) => {
    expect(violationPathsOf(values)).toEqual(paths);
  });

  it('are asked for by a form that hides what is secret', () => {
    expect(CREDENTIAL_FIELDS.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['apiToken', 'SECRET', true],
      ['workspaceId', 'TEXT', false],
      ['baseUrl', 'URL', false],
      ['webhookSecret', 'SECRET', false],
    ]);
  });
});
