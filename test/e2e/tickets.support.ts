import { randomUUID } from 'node:crypto';
import type { GraphqlAnswer } from '../support/app.js';
import { CREATE_TICKETS } from '../support/ticket-operations.js';
import type { ReleaseBench } from './releases.support.js';

const ACTIVITY = `query ($projectId: ID!) { activity(projectId: $projectId, first: 100) {
  edges { node { action summary details releaseId actor { kind } } } } }`;

/** One ticket for the web in the lab's project. */
export function aTicket(more: object = {}, parameters: object | null = {}) {
  return {
    platform: 'WEB',
    title: 'Renew the certificate',
    ...(parameters && { parameters: { projectKey: 'SHOP', ...parameters } }),
    ...more,
  };
}

/** Requests for tickets, as the project's editor. */
export class TicketRequestsOf {
  constructor(private readonly bench: ReleaseBench) {}

  /** By the connected Jira, with a new key, unless `more` says otherwise. */
  input(more: object = {}) {
    const { integrationId } = this.bench;
    const isByConfig = 'pmConfigId' in more;
    return {
      ...(!isByConfig && { integrationId }),
      tickets: [aTicket()],
      idempotencyKey: randomUUID(),
      ...more,
    };
  }

  async create(more: object = {}): Promise<any[]> {
    return (await this.bench.run(CREATE_TICKETS, { input: this.input(more) })).createTickets;
  }

  tryCreate(more: object = {}): Promise<GraphqlAnswer> {
    return this.bench.graphql(CREATE_TICKETS, { input: this.input(more) });
  }

  /** What the project's activity tells, newest first. */
  async activity(): Promise<any[]> {
    const { projectId } = this.bench;
    const { activity } = await this.bench.run(ACTIVITY, { projectId });
    return activity.edges.map(({ node }: any) => node);
  }

  /** What is kept for the tickets of a key, by platform; nothing of what was erased. */
  async keptContent(idempotencyKey: string): Promise<Record<string, unknown>> {
    const { rows } = await this.bench.sql((client) =>
      client.query(
        `select o.platform, d.content from ticket_requests r
         join ticket_operations o on o.owner_id = r.id join ticket_drafts d on d.operation_id = o.id
         where r.idempotency_key = $1`,
        [idempotencyKey],
      ),
    );
    return Object.fromEntries(rows.map(({ platform, content }) => [platform, content]));
  }
}

/** By platform: `{ WEB: 'CREATED' }`. */
export function outcomesOf(creations: readonly any[]): Record<string, string> {
  return Object.fromEntries(creations.map(({ platform, outcome }) => [platform, outcome]));
}
