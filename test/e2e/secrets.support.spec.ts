import { MARK, shows } from './secrets.support.js';

const TOKEN = `lab"tok\\en/+%&<=${MARK}1`;

it('a planted secret is recognised in every form that it may take', () => {
  const forms = [
    MARK,
    MARK.toLowerCase(),
    JSON.stringify({ nested: JSON.stringify({ token: TOKEN }) }),
    encodeURIComponent(TOKEN),
    Buffer.from(`release-bot@jira.example.test:${TOKEN}`).toString('base64'),
    Buffer.from(`x${TOKEN}`).toString('base64'),
    Buffer.from(TOKEN).toString('hex'),
    Buffer.from(`key-${MARK}-padding`).toString('base64'),
  ];
  for (const form of forms) expect([form, shows(form, [])]).toEqual([form, true]);
  expect(shows('lab-token', ['another'])).toBe(false);
});
