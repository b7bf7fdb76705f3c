import { ConnectionSettingsError } from '../contract/index.js';
import { mondaySettings } from './monday.settings.js';

function violationsOf(values: Record<string, string>): string[] {
  try {
    mondaySettings(values);
    return [];
  } catch (error) {
    if (error instanceof ConnectionSettingsError) return error.fields.map(({ path }) => path);
    throw error;
  }
}

describe('the settings of a monday.com connection', () => {
  const apiToken = 'eyJlab-token';

  it.each([
    ['', 'https://api.monday.com', 'v2'],
    ['https://api.monday.com/v2/', 'https://api.monday.com', 'v2'],
    ['https://api.monday.com', 'https://api.monday.com', 'v2'],
    ['http://127.0.0.1:4711/gate/monday', 'http://127.0.0.1:4711', 'gate/monday'],
  ])('reads %j', (baseUrl, origin, path) => {
    expect(mondaySettings({ apiToken, baseUrl })).toEqual({ origin, path, authorization: apiToken });
  });

  it('sends the token raw, also where it was pasted with its scheme', () => {
    expect(mondaySettings({ apiToken: ` Bearer ${apiToken} ` }).authorization).toBe(apiToken);
  });

  it.each([
    'nowhere',
    'ftp://api.monday.com',
    'https://me:lab-token@api.monday.com',
    'https://acme.monday.com',
  ])('refuses %j as an address', (baseUrl) =>
    expect(violationsOf({ apiToken, baseUrl })).toEqual(['baseUrl']),
  );

  it.each(['', '  ', 'two words', 'täken'])('refuses %j as a token', (given) =>
    expect(violationsOf({ apiToken: given })).toEqual(['apiToken']),
  );
});
