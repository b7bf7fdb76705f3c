import { createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../../../src/providers/contract/index.js';

interface Node {
  readonly text?: string;
  readonly content?: readonly Node[];
}

/** The texts of an Atlassian document, in reading order. */
export function adfText(node: unknown): string[] {
  const { text, content = [] } = (node ?? {}) as Node;
  return [...(text === undefined ? [] : [text]), ...content.flatMap(adfText)];
}

let changes = 0;

/** What a webhook that an administrator made with a secret sends; the change is another one each time. */
export function signedWebhook(
  webhookEvent: string,
  issue: { readonly id: string; readonly key: string },
  secret: string,
): WebhookDelivery {
  const receivedAt = new Date();
  changes += 1;
  const body = {
    timestamp: receivedAt.getTime(),
    webhookEvent,
    issue_event_type_name: 'issue_generic',
    issue: { id: issue.id, key: issue.key, fields: {} },
    ...(webhookEvent === 'jira:issue_updated' && {
      changelog: { id: String(changes), items: [{ field: 'status', toString: 'Done' }] },
    }),
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', secret).update(rawBody).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-atlassian-webhook-identifier': `lab-${changes}`,
    'x-hub-signature': `sha256=${signature}`,
  };
  return { rawBody, headers, receivedAt };
}
