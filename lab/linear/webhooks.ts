import { createHmac, randomUUID } from 'node:crypto';
import type { LinearLabIssue } from './issue.js';
import type { LinearWorkspace } from './workspace.js';

export interface LinearDelivery {
  readonly rawBody: Buffer;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeliveryOptions {
  readonly secret: string;
  readonly action: 'create' | 'update' | 'remove';
  /** When it was sent, milliseconds since 1970; default: now. */
  readonly at?: number;
  /** Of a delivery that is sent again. */
  readonly deliveryId?: string;
}

/** What Linear would send about an issue. */
export function issueDelivery(
  workspace: LinearWorkspace,
  issue: LinearLabIssue,
  { secret, action, at = workspace.now(), deliveryId = randomUUID() }: DeliveryOptions,
): LinearDelivery {
  const { id, identifier, number, title, priority, state, team, labelIds, updatedAt, archivedAt } = issue;
  const { id: stateId, name, type, color } = state;
  const url = workspace.urlOf(issue);
  const data = {
    ...{ id, identifier, number, title, priority, stateId, state: { id: stateId, name, type, color }, url },
    ...{ teamId: team.id, team: { id: team.id, key: team.key, name: team.name }, labelIds, updatedAt },
    ...(archivedAt === null ? {} : { archivedAt, trashed: issue.trashed }),
  };
  const body = {
    ...{ action, type: 'Issue', createdAt: new Date(at).toISOString(), data, url },
    ...(action === 'update' ? { updatedFrom: { updatedAt: issue.createdAt } } : {}),
    ...{ organizationId: workspace.id, webhookId: randomUUID(), webhookTimestamp: at },
  };
  return signed(JSON.stringify(body), secret, { 'linear-event': 'Issue', 'linear-delivery': deliveryId });
}

function signed(body: string, secret: string, headers: Record<string, string>): LinearDelivery {
  const rawBody = Buffer.from(body);
  const signature = createHmac('sha256', secret).update(rawBody).digest('hex');
  return {
    rawBody,
    headers: { 'content-type': 'application/json; charset=utf-8', 'linear-signature': signature, ...headers },
  };
}
