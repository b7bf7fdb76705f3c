import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderWebhooks, WebhookEvent, WebhookVerdict } from '../contract/index.js';

const resourceSchema = z.object({ gid: z.string().min(1), resource_type: z.string().nullish() });

const eventSchema = z.object({
  action: z.string().nullish(),
  created_at: z.string().nullish(),
  resource: resourceSchema,
  /** Of a comment: its task. Of a task: the project that it was put into, or taken out of. */
  parent: resourceSchema.nullish(),
});
type AsanaEvent = z.infer<typeof eventSchema>;

const bodySchema = z.object({ events: z.array(z.unknown()) });

/**
 * Signed over the raw body, in hex. The secret comes with the first request, which wants it back
 * (https://developers.asana.com/docs/webhooks-guide). No events are a heartbeat.
 */
export const ASANA_WEBHOOKS: ProviderWebhooks = {
  read(delivery, secret): WebhookVerdict {
    const offeredSecret = delivery.headers['x-hook-secret']?.trim();
    const signature = delivery.headers['x-hook-signature']?.trim();
    if (offeredSecret && signature === undefined) return handshake(offeredSecret);
    if (!secret) return refused('No signing secret is known for this webhook.');
    if (!isSigned(delivery.rawBody, signature ?? '', secret)) return refused('The signature is wrong.');
    const events = eventsIn(delivery.rawBody);
    return events ? { kind: 'events', isSigned: true, events } : refused('The body cannot be read.');
  },
};

function handshake(secret: string): WebhookVerdict {
  if (!/^[\x21-\x7e]{8,256}$/.test(secret)) return refused('The secret that is offered is none.');
  return { kind: 'handshake', headers: { 'x-hook-secret': secret }, body: null, secret };
}

function isSigned(rawBody: Buffer, signature: string, secret: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}

/** Null where the body is none of Asana's. An event that cannot be read says nothing of the others. */
function eventsIn(rawBody: Buffer): WebhookEvent[] | null {
  let body: unknown;
  try {
    body = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return null;
  }
  const { data } = bodySchema.safeParse(body);
  if (!data) return null;
  return data.events.flatMap((each) => {
    const event = eventSchema.safeParse(each).data;
    const remoteId = event ? taskOf(event) : null;
    if (!event || remoteId === null) return [];
    const isDeletion = event.action === 'deleted' && event.resource.resource_type === 'task';
    return [{ dedupeKey: dedupeKey(each), remoteId, isDeletion }];
  });
}

/** Projects, sections and the like say nothing about a ticket. */
function taskOf({ resource, parent }: AsanaEvent): string | null {
  if (resource.resource_type === 'task') return resource.gid;
  return parent?.resource_type === 'task' ? parent.gid : null;
}

/** Asana numbers neither deliveries nor events: the same one sent again has the same content, its time included. */
function dedupeKey(event: unknown): string {
  return createHash('sha256').update(JSON.stringify(event)).digest('hex');
}

function refused(reason: string): WebhookVerdict {
  return { kind: 'refused', reason };
}
