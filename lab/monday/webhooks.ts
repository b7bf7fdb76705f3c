import { createHmac, randomUUID } from 'node:crypto';
import type { LabItem } from './item.js';

/** A request as monday.com would send it to a webhook's address. */
export interface MondayDelivery {
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeliveryOptions {
  /** `update_column_value`, `delete_pulse`, `archive_pulse`, `create_pulse`, … */
  readonly type: string;
  /** The app's signing secret; webhooks made with a personal token carry no signature. */
  readonly secret?: string;
  readonly now: number;
}

export function itemDelivery(item: LabItem, { type, secret, now }: DeliveryOptions): MondayDelivery {
  const event = {
    type,
    userId: Number(item.creator.id),
    originalTriggerUuid: null,
    boardId: Number(item.board.id),
    groupId: item.groupId,
    // Deletions name the item otherwise than changes do.
    ...(type === 'delete_pulse'
      ? { itemId: Number(item.id), itemName: item.name }
      : { pulseId: Number(item.id), pulseName: item.name }),
    triggerTime: new Date(now).toISOString(),
    subscriptionId: 73_759_690,
    triggerUuid: randomUUID().replaceAll('-', ''),
  };
  return delivery({ event }, secret, now);
}

/** Sent when a webhook is made: the address must answer with the same body. */
export function challengeDelivery(): MondayDelivery {
  return delivery({ challenge: randomUUID() }, undefined, 0);
}

function delivery(body: object, secret: string | undefined, now: number): MondayDelivery {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (secret !== undefined) headers['authorization'] = signedToken(secret, now);
  return { rawBody: Buffer.from(JSON.stringify(body)), headers };
}

/** A JWT of the sender; it does not cover the body. */
function signedToken(secret: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    accountId: 1,
    userId: 77_001,
    aud: 'https://delivr.example.test',
    iat: seconds,
    exp: seconds + 300,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
