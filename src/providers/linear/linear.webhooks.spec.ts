import { createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../contract/index.js';
import { LINEAR_WEBHOOKS } from './linear.webhooks.js';

const SECRET = 'lin_wh_x';
const NOW = new Date('2030-01-01T12:00:00.000Z');
const ISSUE = {
  action: 'update',
  type: 'Issue',
  webhookId: 'w',
  createdAt: '2030-01-01T11:59:59.000Z',
  webhookTimestamp: NOW.getTime(),
  data: { id: 'issue-1' },
};

function delivery(body: object, headers: Record<string, string> = {}): WebhookDelivery {
  const rawBody = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', SECRET).update(rawBody).digest('hex');
  return { rawBody, headers: { 'linear-signature': signature, ...headers }, receivedAt: NOW };
}

const read = (given: WebhookDelivery, secret: string | null = SECRET) => LINEAR_WEBHOOKS.read(given, secret);
const kindOf = (body: object, headers?: Record<string, string>) => read(delivery(body, headers)).kind;

describe('Linear’s webhooks', () => {
  it('name the issue, known again by the delivery’s id', () => {
    expect(read(delivery(ISSUE, { 'linear-delivery': 'd-1' }))).toEqual({
      kind: 'events',
      isSigned: true,
      events: [{ dedupeKey: 'd-1', remoteId: 'issue-1', isDeletion: false }],
    });
  });

  it('are known again without one by what they say', () => {
    const keyOf = (body: object) => {
      const verdict = read(delivery(body));
      return verdict.kind === 'events' ? verdict.events[0]?.dedupeKey : null;
    };
    expect(keyOf(ISSUE)).toBe(keyOf({ ...ISSUE, webhookTimestamp: NOW.getTime() + 1 }));
    expect(keyOf(ISSUE)).not.toBe(keyOf({ ...ISSUE, createdAt: '2030-01-01T12:00:00.000Z' }));
  });

  it.each([
    ['remove', {}, true],
    ['update', { trashed: true, archivedAt: '2030' }, true],
    ['update', { archivedAt: '2030' }, false],
    ['create', {}, false],
  ])('%s %j: gone is %s', (action, more, isDeletion) => {
    const verdict = read(delivery({ ...ISSUE, action, data: { ...ISSUE.data, ...more } }));
    expect(verdict).toMatchObject({ events: [{ isDeletion }] });
  });

  it('about a comment name its issue, about anything else nothing', () => {
    const comment = { ...ISSUE, type: 'Comment', action: 'remove', data: { id: 'c', issueId: 'issue-2' } };
    expect(read(delivery(comment))).toMatchObject({ events: [{ remoteId: 'issue-2', isDeletion: false }] });
    expect(read(delivery({ ...ISSUE, type: 'IssueLabel' }))).toMatchObject({ kind: 'events', events: [] });
  });

  it.each([
    [0, 'events'],
    [-60_000, 'events'],
    [60_000, 'events'],
    [-60_001, 'refused'],
    [60_001, 'refused'],
  ])('sent %i ms from now are %s', (ms, kind) => {
    const webhookTimestamp = NOW.getTime() + ms;
    expect(kindOf({ ...ISSUE, webhookTimestamp })).toBe(kind);
    const { webhookTimestamp: _, ...without } = ISSUE;
    expect(kindOf(without, { 'linear-timestamp': String(webhookTimestamp) })).toBe(kind);
  });

  it('without a time, a signature or a known secret are refused', () => {
    const { webhookTimestamp: _, ...without } = ISSUE;
    expect(kindOf(without)).toBe('refused');
    expect(kindOf(ISSUE, { 'linear-signature': '' })).toBe('refused');
    expect(kindOf(ISSUE, { 'linear-signature': 'ab'.repeat(16) })).toBe('refused');
    expect(read(delivery(ISSUE), null).kind).toBe('refused');
    expect(read(delivery(ISSUE), '').kind).toBe('refused');
  });
});
