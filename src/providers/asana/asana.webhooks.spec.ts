import { createHmac } from 'node:crypto';
import { ASANA_WEBHOOKS } from './asana.webhooks.js';

const SECRET = 'b537207f20cbfa02357cf448134da559';
const EVENT = {
  action: 'changed',
  created_at: '2026-03-01T12:00:00.000Z',
  user: { gid: '1', resource_type: 'user' },
  resource: { gid: '12', resource_type: 'task', resource_subtype: 'default_task' },
  change: { field: 'completed', action: 'changed' },
};

function read(events: unknown, parts: { secret?: string | null; headers?: Record<string, string> } = {}) {
  const rawBody = Buffer.from(JSON.stringify({ events }));
  const signature = createHmac('sha256', SECRET).update(rawBody).digest('hex');
  const headers = parts.headers ?? { 'x-hook-signature': signature };
  const secret = parts.secret === undefined ? SECRET : parts.secret;
  return ASANA_WEBHOOKS.read({ rawBody, headers, receivedAt: new Date() }, secret);
}

function events(given: unknown) {
  const verdict = read(given);
  if (verdict.kind !== 'events') throw new Error(`It was ${verdict.kind}.`);
  return verdict.events;
}

describe('a webhook of Asana', () => {
  it('takes the signature in either case, and no heartbeat for an event', () => {
    expect(events([])).toEqual([]);
    const rawBody = Buffer.from('{"events":[]}');
    const signature = createHmac('sha256', SECRET).update(rawBody).digest('hex').toUpperCase();
    const delivery = { rawBody, headers: { 'x-hook-signature': signature }, receivedAt: new Date() };
    expect(ASANA_WEBHOOKS.read(delivery, SECRET).kind).toBe('events');
  });

  it.each([
    ['without a known secret', { secret: null }],
    ['without a signature', { headers: {} }],
    ['with half a signature', { headers: { 'x-hook-signature': 'abcd' } }],
    [
      'with a secret beside a wrong signature',
      { headers: { 'x-hook-signature': 'x', 'x-hook-secret': SECRET } },
    ],
    ['with a secret that is none', { headers: { 'x-hook-secret': 'a b' } }],
  ])('is refused %s', (_, parts) => expect(read([EVENT], parts).kind).toBe('refused'));

  it('gives the secret back that it is offered, known or not', () => {
    for (const secret of [null, 'another one']) {
      expect(read([], { secret, headers: { 'x-hook-secret': SECRET } })).toEqual({
        ...{ kind: 'handshake', headers: { 'x-hook-secret': SECRET }, body: null, secret: SECRET },
      });
    }
  });

  it('is about tasks, those of comments included', () => {
    const story = { ...EVENT, action: 'added', resource: { gid: '9', resource_type: 'story' } };
    const comment = { ...story, parent: { gid: '13', resource_type: 'task' } };
    const section = { ...EVENT, resource: { gid: '9', resource_type: 'section' } };
    const removed = { ...EVENT, action: 'removed', parent: { gid: '2', resource_type: 'project' } };
    const deleted = { ...EVENT, action: 'deleted' };
    const given = [EVENT, story, comment, section, removed, deleted, null, { resource: 7 }];
    expect(events(given).map(({ remoteId, isDeletion }) => [remoteId, isDeletion])).toEqual([
      ['12', false],
      ['13', false],
      ['12', false],
      ['12', true],
    ]);
  });

  it('tells its events apart, and knows each again in another delivery', () => {
    const later = { ...EVENT, created_at: '2026-03-01T12:00:01.000Z' };
    const keys = events([EVENT, later]).map(({ dedupeKey }) => dedupeKey);
    expect(new Set(keys).size).toBe(2);
    expect(events([later])[0]?.dedupeKey).toBe(keys[1]);
  });
});
