import { AsanaProvider } from '../../../src/providers/asana/index.js';
import type { ConnectionValues, PmConnection, TicketDraft } from '../../../src/providers/contract/index.js';
import type { AdapterFactory } from '../../../src/providers/providers.module.js';
import { type AsanaLab, type AsanaLabOptions, startAsanaLab } from '../../../lab/index.js';
import { AdapterHarness } from './adapter.harness.js';

export { TIMEOUT_MS } from './adapter.harness.js';

export const CREATE = 'POST /tasks';
export const LIST = 'GET /tasks';
export const BATCH = 'POST /batch';
export const PROJECT = 'GET /projects/{project_gid}';
export const TYPEAHEAD = 'GET /workspaces/{workspace_gid}/typeahead';
export const TAGS = 'GET /workspaces/{workspace_gid}/tags';
export const MAKE_TAG = 'POST /workspaces/{workspace_gid}/tags';

export class AsanaHarness extends AdapterHarness<AsanaLab> {
  static async start(options: AsanaLabOptions = {}): Promise<AsanaHarness> {
    const lab = await startAsanaLab(options);
    const adapter: AdapterFactory = (parts) => new AsanaProvider(parts);
    return new AsanaHarness({ lab, adapter, projectKey: lab.project().gid });
  }

  override connect(values?: ConnectionValues): Required<PmConnection> {
    return super.connect(values) as Required<PmConnection>;
  }

  /** Into the first project. */
  override draft(parts: Partial<TicketDraft> = {}): TicketDraft {
    return super.draft({ description: 'Notes', ...parts });
  }

  /** Gids of tasks that must be made. */
  async createTickets(
    connection: PmConnection,
    count: number,
    parts: Partial<TicketDraft> = {},
  ): Promise<string[]> {
    const gids: string[] = [];
    while (gids.length < count) {
      const some = Math.min(10, count - gids.length);
      const outcomes = await connection.createTickets(Array.from({ length: some }, () => this.draft(parts)));
      for (const outcome of outcomes) {
        if (outcome.kind !== 'created') throw new Error(outcome.error.message);
        gids.push(outcome.ticket.remoteId);
      }
    }
    return gids;
  }
}
