import type { TicketDraft } from '../../../src/providers/contract/index.js';
import { LinearProvider } from '../../../src/providers/linear/index.js';
import { type LinearLab, type LinearLabOptions, startLinearLab } from '../../../lab/index.js';
import * as harness from './adapter.harness.js';

export const BATCH = 'mutation issueBatchCreate';
export const SINGLE = 'mutation issueCreate';
export const ISSUES = 'query issues';
export const ISSUE = 'query issue';
export const TEAMS = 'query teams';
export const LABELS = 'query issueLabels';
export const MAKE_LABEL = 'mutation issueLabelCreate';

const TEAM = 'SHOP';

export class LinearHarness extends harness.AdapterHarness<LinearLab> {
  static async start(options: LinearLabOptions = {}): Promise<LinearHarness> {
    const lab = await startLinearLab(options);
    return new LinearHarness({ lab, adapter: (parts) => new LinearProvider(parts), projectKey: TEAM });
  }
}

export function aDraft(parts: Partial<TicketDraft> = {}): TicketDraft {
  return harness.aDraft(TEAM, parts);
}
