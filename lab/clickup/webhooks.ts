import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { LabListStatus, LabUser } from './model.js';
import type { LabTask } from './task.js';

/** Answers are waited for so long (milliseconds), and an event is sent so often. */
const DELIVERY_TIMEOUT_MS = 7_000;
const ATTEMPTS = 5;
/** So many failures in a row suspend a webhook. */
const FAILURES_MAX = 100;

export interface LabWebhook {
  readonly id: string;
  readonly user: LabUser;
  readonly teamId: string;
  readonly secret: string;
  /** Null: everything in the workspace. */
  readonly listId: string | null;
  endpoint: string;
  events: readonly string[];
  status: 'active' | 'failing' | 'suspended';
  failCount: number;
}

/** Delivers events to registered webhooks: signed, repeated where nobody answers, and never again after 410. */
export class Webhooks {
  readonly all: LabWebhook[] = [];
  private readonly sending = new Set<Promise<void>>();
  /** Between two tries of one event. */
  retryAfterMs = 50;

  register(
    user: LabUser,
    teamId: string,
    endpoint: string,
    events: readonly string[],
    listId: string | null,
  ) {
    const made: LabWebhook = {
      ...{ id: randomUUID(), user, teamId, endpoint, events, listId },
      ...{ secret: randomBytes(32).toString('hex').toUpperCase(), status: 'active', failCount: 0 },
    };
    this.all.push(made);
    return made;
  }

  remove(webhook: LabWebhook): void {
    this.all.splice(this.all.indexOf(webhook), 1);
  }

  send(event: string, task: LabTask, by: LabUser, now: number, before: LabListStatus | null): void {
    for (const webhook of this.all) {
      const isHere = webhook.teamId === task.list.space.team.id;
      const isOurs = webhook.listId === null || webhook.listId === task.list.id;
      const isWanted = webhook.events.includes('*') || webhook.events.includes(event);
      if (!isHere || !isOurs || !isWanted || webhook.status === 'suspended') continue;
      const sent = this.deliver(webhook, JSON.stringify(bodyOf(webhook, event, task, by, now, before)));
      this.sending.add(sent);
      void sent.finally(() => this.sending.delete(sent));
    }
  }

  /** Until nothing is on its way any more. */
  async untilIdle(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending);
  }

  private async deliver(webhook: LabWebhook, body: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const status = await post(webhook, body);
      if (status >= 200 && status < 300) {
        webhook.failCount = 0;
        webhook.status = 'active';
        return;
      }
      if (status === 410) return void (webhook.status = 'suspended');
      if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, this.retryAfterMs));
    }
    webhook.failCount += 1;
    webhook.status = webhook.failCount >= FAILURES_MAX ? 'suspended' : 'failing';
  }
}

/** 0: no answer. */
async function post({ endpoint, secret }: LabWebhook, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-signature': signatureOf(body, secret) };
  const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
  return fetch(endpoint, { method: 'POST', body, headers, signal, redirect: 'manual' }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Hexadecimal, without a word before it. */
export function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

function bodyOf(
  webhook: LabWebhook,
  event: string,
  task: LabTask,
  by: LabUser,
  now: number,
  before: LabListStatus | null,
) {
  const named = { event, task_id: task.id, webhook_id: webhook.id };
  if (event === 'taskDeleted') return named;
  const change = {
    ...{ id: String(now) + String(Math.floor(Math.random() * 1e6)), type: 1, date: String(now) },
    ...{ field: event === 'taskStatusUpdated' ? 'status' : 'content', parent_id: task.list.id },
    data: { status_type: task.status.type },
    user: { id: by.id, username: by.username, email: by.email },
    ...{ before, after: task.status },
  };
  return { ...named, history_items: [change] };
}
