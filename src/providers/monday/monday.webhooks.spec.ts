import { createHmac } from 'node:crypto';
import { MONDAY_WEBHOOKS } from './monday.webhooks.js';

const SECRET = 'lab-signing-secret';
const NOW = new Date('2026-11-25T10:00:00Z');
const SECONDS = NOW.getTime() / 1_000;
const CHANGE = {
  event: { type: 'update_column_value', pulseId: 900, triggerUuid: 'abc', subscriptionId: 7 },
};

function token(claims: object, { alg = 'HS256', secret = SECRET } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function read(body: object, authorization: string | null, secret: string | null = SECRET) {
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  return MONDAY_WEBHOOKS.read(
    { rawBody: Buffer.from(JSON.stringify(body)), headers, receivedAt: NOW },
    secret,
  );
}

describe('webhooks of monday.com', () => {
  it('signed by the app are believed to come from it', () => {
    expect(read(CHANGE, token({ exp: SECONDS + 300 }))).toEqual({
      kind: 'events',
      isSigned: true,
      events: [{ dedupeKey: '7:abc', remoteId: '900', isDeletion: false }],
    });
    expect(read(CHANGE, `Bearer ${token({})}`).kind).toBe('events');
  });

  it.each([
    ['by somebody else', token({}, { secret: 'other' })],
    ['long ago', token({ exp: SECONDS - 61 })],
    ['for later', token({ nbf: SECONDS + 61 })],
    ['in another way', token({}, { alg: 'none' })],
    ['with nothing', `${token({}).split('.').slice(0, 2).join('.')}.`],
    ['in no way', null],
    ['with rubbish', 'a.b.c'],
  ])('signed %s are refused', (_, authorization) => {
    expect(read(CHANGE, authorization).kind).toBe('refused');
  });

  it('without a secret are hints, whatever they carry', () => {
    expect(read(CHANGE, null, null)).toMatchObject({ kind: 'events', isSigned: false });
    expect(read(CHANGE, token({}), null)).toMatchObject({ kind: 'events', isSigned: false });
  });

  it('that try the address out are answered with the same words, signed or not', () => {
    for (const secret of [SECRET, null]) {
      expect(read({ challenge: '3eZb' }, null, secret)).toEqual({
        kind: 'handshake',
        headers: {},
        body: { challenge: '3eZb' },
        secret: null,
      });
    }
  });

  it.each([
    ['delete_pulse', true],
    ['item_deleted', true],
    ['delete_update', false],
    ['archive_pulse', false],
  ])('of the type %s: %s', (type, isDeletion) => {
    const verdict = read({ event: { type, itemId: '900' } }, null, null);
    expect(verdict).toMatchObject({ events: [{ remoteId: '900', isDeletion }] });
  });

  it('without an id of their own are told apart by their bytes', () => {
    const key = (pulseId: number) => {
      const verdict = read({ event: { type: 'create_pulse', pulseId } }, null, null);
      return verdict.kind === 'events' ? verdict.events[0]?.dedupeKey : null;
    };
    expect(key(1)).toBe(key(1));
    expect(key(1)).not.toBe(key(2));
  });
});
