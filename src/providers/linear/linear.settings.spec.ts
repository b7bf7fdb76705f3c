import { ConnectionSettingsError } from '../contract/index.js';
import { linearSettings } from './linear.settings.js';

function violations(values: Record<string, string>): [string, string][] {
  try {
    linearSettings(values);
    return [];
  } catch (error) {
    if (!(error instanceof ConnectionSettingsError)) throw error;
    return error.fields.map(({ path, message }) => [path, message]);
  }
}

const KEY = { apiKey: 'lin_api_x' };

describe('the settings of a Linear connection', () => {
  it.each([
    ['', 'https://api.linear.app'],
    ['https://api.linear.app/', 'https://api.linear.app'],
    ['https://api.linear.app/graphql', 'https://api.linear.app'],
    ['https://proxy.acme.test:8443/linear/graphql/', 'https://proxy.acme.test:8443/linear'],
  ])('%j leads to %s', (baseUrl, address) => {
    expect(linearSettings({ ...KEY, baseUrl })).toEqual({ address, apiKey: 'lin_api_x' });
  });

  it('keeps the key as it is, but for spaces around it', () => {
    expect(linearSettings({ apiKey: ' lin_api_x\n' }).apiKey).toBe('lin_api_x');
  });

  it.each([
    [{}, ['apiKey']],
    [{ apiKey: 'Bearer lin_api_x' }, ['apiKey']],
    [{ apiKey: 'lin api' }, ['apiKey']],
    [{ ...KEY, baseUrl: 'nowhere' }, ['baseUrl']],
    [{ ...KEY, baseUrl: 'ftp://api.linear.app' }, ['baseUrl']],
    [{ ...KEY, baseUrl: 'https://me:secret@api.linear.app' }, ['baseUrl']],
    [{ ...KEY, baseUrl: 'https://linear.app/acme' }, ['baseUrl']],
    [{ apiKey: '', baseUrl: '' }, ['apiKey']],
  ])('%j: complaints about %j', (values, paths) => {
    expect(violations(values).map(([path]) => path)).toEqual(paths);
  });

  it('says what to do about a pasted Bearer and a pasted page', () => {
    expect(violations({ apiKey: 'bearer lin_api_x', baseUrl: 'https://linear.app' })).toEqual([
      ['apiKey', expect.stringContaining('without Bearer')],
      ['baseUrl', expect.stringContaining('https://api.linear.app')],
    ]);
  });
});
