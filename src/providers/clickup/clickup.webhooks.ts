import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderWebhooks, WebhookDelivery, WebhookEvent, WebhookVerdict } from '../contract/index.js';

/** Hexadecimal, over the bytes of the body, without a word before it. */
const SIGNATURE = 'x-signature';

const bodySchema = z.object({
  event: z.string().min(1),
  task_id: z.string().nullish(),
  webhook_id: z.string().nullish(),
  history_items: z.array(z.object({ id: z.union([z.string(), z.number()]).nullish() })).nullish(),
});
type Body = z.infer<typeof bodySchema>;

export const webhooks: ProviderWebhooks = { read };

function read(delivery: WebhookDelivery, secret: string | null): WebhookVerdict {
  if (!secret) return { kind: 'refused', reason: 'No secret is known to check the signature with.' };
  if (!isSigned(delivery, secret)) return { kind: 'refused', reason: 'The signature is missing or wrong.' };
  const body = parsed(delivery.rawBody);
  if (!body) return { kind: 'refused', reason: 'The body cannot be read.' };
  return { kind: 'events', isSigned: true, events: eventsOf(body, delivery.rawBody) };
}

function isSigned({ rawBody, headers }: WebhookDelivery, secret: string): boolean {
  const given = Buffer.from((headers[SIGNATURE] ?? '').trim().toLowerCase(), 'utf8');
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('hex'), 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** One delivery tells of one change. Goals and the like are nothing to tickets; a list that is gone takes its tasks along. */
function eventsOf(body: Body, rawBody: Buffer): WebhookEvent[] {
  if (!/^(task|list|folder|space)/.test(body.event)) return [];
  const remoteId = body.task_id || null;
  return [{ dedupeKey: keyOf(body, rawBody), remoteId, isDeletion: body.event === 'taskDeleted' }];
}

/** One change comes as several events (`taskUpdated`, `taskStatusUpdated`), each with the same items of its history. */
function keyOf({ event, webhook_id: webhook, history_items: items }: Body, rawBody: Buffer): string {
  const ids = (items ?? []).flatMap(({ id }) => (id === null || id === undefined ? [] : [String(id)]));
  const what = ids.length > 0 ? JSON.stringify([webhook ?? '', event, ...ids.sort()]) : rawBody;
  return `${event.slice(0, 60)}:${createHash('sha256').update(what).digest('hex')}`;
}

function parsed(rawBody: Buffer): Body | null {
  try {
    const body = bodySchema.safeParse(JSON.parse(rawBody.toString('utf8')));
    return body.success ? body.data : null;
  } catch {
    return null;
  }
}
