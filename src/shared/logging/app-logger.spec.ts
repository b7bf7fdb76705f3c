import { AppLogger } from './app-logger.js';

function logged(details: unknown): any {
  const lines: string[] = [];
  AppLogger.create('debug', { write: (line) => void lines.push(line) }).error('It failed.', details);
  return JSON.parse(lines[0]!);
}

describe('the log', () => {
  it('tells an error by kind, message and stack, and nothing that hangs on it', () => {
    const error = Object.assign(new TypeError('No such thing.'), { query: 'lab-token-x' });
    const { error: told } = logged({ error });
    expect(told).toEqual({ kind: 'TypeError', message: 'No such thing.', stack: error.stack });
  });

  it.each([
    [
      'violates check constraint "a"\n - detail: Failing row contains (1, lab-token-x\n    at y, null).',
      'violates check constraint "a"',
    ],
    ['duplicate key\n - detail: Key (name)=(lab-token-x) already exists.', 'duplicate key'],
    ['invalid input syntax for type uuid: "lab-token-x"', 'invalid input syntax for type uuid'],
    ['date/time field value out of range: "lab-token-x"', 'date/time field value out of range'],
  ])('leaves out what PostgreSQL quotes: %j', (message, expected) => {
    const line = logged({ error: new Error(message) });
    expect(line.error.message).toBe(expected);
    expect(line.error.stack).toContain('app-logger.spec');
    expect(JSON.stringify(line)).not.toContain('lab-token-x');
  });

  it('hides what bears the name of a secret, wherever it stands', () => {
    expect(logged({ a: [{ apiToken: 'x', Authorization: 'y', api_key: 'z', name: 'n' }] })).toMatchObject({
      a: [{ apiToken: '[secret]', Authorization: '[secret]', api_key: '[secret]', name: 'n' }],
    });
  });
});
