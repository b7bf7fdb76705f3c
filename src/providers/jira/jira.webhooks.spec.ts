import { createHmac } from 'node:crypto';
import type { WebhookDelivery, WebhookEvent } from '../contract/index.js';
import { jiraWebhooks } from './jira.webhooks.js';

const SECRET = "It's a Secret to Everybody";
const EVENT = {
  timestamp: 1_700_000_000_000,
  webhookEvent: 'jira:issue_updated',
  issue: { id: '10000', key: 'A-1' },
  changelog: { id: '17', items: [] },
};

function delivery(body: unknown, headers: Record<string, string> = {}): WebhookDelivery {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { rawBody, headers, receivedAt: new Date() };
}
function signed(body: unknown, secret = SECRET): WebhookDelivery {
  const { rawBody } = delivery(body);
  const hash = createHmac('sha256', secret).update(rawBody).digest('hex');
  return delivery(rawBody.toString(), { 'x-hub-signature': `sha256=${hash}` });
}
function eventOf(given: WebhookDelivery, secret: string | null): WebhookEvent {
  const verdict = jiraWebhooks.read(given, secret);
  if (verdict.kind !== 'events') throw new Error(JSON.stringify(verdict));
  return verdict.events[0]!;
}

describe('webhooks of Jira', () => {
  it('are signed as the published example is', () => {
    const known = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const given = delivery('Hello World!', { 'x-hub-signature': known });
    expect(jiraWebhooks.read(given, SECRET)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/body/),
    });
    expect(jiraWebhooks.read(given, 'another')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/signature/),
    });
  });

  it('count as signed only where there is a secret, and are refused without their signature then', () => {
    expect(jiraWebhooks.read(signed(EVENT), SECRET)).toMatchObject({ kind: 'events', isSigned: true });
    expect(jiraWebhooks.read(delivery(EVENT), SECRET).kind).toBe('refused');
    expect(jiraWebhooks.read(delivery(EVENT), null)).toMatchObject({ kind: 'events', isSigned: false });
    expect(jiraWebhooks.read(signed(EVENT), null)).toMatchObject({ kind: 'events', isSigned: false });
  });

  it.each(['', 'sha256=', 'sha1=abc', 'sha256=é'])('are refused with the signature %j', (signature) => {
    const given = delivery(EVENT, { 'x-hub-signature': signature });
    expect(jiraWebhooks.read(given, SECRET).kind).toBe('refused');
  });

  it('name the ticket by id, and say when it is gone', () => {
    expect(eventOf(delivery(EVENT), null)).toMatchObject({ remoteId: '10000', isDeletion: false });
    const gone = { ...EVENT, webhookEvent: 'jira:issue_deleted', issue: { id: 10_000 } };
    expect(eventOf(delivery(gone), null)).toMatchObject({ remoteId: '10000', isDeletion: true });
    expect(eventOf(delivery({ webhookEvent: 'project_created' }), null).remoteId).toBeNull();
    expect(jiraWebhooks.read(delivery({ ...EVENT, issue: { id: '../x' } }), null).kind).toBe('refused');
  });

  it('are known again by the number of their delivery, or by what they say', () => {
    const header = { 'x-atlassian-webhook-identifier': 'd-1' };
    const key = (body: unknown, headers = {}) => eventOf(delivery(body, headers), null).dedupeKey;
    expect(key(EVENT, header)).toBe(key({ ...EVENT, timestamp: 1 }, header));
    expect(key(EVENT)).toBe(key(EVENT));
    const others = [
      key({ ...EVENT, timestamp: 1 }),
      key({ ...EVENT, changelog: { id: '18' } }),
      key({ ...EVENT, issue: { id: '2' } }),
      key({ ...EVENT, timestamp: null }),
      key({ webhookEvent: 'x' }),
      key({ webhookEvent: 'y' }),
    ];
    expect(new Set([key(EVENT), ...others]).size).toBe(7);
    expect(key(EVENT, { 'x-atlassian-webhook-identifier': 'x'.repeat(500) }).length).toBeLessThanOrEqual(200);
  });
});
