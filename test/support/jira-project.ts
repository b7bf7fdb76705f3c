import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import type { Answering } from './app.js';

const CREATE_PROJECT = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { id } }`;
const CREATE_INTEGRATION = `mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }`;

/** A project with one connected Jira, the ground of most tests. */
export interface JiraGround {
  readonly lab: JiraCloudLab;
  readonly projectId: string;
  readonly integrationId: string;
}

export async function aProject(app: Answering, name = 'Shop'): Promise<string> {
  const { createProject } = await app.run(CREATE_PROJECT, { input: { name } });
  return createProject.id;
}

export async function connectJira(
  app: Answering,
  projectId: string,
  lab: JiraCloudLab,
  name = 'Our Jira',
): Promise<string> {
  const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
  const { createIntegration } = await app.run(CREATE_INTEGRATION, { input: { projectId, name, connection } });
  return createIntegration.id;
}

export async function aJiraGround(
  app: Answering,
  options: Parameters<typeof startJiraCloudLab>[0] = {},
): Promise<JiraGround> {
  const lab = await startJiraCloudLab(options);
  const projectId = await aProject(app);
  return { lab, projectId, integrationId: await connectJira(app, projectId, lab) };
}

/** A ticket that nobody made through delivr. @returns its key. */
export function aTicketOfPeople({ site, account: creator }: JiraCloudLab, projectKey = 'SHOP'): string {
  const project = site.project(projectKey)!;
  const [type, status] = [project.types[0]!, project.statuses[0]!];
  return site.addIssue({ project, type, status, creator, fields: { summary: 'Made by hand' } }).key;
}
