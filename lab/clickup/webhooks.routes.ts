import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from './errors.js';
import type { View, ViewHandler } from './view.js';
import type { LabWebhook } from './webhooks.js';

export function webhookRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /api/v2/team/{team_id}/webhook', as(list)),
    route('POST /api/v2/team/{team_id}/webhook', as(register)),
    route('PUT /api/v2/webhook/{webhook_id}', as(update)),
    route('DELETE /api/v2/webhook/{webhook_id}', as(remove)),
  ];
}

function list(view: View): LabResponse {
  const { id } = view.team(view.param('team_id'));
  const own = view.site.webhooks.all.filter((one) => one.teamId === id && one.user === view.user);
  return json(200, { webhooks: own.map(webhookJson) });
}

function register(view: View): LabResponse {
  const { id: teamId } = view.team(view.param('team_id'));
  const body = view.body();
  const endpoint = endpointOf(body);
  const events = eventsOf(body);
  const listId = body['list_id'] === undefined ? null : view.list(String(body['list_id'])).id;
  const { webhooks } = view.site;
  if (webhooks.all.some((one) => one.endpoint === endpoint && one.listId === listId)) {
    throw refuse(400, 'Webhook configuration already exists', 'OAUTH_171');
  }
  const made = webhooks.register(view.user, teamId, endpoint, events, listId);
  return json(200, { id: made.id, webhook: webhookJson(made) });
}

/** Also how one that was suspended is brought back. */
function update(view: View): LabResponse {
  const webhook = ownWebhook(view);
  const body = view.body();
  webhook.endpoint = endpointOf(body);
  webhook.events = eventsOf(body);
  if (body['status'] === 'active') Object.assign(webhook, { status: 'active', failCount: 0 });
  return json(200, { id: webhook.id, webhook: webhookJson(webhook) });
}

function remove(view: View): LabResponse {
  view.site.webhooks.remove(ownWebhook(view));
  return json(200, {});
}

function ownWebhook(view: View): LabWebhook {
  const id = view.param('webhook_id');
  const found = view.site.webhooks.all.find((one) => one.id === id && one.user === view.user);
  if (!found) throw refuse(404, 'Webhook not found', 'OAUTH_170');
  return found;
}

function endpointOf({ endpoint }: Record<string, unknown>): string {
  if (typeof endpoint === 'string' && /^https?:/.test(endpoint) && URL.canParse(endpoint)) return endpoint;
  throw refuse(400, 'Endpoint invalid', 'OAUTH_172');
}

function eventsOf({ events }: Record<string, unknown>): string[] {
  const given = Array.isArray(events) ? events : [events];
  if (given.length > 0 && given.every((event) => typeof event === 'string')) return given;
  throw refuse(400, 'Events invalid', 'OAUTH_173');
}

function webhookJson({ id, user, teamId, endpoint, events, listId, secret, status, failCount }: LabWebhook) {
  return {
    ...{ id, userid: user.id, team_id: Number(teamId), endpoint, client_id: 'lab', events, secret },
    ...{ task_id: null, list_id: listId, folder_id: null, space_id: null },
    health: { status, fail_count: failCount },
  };
}
