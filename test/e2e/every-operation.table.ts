import type { Role } from '../support/people.js';
import type { Thing } from '../support/world.js';

export interface Expected {
  /** The least role in the project. SIGNED_IN: any account. ACCOUNT_TOKEN: any account, by a token of its own. */
  readonly role: Role | 'SIGNED_IN' | 'ACCOUNT_TOKEN';
  /** What ids lead to, by path; the rest by their names, as `releaseId`. */
  readonly ids?: Readonly<Record<string, Thing>>;
  /** Values that its form needs, by path; the rest is filled by type. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Of these ids exactly one is given, the first unless it is another's turn. */
  readonly either?: readonly string[];
}

const own = (thing: Thing, path = 'input.id') => ({ ids: { [path]: thing } });

/** Every operation of the API and who may call it. One that is not here fails the walk: decide, then add it. */
export const OPERATIONS: Readonly<Record<string, Expected>> = {
  // Access and activity
  viewer: { role: 'SIGNED_IN' },
  project: { role: 'VIEWER', ...own('project', 'id') },
  apiTokens: { role: 'VIEWER' },
  activity: { role: 'VIEWER' },
  createProject: { role: 'ACCOUNT_TOKEN' },
  updateProject: { role: 'EDITOR', ...own('project') },
  addMember: { role: 'OWNER', values: { 'input.email': 'new@example.com' } },
  changeMemberRole: { role: 'OWNER', values: { 'input.role': 'EDITOR' } },
  removeMember: { role: 'VIEWER', ...own('oneself', 'input.accountId') },
  createApiToken: { role: 'VIEWER', values: { 'input.role': 'VIEWER' } },
  revokeApiToken: { role: 'SIGNED_IN', ...own('ownToken', 'id') },

  // Integrations
  providers: { role: 'SIGNED_IN' },
  integrations: { role: 'VIEWER' },
  integration: { role: 'VIEWER', ...own('integration', 'id') },
  trackerProjects: { role: 'EDITOR' },
  trackerProjectSchema: { role: 'EDITOR' },
  trackerUsers: { role: 'EDITOR' },
  trackerLabels: { role: 'EDITOR' },
  verifyCredentials: { role: 'OWNER' },
  createIntegration: { role: 'OWNER' },
  updateIntegration: { role: 'OWNER', ...own('integration') },
  verifyIntegration: { role: 'OWNER', ...own('integration', 'id') },
  deleteIntegration: { role: 'OWNER', ...own('integration', 'id') },

  // Pm configs
  pmConfigs: { role: 'VIEWER' },
  pmConfig: { role: 'VIEWER', ...own('pmConfig', 'id') },
  previewPmConfig: { role: 'EDITOR', ...own('pmConfig') },
  createPmConfig: { role: 'EDITOR' },
  updatePmConfig: { role: 'EDITOR', ...own('pmConfig') },
  verifyPmConfig: { role: 'EDITOR', ...own('pmConfig', 'id') },
  deletePmConfig: { role: 'EDITOR', ...own('pmConfig', 'id') },

  // Tickets
  createTickets: {
    role: 'EDITOR',
    either: ['input.integrationId', 'input.pmConfigId'],
    values: { 'input.tickets.0.parameters': {} },
  },
  ticketStatuses: { role: 'VIEWER' },

  // Release configs
  releaseConfigs: { role: 'VIEWER' },
  releaseConfig: { role: 'VIEWER', ...own('releaseConfig', 'id') },
  saveReleaseConfig: { role: 'EDITOR', ...own('releaseConfig') },
  deleteReleaseConfig: { role: 'EDITOR', ...own('releaseConfig', 'id') },

  // Releases
  releases: { role: 'VIEWER' },
  release: { role: 'VIEWER', ...own('release', 'id') },
  createRelease: { role: 'EDITOR' },
  updateRelease: { role: 'EDITOR', ...own('release') },
  changeReleaseStatus: { role: 'EDITOR', ...own('release'), values: { 'input.status': 'IN_PROGRESS' } },
  retryReleaseTickets: { role: 'EDITOR' },
  refreshReleaseTickets: { role: 'EDITOR' },
  linkReleaseTicket: {
    role: 'EDITOR',
    ...own('followingRelease', 'input.releaseId'),
    values: { 'input.platform': 'WEB', 'input.ticketKey': 'SHOP-1' },
  },
  unlinkReleaseTicket: {
    role: 'EDITOR',
    ...own('followingRelease', 'input.releaseId'),
    values: { 'input.platform': 'WEB' },
  },
};

const BY_NAME: Readonly<Record<string, Thing>> = {
  projectId: 'project',
  integrationId: 'integration',
  pmConfigId: 'pmConfig',
  releaseConfigId: 'releaseConfig',
  releaseId: 'release',
  accountId: 'member',
};

/** What the id at this path leads to. */
export function thingAt(name: string, path: string): Thing {
  const thing = OPERATIONS[name]?.ids?.[path] ?? BY_NAME[path.split('.').at(-1)!];
  if (thing) return thing;
  throw new Error(`What does the id at ${path} of ${name} lead to? Tell every-operation.table.ts.`);
}
