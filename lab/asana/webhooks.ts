import { createHmac, randomBytes } from 'node:crypto';
import type { LabEvent } from './model.js';
import { eventJson } from './search.routes.js';

interface Webhook {
  readonly resource: string;
  readonly target: string;
  readonly secret: string;
  readonly waiting: LabEvent[];
}

/** One request as Asana sends it. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What Asana sends to others. Nothing is sent by itself: the test says when. */
export class AsanaWebhooks {
  private readonly webhooks: Webhook[] = [];

  /** Tries the address out first. @throws where it does not give the secret back. */
  async establish(resource: string, target: string): Promise<string> {
    const secret = randomBytes(32).toString('hex');
    const answer = await fetch(target, { method: 'POST', ...handshake(secret) });
    await answer.arrayBuffer();
    const echoed = answer.headers.get('x-hook-secret');
    if (![200, 204].includes(answer.status) || echoed !== secret)
      throw new Error(`The remote server did not respond with the handshake secret (${answer.status}).`);
    this.webhooks.push({ resource, target, secret, waiting: [] });
    return secret;
  }

  /** Something happened. */
  note(event: LabEvent): void {
    for (const { resource, waiting } of this.webhooks) {
      if (event.projectGids.includes(resource)) waiting.push(event);
    }
  }

  /** Sends what waits; without anything, the heartbeat. Answers with the statuses that came back. */
  async deliver(): Promise<number[]> {
    const statuses: number[] = [];
    for (const { target, secret, waiting } of this.webhooks) {
      const events = waiting.splice(0).map(eventJson);
      const answer = await fetch(target, { method: 'POST', ...signed({ events }, secret) });
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    return statuses;
  }
}

export function handshake(secret: string): WebhookRequest {
  return { headers: { 'x-hook-secret': secret }, body: '' };
}

export function signed(content: object, secret: string): WebhookRequest {
  const body = JSON.stringify(content);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { headers: { 'content-type': 'application/json', 'x-hook-signature': signature }, body };
}
