import { ClickUpProvider } from '../../../src/providers/clickup/index.js';
import type { TicketDraft } from '../../../src/providers/contract/index.js';
import { type ClickUpLab, type ClickUpLabOptions, startClickUpLab } from '../../../lab/index.js';
import * as harness from './adapter.harness.js';

export const USER = 'GET /api/v2/user';
export const TEAM = 'GET /api/v2/team';
export const CREATE = 'POST /api/v2/list/{list_id}/task';
export const LIST_TASKS = 'GET /api/v2/list/{list_id}/task';
export const TEAM_TASKS = 'GET /api/v2/team/{team_Id}/task';
export const TASK = 'GET /api/v2/task/{task_id}';
export const BULK_STATUS = 'GET /api/v2/task/bulk_time_in_status/task_ids';

const LIST = '901';

export class ClickUpHarness extends harness.AdapterHarness<ClickUpLab> {
  static async start(options: ClickUpLabOptions = {}): Promise<ClickUpHarness> {
    const lab = await startClickUpLab(options);
    return new ClickUpHarness({ lab, adapter: (parts) => new ClickUpProvider(parts), projectKey: LIST });
  }
}

export function aDraft(parts: Partial<TicketDraft> = {}): TicketDraft {
  return harness.aDraft(LIST, { labels: ['release'], ...parts });
}
