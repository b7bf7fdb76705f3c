import {
  type ProjectSchema,
  ProviderError,
  ProviderFailure,
  type RemoteProject,
  type RemoteProjectQuery,
  type RemoteSearch,
  type RemoteUser,
} from '../contract/index.js';
import { type Filter, type LinearApi } from './linear.api.js';
import { teamKey } from './linear.keys.js';
import { labelRules, labelsOfTeam } from './linear.labels.rules.js';
import { inWorkflowOrder, projectOf, statusOf } from './linear.mapping.js';

/** Pages of a list that is searched: what is not found by then must be searched for more narrowly. */
const PAGES_MAX = 20;

/** Teams. Retired ones take no issues. */
export async function listProjects(
  api: LinearApi,
  address: string,
  { search, first }: RemoteProjectQuery,
): Promise<RemoteProject[]> {
  const projects: RemoteProject[] = [];
  const filter = search?.trim() ? containsFilter(search.trim(), ['name', 'key']) : {};
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX && projects.length < first; page += 1) {
    const { teams, organization } = await api.teams(filter, first - projects.length, after);
    const activeTeams = teams.nodes.filter(({ retiredAt }) => !retiredAt);
    projects.push(...activeTeams.map((team) => projectOf(address, organization.urlKey, team)));
    after = teams.pageInfo?.hasNextPage ? (teams.pageInfo.endCursor ?? null) : null;
    if (after === null) break;
  }
  return projects.slice(0, first);
}

/** A team's states and priorities. Nothing but a title is ever required, and there are no kinds of issues. */
export async function describeProject(api: LinearApi, address: string, key: string): Promise<ProjectSchema> {
  const teamKeyChecked = requireTeamKey(key);
  const [known, states, labels] = await Promise.all([
    api.team(teamKeyChecked),
    api.states(teamKeyChecked),
    api.labels(labelsOfTeam(teamKeyChecked)),
  ]);
  if (!known) throw unknownTeam(teamKeyChecked);
  return {
    project: projectOf(address, known.urlKey, known.team),
    issueTypes: [],
    ticketShape: { requiredFields: [], settableFields: [], unsupportedFields: [] },
    statuses: inWorkflowOrder(states).map(statusOf),
    priorities: known.priorities.map(({ label }) => label),
    labelRules: labelRules(labels),
    missingPermissions: [],
  };
}

/** Members of the team. */
export async function searchUsers(
  api: LinearApi,
  { projectKey, search, first }: RemoteSearch,
): Promise<RemoteUser[]> {
  const key = requireTeamKey(projectKey);
  const active = { active: { eq: true } };
  const named = search.trim() ? containsFilter(search.trim(), ['name', 'displayName', 'email']) : {};
  const members = await api.members(key, { and: [active, named] }, first);
  if (!members) throw unknownTeam(key);
  return members.map(({ id, name, email }) => ({ remoteId: id, name, email: email ?? null })).slice(0, first);
}

/** Those that an issue of the team can have. */
export async function searchLabels(
  api: LinearApi,
  { projectKey, search, first }: RemoteSearch,
): Promise<string[]> {
  const named = search.trim() ? [containsFilter(search.trim(), ['name'])] : [];
  const filter = { and: [labelsOfTeam(requireTeamKey(projectKey)), { isGroup: { eq: false } }, ...named] };
  const names = new Map<string, string>();
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX && names.size < first; page += 1) {
    const { nodes, pageInfo } = await api.labelPage(filter, first, after);
    for (const { name, retiredAt } of nodes) if (!retiredAt) names.set(name.toLowerCase(), name);
    after = pageInfo?.hasNextPage ? (pageInfo.endCursor ?? null) : null;
    if (after === null) break;
  }
  return [...names.values()].slice(0, first);
}

function containsFilter(text: string, fields: readonly string[]): Filter {
  return { or: fields.map((field) => ({ [field]: { containsIgnoreCase: text } })) };
}

function requireTeamKey(key: string): string {
  const checked = teamKey(key);
  if (!checked) throw unknownTeam(key);
  return checked;
}

function unknownTeam(key: string): ProviderError {
  const words = `There is no Linear team ${key}, or it is hidden from this account.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, {
    fields: [{ path: 'teamId', message: words }],
  });
}
