import { createHmac } from 'node:crypto';
import { webhooks } from './clickup.webhooks.js';

const SECRET = 'A0B1C2';
const sign = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex');
const delivery = (body: unknown, signature?: string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    rawBody: Buffer.from(text),
    headers: { 'x-signature': signature ?? sign(text) },
    receivedAt: new Date(),
  };
};
const read = (body: unknown, secret: string | null = SECRET) => webhooks.read(delivery(body), secret);
const eventsOf = (body: unknown) => {
  const verdict = read(body);
  return verdict.kind === 'events' ? verdict.events : verdict.kind;
};
const ITEMS = [{ id: 4_001, field: 'status' }];

describe('a webhook of ClickUp', () => {
  it('is believed by its signature alone', () => {
    const body = { event: 'taskUpdated', task_id: '86abc', history_items: ITEMS };
    expect(read(body)).toMatchObject({ kind: 'events', isSigned: true });
    expect(read(body, null).kind).toBe('refused');
    const text = JSON.stringify(body);
    for (const signature of [
      '',
      sign(`${text} `),
      sign(text).slice(1),
      `sha256=${sign(text)}`,
      'ä'.repeat(64),
    ]) {
      expect([signature, webhooks.read(delivery(text, signature), SECRET).kind]).toEqual([
        signature,
        'refused',
      ]);
    }
    expect(webhooks.read(delivery(text, sign(text).toUpperCase()), SECRET).kind).toBe('events');
  });

  it('is told apart by what changed and by the event, and known again whatever comes with it', () => {
    const keyOf = (body: object) => {
      const events = eventsOf(body);
      return typeof events === 'string' ? events : events[0]?.dedupeKey;
    };
    const status = { event: 'taskStatusUpdated', task_id: '86abc', webhook_id: 'w', history_items: ITEMS };
    expect(keyOf(status)).toBe(keyOf({ ...status, date: 'later' }));
    const others = [
      { ...status, event: 'taskUpdated' },
      { ...status, history_items: [{ id: '4002' }] },
      { ...status, webhook_id: 'v' },
      { event: 'taskDeleted', task_id: '86abc', webhook_id: 'w' },
      { event: 'taskDeleted', task_id: '86abd', webhook_id: 'w' },
    ];
    expect(new Set([status, ...others].map(keyOf)).size).toBe(6);
  });

  it.each([
    ['taskStatusUpdated', { remoteId: '86abc', isDeletion: false }],
    ['taskDeleted', { remoteId: '86abc', isDeletion: true }],
    ['listDeleted', { remoteId: null, isDeletion: false }],
  ])('%s is about a ticket, or about all of a list', (event, expected) => {
    const task_id = event.startsWith('task') ? '86abc' : undefined;
    expect(eventsOf({ event, task_id, history_items: ITEMS })).toEqual([
      { ...expected, dedupeKey: expect.stringMatching(new RegExp(`^${event}:[0-9a-f]{64}$`)) },
    ]);
  });

  it('about anything else is none of ours', () => {
    expect(eventsOf({ event: 'goalCreated', goal_id: 'g' })).toEqual([]);
  });

  it.each([
    '',
    'not json',
    '[]',
    'null',
    '{"event":1}',
    '{"event":""}',
    '{"event":"taskUpdated","history_items":3}',
  ])('that says %j is refused, however well signed', (body) => expect(eventsOf(body)).toBe('refused'));
});
