import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderWebhooks, WebhookDelivery, WebhookEvent, WebhookVerdict } from '../contract/index.js';

const id = z.union([z.string().regex(/^[0-9]{1,18}$/), z.number().int()]).transform(String);

/** What of a delivery is used: which ticket, and what tells this event from others. */
const deliverySchema = z.object({
  webhookEvent: z.string().min(1).max(100),
  timestamp: z.number().nullish(),
  issue: z.object({ id }).nullish(),
  changelog: z.object({ id: z.union([z.string(), z.number()]).transform(String) }).nullish(),
});

/**
 * What was set up with a secret is signed (`X-Hub-Signature`, HMAC-SHA256 of the bytes). Where none was, as in versions of
 * Data Center that cannot sign, the address is the secret.
 */
export const jiraWebhooks: ProviderWebhooks = {
  read(delivery, secret) {
    const signature = delivery.headers['x-hub-signature'];
    if (secret !== null && !isSignedBy(secret, signature ?? '', delivery.rawBody))
      return refused('The signature is not that of our secret.');
    const body = deliverySchema.safeParse(jsonOf(delivery.rawBody));
    if (!body.success) return refused('The body is none of Jira’s.');
    return { kind: 'events', isSigned: secret !== null, events: [eventOf(body.data, delivery)] };
  },
};

function refused(reason: string): WebhookVerdict {
  return { kind: 'refused', reason };
}

function isSignedBy(secret: string, signature: string, rawBody: Buffer): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`);
  const given = Buffer.from(signature.trim().toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function eventOf(body: z.infer<typeof deliverySchema>, delivery: WebhookDelivery): WebhookEvent {
  const { webhookEvent, issue } = body;
  return {
    dedupeKey: dedupeKey(body, delivery),
    remoteId: issue?.id ?? null,
    isDeletion: webhookEvent === 'jira:issue_deleted',
  };
}

/** Cloud numbers its deliveries, the same again for another try; otherwise the event's own numbers tell it apart. */
function dedupeKey(
  { webhookEvent, timestamp, issue, changelog }: z.infer<typeof deliverySchema>,
  { headers, rawBody }: WebhookDelivery,
): string {
  const given = headers['x-atlassian-webhook-identifier'];
  if (given && given.length <= 150) return `delivery ${given}`;
  if (timestamp == null) return `body ${createHash('sha256').update(rawBody).digest('hex')}`;
  return `${webhookEvent} ${issue?.id ?? '-'} ${timestamp} ${changelog?.id ?? '-'}`.slice(0, 200);
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}
