/** What no Jira connection can be: in words, what is other than in a good one, and the fields that are complained about. */
export const BAD_INPUT: readonly [string, object, string[]][] = [
  [
    'Jira Data Center at an address of Cloud',
    { jiraType: 'DATA_CENTER', baseUrl: 'https://acme.atlassian.net' },
    ['connection.jira.jiraType'],
  ],
  [
    'Jira Server with two words for an access token',
    { jiraType: 'SERVER', email: null, apiToken: 'two words' },
    ['connection.jira.apiToken'],
  ],
  ['no e-mail address', { email: null }, ['connection.jira.email']],
  ['an e-mail address that is none', { email: 'nobody' }, ['connection.jira.email']],
  ['an empty e-mail address', { email: '  ' }, ['connection.jira.email']],
  ['an empty token', { apiToken: ' ' }, ['connection.jira.apiToken']],
  ['a token of two words', { apiToken: 'two words' }, ['connection.jira.apiToken']],
  ['a token with a control character', { apiToken: 'a\u0007b' }, ['connection.jira.apiToken']],
  ['a token that is null', { apiToken: null }, ['connection.jira.apiToken']],
  ['a token that is a number', { apiToken: 17 }, ['connection.jira.apiToken']],
  ['an address that is none', { baseUrl: 'our jira' }, ['connection.jira.baseUrl']],
  ['an address that is null', { baseUrl: null }, ['connection.jira.baseUrl']],
  [
    'an address with a password',
    { baseUrl: 'https://me:pass@acme.atlassian.net' },
    ['connection.jira.baseUrl'],
  ],
  ['an address with NUL', { baseUrl: 'https://x.test/browse/\u0000' }, ['connection.jira.baseUrl']],
  ['an address that is no Unicode', { baseUrl: 'https://x.test/browse/\ud800' }, ['connection.jira.baseUrl']],
  [
    'several mistakes',
    { baseUrl: 'https://x.test/somewhere', email: 'nobody', apiToken: 'two words' },
    ['connection.jira.baseUrl', 'connection.jira.email', 'connection.jira.apiToken'],
  ],
];
