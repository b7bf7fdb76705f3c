import { ConnectionSettingsError } from '../contract/index.js';
import { jiraSettings } from './jira.settings.js';

const good = { baseUrl: 'https://acme.atlassian.net', email: 'release@example.com', apiToken: 'lab-token-1' };

function violationsOf(values: Record<string, string>): string[] {
  try {
    jiraSettings(values);
    return [];
  } catch (error) {
    if (error instanceof ConnectionSettingsError) return error.fields.map(({ path }) => path);
    throw error;
  }
}

describe('the settings of a Jira connection', () => {
  it.each([
    'https://acme.atlassian.net',
    'https://acme.atlassian.net/',
    ' https://acme.atlassian.net/jira ',
    'https://ACME.atlassian.net/jira/software/projects/ABC/boards/1?x=1#y',
    'https://acme.atlassian.net/browse/ABC-1',
    'https://acme.atlassian.net/rest/api/3/',
  ])('takes the site out of %s', (baseUrl) => {
    expect(jiraSettings({ ...good, baseUrl }).site).toBe('https://acme.atlassian.net');
  });

  it.each([
    ['https://api.atlassian.com/ex/jira/abc-1', ''],
    ['https://api.atlassian.com/ex/jira/abc-1/rest/api/3/myself', ''],
    ['https://acme.atlassian.net', 'https://api.atlassian.com/ex/jira/abc-1/'],
  ])('calls the gateway for %s and %j', (baseUrl, apiAddress) => {
    const { api } = jiraSettings({ ...good, baseUrl, apiAddress });
    expect(api).toBe('https://api.atlassian.com/ex/jira/abc-1');
  });

  it('makes the gateway’s address of a cloud id', () => {
    const apiAddress = '0F1E2D3C-4b5a-4978-8695-a4b3c2d1e0f9';
    expect(jiraSettings({ ...good, apiAddress })).toMatchObject({
      site: 'https://acme.atlassian.net',
      api: 'https://api.atlassian.com/ex/jira/0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9',
    });
  });

  it.each([
    'acme',
    'https://acme.atlassian.net',
    'https://a:b@api.atlassian.com/ex/jira/1',
    'ftp://x/ex/jira/1',
  ])('refuses %j as a gateway', (apiAddress) =>
    expect(violationsOf({ ...good, apiAddress })).toEqual(['apiAddress']),
  );

  it('keeps the port', () => {
    expect(jiraSettings({ ...good, baseUrl: 'http://127.0.0.1:4711/' }).site).toBe('http://127.0.0.1:4711');
  });

  it.each([
    '',
    'acme.atlassian.net',
    'ftp://acme.atlassian.net',
    'javascript:alert(1)',
    'https://user:lab-token@acme.atlassian.net',
    'https://acme.atlassian.net/somewhere/else',
  ])('refuses %j as an address', (baseUrl) =>
    expect(violationsOf({ ...good, baseUrl })).toEqual(['baseUrl']),
  );

  it.each(['', 'nobody', 'a@b:c', 'a b@c'])('refuses %j as an e-mail address', (email) => {
    expect(violationsOf({ ...good, email })).toEqual(['email']);
  });

  it.each(['', '  ', 'two words', 'line\nbreak'])('refuses %j as a token', (apiToken) => {
    expect(violationsOf({ ...good, apiToken })).toEqual(['apiToken']);
  });

  it.each(['cloud', 'toString', 'X'])('does not know a Jira of the kind %s', (jiraType) => {
    expect(violationsOf({ ...good, jiraType })).toEqual(['jiraType']);
  });

  it('names everything that is wrong at once', () => {
    expect(violationsOf({ jiraType: 'X' })).toEqual(['jiraType', 'baseUrl', 'email', 'apiToken']);
  });

  it('never repeats the token', () => {
    expect(() => jiraSettings({ ...good, apiToken: 'lab token secret' })).toThrow(/^(?!.*secret).*$/s);
  });
});

describe.each(['SERVER', 'DATA_CENTER'])('the settings of a connection to Jira %s', (jiraType) => {
  const token = { jiraType, baseUrl: 'https://tools.acme.com/jira', apiToken: 'lab-token-1' };
  const password = { ...token, email: 'release-bot', apiToken: 'päss word' };

  it.each([
    ['https://jira.acme.com', 'https://jira.acme.com'],
    ['https://tools.acme.com/jira/', 'https://tools.acme.com/jira'],
    ['https://tools.acme.com/jira/browse/ABC-1?x=1', 'https://tools.acme.com/jira'],
    ['https://tools.acme.com/a/b/secure/Dashboard.jspa', 'https://tools.acme.com/a/b'],
    ['http://127.0.0.1:8080/rest/api/2/', 'http://127.0.0.1:8080'],
    ['https://jira.acme.com/login.jsp', 'https://jira.acme.com'],
  ])('takes from %s the site with its context path: %s', (baseUrl, site) => {
    expect(jiraSettings({ ...token, baseUrl }).site).toBe(site);
  });

  it('has no gateway', () => {
    const apiAddress = 'https://api.atlassian.com/ex/jira/abc-1';
    expect(violationsOf({ ...token, apiAddress })).toEqual(['apiAddress']);
  });

  it.each(['', 'jira.acme.com', 'https://a:b@jira.acme.com', 'https://jira.acme.com/a b', 'ftp://x'])(
    'refuses %j as an address',
    (baseUrl) => expect(violationsOf({ ...token, baseUrl })).toEqual(['baseUrl']),
  );

  it('notices the address of a Cloud site', () => {
    expect(violationsOf({ ...token, baseUrl: 'https://acme.atlassian.net' })).toEqual(['jiraType']);
  });

  it('sends a token by itself, and a password with its user name', () => {
    expect(jiraSettings(token).authorization).toBe('Bearer lab-token-1');
    const { authorization } = jiraSettings(password);
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe(
      'release-bot:päss word',
    );
  });

  it.each<[Record<string, string>, string]>([
    [{ ...token, apiToken: '' }, 'apiToken'],
    [{ ...token, apiToken: 'two words' }, 'apiToken'],
    [{ ...password, apiToken: '' }, 'apiToken'],
    [{ ...password, email: 'a:b' }, 'email'],
  ])('refuses %j', (values, path) => expect(violationsOf(values)).toEqual([path]));
});
