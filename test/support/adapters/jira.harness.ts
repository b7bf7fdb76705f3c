import { randomUUID } from 'node:crypto';
import type { ConnectionValues, TicketDraft } from '../../../src/providers/contract/index.js';
import type { AdapterFactory } from '../../../src/providers/providers.module.js';
import { JiraProvider } from '../../../src/providers/jira/index.js';
import type { JiraLab } from '../../../lab/index.js';
import * as harnesses from './adapter.harness.js';

export { TIMEOUT_MS } from './adapter.harness.js';

const PROJECT = 'SHOP';

type AnyJiraLab = JiraLab & { readonly credentials: object };

export class JiraHarness<L extends AnyJiraLab> extends harnesses.AdapterHarness<L> {
  /** @param values what is needed beside the address and the lab's credentials. */
  constructor(lab: L, values: ConnectionValues = {}, timeoutMs = harnesses.TIMEOUT_MS, gateway?: string) {
    const adapter: AdapterFactory = (parts) => new JiraProvider({ ...parts, ...(gateway && { gateway }) });
    super({ lab, adapter, projectKey: PROJECT, values, timeoutMs });
  }
}

/** Longer than anything takes that is not meant to. */
const WARM_UP_TIMEOUT_MS = 60_000;

/**
 * The lab compiles the contract of an operation at its first call, which takes longer on a busy machine than a test lets
 * a tracker take. On a site that nobody looks at.
 */
export async function warmUp<L extends AnyJiraLab>(lab: L, values: ConnectionValues = {}): Promise<void> {
  const harness = new JiraHarness(lab, values, WARM_UP_TIMEOUT_MS);
  const connection = harness.connect();
  await connection.whoAmI();
  await connection.listProjects({ search: null, first: 1 });
  await connection.describeProject('SHOP');
  const [outcome] = await connection.createTickets([aDraft()]);
  if (outcome?.kind !== 'created') throw outcome?.error ?? new Error('Nothing was made.');
  const { remoteId } = outcome.ticket;
  await connection.getTickets([remoteId, '4711']);
  await connection.findTickets([harness.lookup(outcome.operationId), harness.lookup(randomUUID())]);
  await connection.searchUsers?.({ projectKey: 'SHOP', search: '', first: 1 });
  for (const search of ['', 'x']) await connection.searchLabels?.({ projectKey: 'SHOP', search, first: 1 });
  await connection.transition?.(remoteId, { status: 'Done', fields: null });
  await connection.comment?.(remoteId, { id: randomUUID(), body: 'Hello.' });
  await connection.putExternalLink?.(remoteId, {
    id: '1',
    url: 'https://ci.example.test/1',
    title: 'Build 1',
  });
  await harness.stop();
}

export function aDraft(parts: Partial<TicketDraft> = {}): TicketDraft {
  return harnesses.aDraft(PROJECT, { labels: ['release'], ...parts });
}

export function threeDrafts(): [TicketDraft, TicketDraft, TicketDraft] {
  return [aDraft({ title: 'Android' }), aDraft({ title: 'iOS' }), aDraft({ title: 'Web' })];
}
