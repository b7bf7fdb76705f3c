import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderWebhooks, WebhookDelivery, WebhookEvent, WebhookVerdict } from '../contract/index.js';

/** How far two clocks may be apart. */
const LEEWAY_SECONDS = 60;

/**
 * monday.com signs only the webhooks of an app, and there the sender alone (a JWT that says nothing of the body), so that
 * an event is never more than a reason to look.
 */
export const MONDAY_WEBHOOKS: ProviderWebhooks = {
  read: (delivery, secret) => {
    const body = bodySchema.safeParse(parsed(delivery.rawBody));
    if (!body.success) return { kind: 'refused', reason: 'The body is no event of monday.com.' };
    // The address is tried out before anything is signed.
    if ('challenge' in body.data) return handshake(body.data.challenge);
    const reason = secret === null ? null : signatureProblem(delivery, secret);
    if (reason !== null) return { kind: 'refused', reason };
    return { kind: 'events', isSigned: secret !== null, events: [eventOf(body.data.event, delivery)] };
  },
};

const id = z.union([z.string().min(1), z.number()]).transform(String);

const eventSchema = z.object({
  type: z.string().min(1),
  pulseId: id.nullish(),
  itemId: id.nullish(),
  subscriptionId: id.nullish(),
  triggerUuid: z.string().min(1).nullish(),
});

const bodySchema = z.union([z.object({ challenge: z.string().min(1) }), z.object({ event: eventSchema })]);

function handshake(challenge: string): WebhookVerdict {
  return { kind: 'handshake', headers: {}, body: { challenge }, secret: null };
}

function eventOf(event: z.infer<typeof eventSchema>, { rawBody }: WebhookDelivery): WebhookEvent {
  const { type, pulseId, itemId, subscriptionId, triggerUuid } = event;
  // A repetition has the same id; without one, the same bytes.
  const identity = triggerUuid ?? createHash('sha256').update(rawBody).digest('hex');
  return {
    dedupeKey: `${subscriptionId ?? ''}:${identity}`.slice(0, 200),
    remoteId: pulseId ?? itemId ?? null,
    isDeletion: /^delete_(pulse|subitem)$|^(sub)?item_deleted$/.test(type),
  };
}

/** Null: signed by the app, and not too old. */
function signatureProblem({ headers, receivedAt }: WebhookDelivery, secret: string): string | null {
  const token = (headers['authorization'] ?? '').replace(/^bearer /i, '');
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  if (!signature || rest.length > 0) return 'The request carries no signature.';
  const { alg } = jsonIn(header);
  // Nothing else: a token that names its own way of being checked would choose the weakest.
  if (alg !== 'HS256') return 'The signature is of another kind.';
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'The signature is wrong.';
  const { exp, nbf } = jsonIn(claims);
  const now = receivedAt.getTime() / 1_000;
  if (typeof exp === 'number' && exp + LEEWAY_SECONDS < now) return 'The signature is too old.';
  if (typeof nbf === 'number' && nbf - LEEWAY_SECONDS > now) return 'The signature is not valid yet.';
  return null;
}

function jsonIn(part: string): Readonly<Record<string, unknown>> {
  const value = parsed(Buffer.from(part, 'base64url'));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
