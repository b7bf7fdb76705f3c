import { PLANTED_SECRET, containsSecret } from './secrets.support.js';

const TOKEN = `lab"tok\\en/+%&<=${PLANTED_SECRET}1`;

it('a planted secret is recognised in every form that it may take', () => {
  const forms = [
    PLANTED_SECRET,
    PLANTED_SECRET.toLowerCase(),
    JSON.stringify({ nested: JSON.stringify({ token: TOKEN }) }),
    encodeURIComponent(TOKEN),
    Buffer.from(`release-bot@jira.example.test:${TOKEN}`).toString('base64'),
    Buffer.from(`x${TOKEN}`).toString('base64'),
    Buffer.from(TOKEN).toString('hex'),
    Buffer.from(`key-${PLANTED_SECRET}-padding`).toString('base64'),
  ];
  for (const form of forms) expect([form, containsSecret(form, [])]).toEqual([form, true]);
  expect(containsSecret('lab-token', ['another'])).toBe(false);
});
