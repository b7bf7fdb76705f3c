import type { Role } from '../support/fixtures/team.fixture.js';
import type { ResourceKind } from '../support/fixtures/project-resources.js';

export interface ExpectedAccess {
  /** The least role in the project. SIGNED_IN: any account. ACCOUNT_TOKEN: any account, by a token of its own. */
  readonly role: Role | 'SIGNED_IN' | 'ACCOUNT_TOKEN';
  /** What ids lead to, by path; the rest by their names, as `releaseId`. */
  readonly ids?: Readonly<Record<string, ResourceKind>>;
  /** Values that its form needs, by path; the rest is filled by type. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Of these ids exactly one is given, the first unless it is another's turn. */
  readonly exactlyOneOf?: readonly string[];
}

const leadingTo = (kind: ResourceKind, path = 'input.id') => ({ ids: { [path]: kind } });

/** Every operation of the API and who may call it. One that is not here fails the walk: decide, then add it. */
export const OPERATIONS: Readonly<Record<string, ExpectedAccess>> = {
  // Access and activity
  viewer: { role: 'SIGNED_IN' },
  project: { role: 'VIEWER', ...leadingTo('project', 'id') },
  apiTokens: { role: 'VIEWER' },
  activity: { role: 'VIEWER' },
  createProject: { role: 'ACCOUNT_TOKEN' },
  updateProject: { role: 'EDITOR', ...leadingTo('project') },
  addMember: { role: 'OWNER', values: { 'input.email': 'new@example.com' } },
  changeMemberRole: { role: 'OWNER', values: { 'input.role': 'EDITOR' } },
  removeMember: { role: 'VIEWER', ...leadingTo('self', 'input.accountId') },
  createApiToken: { role: 'VIEWER', values: { 'input.role': 'VIEWER' } },
  revokeApiToken: { role: 'SIGNED_IN', ...leadingTo('ownToken', 'id') },

  // Integrations
  providers: { role: 'SIGNED_IN' },
  integrations: { role: 'VIEWER' },
  integration: { role: 'VIEWER', ...leadingTo('integration', 'id') },
  trackerProjects: { role: 'EDITOR' },
  trackerProjectSchema: { role: 'EDITOR' },
  trackerUsers: { role: 'EDITOR' },
  trackerLabels: { role: 'EDITOR' },
  verifyCredentials: { role: 'OWNER' },
  createIntegration: { role: 'OWNER' },
  updateIntegration: { role: 'OWNER', ...leadingTo('integration') },
  verifyIntegration: { role: 'OWNER', ...leadingTo('integration', 'id') },
  deleteIntegration: { role: 'OWNER', ...leadingTo('integration', 'id') },

  // Pm configs
  pmConfigs: { role: 'VIEWER' },
  pmConfig: { role: 'VIEWER', ...leadingTo('pmConfig', 'id') },
  previewPmConfig: { role: 'EDITOR', ...leadingTo('pmConfig') },
  createPmConfig: { role: 'EDITOR' },
  updatePmConfig: { role: 'EDITOR', ...leadingTo('pmConfig') },
  verifyPmConfig: { role: 'EDITOR', ...leadingTo('pmConfig', 'id') },
  deletePmConfig: { role: 'EDITOR', ...leadingTo('pmConfig', 'id') },

  // Tickets
  createTickets: {
    role: 'EDITOR',
    exactlyOneOf: ['input.integrationId', 'input.pmConfigId'],
    values: { 'input.tickets.0.parameters': {} },
  },
  ticketStatuses: { role: 'VIEWER' },

  // Release configs
  releaseConfigs: { role: 'VIEWER' },
  releaseConfig: { role: 'VIEWER', ...leadingTo('releaseConfig', 'id') },
  saveReleaseConfig: { role: 'EDITOR', ...leadingTo('releaseConfig') },
  deleteReleaseConfig: { role: 'EDITOR', ...leadingTo('releaseConfig', 'id') },

  // Releases
  releases: { role: 'VIEWER' },
  release: { role: 'VIEWER', ...leadingTo('release', 'id') },
  createRelease: { role: 'EDITOR' },
  updateRelease: { role: 'EDITOR', ...leadingTo('release') },
  changeReleaseStatus: { role: 'EDITOR', ...leadingTo('release'), values: { 'input.status': 'IN_PROGRESS' } },
  retryReleaseTickets: { role: 'EDITOR' },
  refreshReleaseTickets: { role: 'EDITOR' },
  linkReleaseTicket: {
    role: 'EDITOR',
    ...leadingTo('linkedRelease', 'input.releaseId'),
    values: { 'input.platform': 'WEB', 'input.ticketKey': 'SHOP-1' },
  },
  unlinkReleaseTicket: {
    role: 'EDITOR',
    ...leadingTo('linkedRelease', 'input.releaseId'),
    values: { 'input.platform': 'WEB' },
  },
};

const KIND_BY_NAME: Readonly<Record<string, ResourceKind>> = {
  projectId: 'project',
  integrationId: 'integration',
  pmConfigId: 'pmConfig',
  releaseConfigId: 'releaseConfig',
  releaseId: 'release',
  accountId: 'member',
};

/** What the id at this path leads to. */
export function resourceKindAt(name: string, path: string): ResourceKind {
  const kind = OPERATIONS[name]?.ids?.[path] ?? KIND_BY_NAME[path.split('.').at(-1)!];
  if (kind) return kind;
  throw new Error(`What does the id at ${path} of ${name} lead to? Add it to every-operation.table.ts.`);
}
