import type { ConnectionSettingsError } from '../contract/index.js';
import { asanaSettings } from './asana.settings.js';

const GOOD = { accessToken: '2/1200/0123abcd' };

function violations(values: Record<string, string>): string[] {
  try {
    asanaSettings(values);
    return [];
  } catch (error) {
    return (error as ConnectionSettingsError).fields.map(({ path }) => path);
  }
}

describe('how Asana is reached', () => {
  it.each([
    [undefined, 'https://app.asana.com/api/1.0'],
    ['https://app.asana.com', 'https://app.asana.com/api/1.0'],
    ['https://app.asana.com/0/1200/list', 'https://app.asana.com/api/1.0'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/api/1.0'],
    ['http://127.0.0.1:4000/api/1.0/', 'http://127.0.0.1:4000/api/1.0'],
    ['https://proxy.test/asana', 'https://proxy.test/asana'],
  ])('takes %s for %s', (baseUrl, address) => {
    const values: Record<string, string> = baseUrl ? { ...GOOD, baseUrl } : GOOD;
    expect(asanaSettings(values)).toEqual({ address, accessToken: GOOD.accessToken, workspaceId: null });
  });

  it.each([
    [{}, ['accessToken']],
    [{ accessToken: 'Bearer 2/1' }, ['accessToken']],
    [{ accessToken: '2/1 2' }, ['accessToken']],
    [{ ...GOOD, workspaceId: 'Acme' }, ['workspaceId']],
    [{ ...GOOD, baseUrl: 'nowhere' }, ['baseUrl']],
    [{ ...GOOD, baseUrl: 'ftp://x.test' }, ['baseUrl']],
    [{ ...GOOD, baseUrl: 'https://me:secret@x.test' }, ['baseUrl']],
    [{ accessToken: '', workspaceId: '-', baseUrl: '' }, ['accessToken', 'workspaceId']],
  ])('complains about %j: %j', (values, paths) => expect(violations(values)).toEqual(paths));

  it('keeps the workspace that is meant', () => {
    expect(asanaSettings({ ...GOOD, workspaceId: ' 12 ' }).workspaceId).toBe('12');
  });
});
