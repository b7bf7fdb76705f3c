import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderWebhooks, WebhookDelivery, WebhookEvent, WebhookVerdict } from '../contract/index.js';

/** How far the time inside may be from ours: what is older may be replayed. */
const WINDOW_MS = 60_000;

const eventSchema = z.object({
  action: z.string(),
  type: z.string(),
  webhookId: z.string().nullish(),
  createdAt: z.string().nullish(),
  webhookTimestamp: z.number().nullish(),
  data: z.object({
    id: z.string().min(1),
    /** Of a comment. */
    issueId: z.string().nullish(),
    /** Of a deleted issue, which lies in the trash for a while. */
    trashed: z.boolean().nullish(),
  }),
});
type LinearEvent = z.infer<typeof eventSchema>;

/** Signed over the raw body, in hex, with the time inside (https://linear.app/developers/webhooks). */
export const LINEAR_WEBHOOKS: ProviderWebhooks = {
  read(delivery, secret): WebhookVerdict {
    if (!secret) return refused('No signing secret is known for this webhook.');
    if (!isSigned(delivery, secret)) return refused('The signature is wrong.');
    const event = eventOf(delivery.rawBody);
    if (!event) return refused('The body cannot be read.');
    if (!isTimely(delivery, event)) return refused('The delivery is too old, or from the future.');
    return { kind: 'events', isSigned: true, events: eventsOf(delivery, event) };
  },
};

function isSigned({ rawBody, headers }: WebhookDelivery, secret: string): boolean {
  const given = headers['linear-signature']?.trim() ?? '';
  if (!/^[0-9a-f]{64}$/i.test(given)) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}

function eventOf(rawBody: Buffer): LinearEvent | null {
  try {
    return eventSchema.safeParse(JSON.parse(rawBody.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function isTimely({ headers, receivedAt }: WebhookDelivery, { webhookTimestamp }: LinearEvent): boolean {
  const sentAt = webhookTimestamp ?? Number(headers['linear-timestamp'] ?? NaN);
  return Math.abs(receivedAt.getTime() - sentAt) <= WINDOW_MS;
}

function eventsOf({ headers }: WebhookDelivery, event: LinearEvent): WebhookEvent[] {
  const { type, action, webhookId, createdAt, data } = event;
  const remoteId = type === 'Issue' ? data.id : type === 'Comment' ? (data.issueId ?? null) : null;
  // Labels, teams and the like say nothing about a ticket.
  if (remoteId === null) return [];
  const composedKey = [webhookId, type, data.id, action, createdAt].join(':');
  return [
    {
      dedupeKey: (headers['linear-delivery']?.trim() || composedKey).slice(0, 200),
      remoteId,
      isDeletion: type === 'Issue' && (action === 'remove' || data.trashed === true),
    },
  ];
}

function refused(reason: string): WebhookVerdict {
  return { kind: 'refused', reason };
}
