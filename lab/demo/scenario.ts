import { setTimeout as sleep } from 'node:timers/promises';
import type { JiraCloudLab } from '../index.js';
import { print, step, table } from './print.js';
import type { Product } from './product.js';

const TICKETS = `tickets { platform state key url title status isCompleted error { message } }`;
const BULK = 'POST /rest/api/3/issue/bulk';
const STATUSES = 'POST /rest/api/3/issue/bulkfetch';
const TIMEOUT_MS = 60_000;

interface Ticket {
  readonly platform: string;
  readonly state: string;
  readonly key: string | null;
  readonly url: string | null;
  readonly status: string | null;
}

/** What the demo leaves behind for inspection. */
export interface DemoProject {
  readonly projectId: string;
  readonly releaseId: string;
}

/** A whole release, step by step: connect, describe, create, lose an answer, finish. */
export async function runScenario(product: Product, lab: JiraCloudLab): Promise<DemoProject> {
  const projectId = await createProject(product);
  const integrationId = await connectJira(product, lab, projectId);
  const pmConfigId = await describeTickets(product, projectId, integrationId);
  const releaseId = await createRelease(product, lab, projectId, pmConfigId);
  await loseResponse(product, lab, projectId, pmConfigId);
  await finish(product, lab, releaseId);
  return { projectId, releaseId };
}

async function createProject(product: Product): Promise<string> {
  const { createProject: project } = await product.run(
    `mutation { createProject(input: { name: "Demo shop" }) { id name } }`,
  );
  step(`A project: ${project.name}`);
  return project.id;
}

async function connectJira(product: Product, lab: JiraCloudLab, projectId: string): Promise<string> {
  const connection = { jira: { baseUrl: lab.baseUrl, ...lab.credentials } };
  const { createIntegration: jira } = await product.run(
    `mutation ($input: CreateIntegrationInput!) {
       createIntegration(input: $input) { id name remoteAccount verificationStatus }
     }`,
    { input: { projectId, name: 'Demo Jira', connection } },
  );
  step(`Jira connected once: it knows us as ${jira.remoteAccount}, credentials ${jira.verificationStatus}`);
  return jira.id;
}

async function describeTickets(product: Product, projectId: string, integrationId: string): Promise<string> {
  const platformConfigurations = ['WEB', 'PLAY_STORE', 'APP_STORE'].map((platform) => ({
    platform,
    parameters: { projectKey: 'SHOP', completedStatus: ['Done'] },
  }));
  const { createPmConfig: config } = await product.run(
    `mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id name } }`,
    { input: { projectId, integrationId, name: 'Shop releases', platformConfigurations } },
  );
  const { verifyPmConfig: verification } = await product.run(
    `mutation ($id: ID!) { verifyPmConfig(id: $id) { isValid problems { message } } }`,
    { id: config.id },
  );
  step(
    `Tickets described once for three platforms: checked against Jira, ${verification.isValid ? 'valid' : 'not valid'}`,
  );
  return config.id;
}

async function createRelease(
  product: Product,
  lab: JiraCloudLab,
  projectId: string,
  pmConfigId: string,
): Promise<string> {
  lab.calls.reset();
  const startedAt = Date.now();
  const input = {
    projectId,
    pmConfigId,
    version: '1.2.0',
    platforms: ['ANDROID', 'IOS', 'WEB'],
    plannedDate: tomorrow(),
  };
  const { createRelease: release } = await product.run(
    `mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id version ${TICKETS} } }`,
    { input },
  );
  const ms = Date.now() - startedAt;
  step(
    `Release ${release.version} created with its three epics in ${ms} ms, by ${lab.calls.count(BULK)} create call:`,
  );
  show(release.tickets);
  return release.id;
}

async function loseResponse(
  product: Product,
  lab: JiraCloudLab,
  projectId: string,
  pmConfigId: string,
): Promise<void> {
  lab.faults.inject(BULK, { kind: 'drop-after-commit' });
  const before = lab.issues('SHOP').length;
  const { createRelease: release } = await product.run(
    `mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id version ${TICKETS} } }`,
    {
      input: {
        projectId,
        pmConfigId,
        version: '1.2.1',
        platforms: ['ANDROID', 'IOS'],
        waitForTicketsMs: 100,
      },
    },
  );
  step(`Release ${release.version}: Jira makes its epics, but the answer is lost on the way:`);
  show(release.tickets);
  const found = await until(product, release.id, (tickets) =>
    tickets.every(({ state }) => state === 'CREATED'),
  );
  const made = lab.issues('SHOP').length - before;
  print(
    `  … looked up in Jira and found, so none is made twice: ${made} epics for ${found.length} platforms.`,
  );
  show(found);
}

async function finish(product: Product, lab: JiraCloudLab, releaseId: string): Promise<void> {
  const { release } = await product.run(`query ($id: ID!) { release(id: $id) { ${TICKETS} } }`, {
    id: releaseId,
  });
  for (const { key } of release.tickets as Ticket[]) lab.setStatus(key!, 'Done');
  lab.calls.reset();
  const { refreshReleaseTickets: refreshed } = await product.run(
    `mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { ${TICKETS} } }`,
    { id: releaseId },
  );
  step(
    `The teams finish their epics in Jira; ${lab.calls.count(STATUSES)} status call answers for all three:`,
  );
  show(refreshed.tickets);
  for (const status of ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED']) {
    await product.run(
      `mutation ($input: ChangeReleaseStatusInput!) { changeReleaseStatus(input: $input) { status } }`,
      { input: { id: releaseId, status } },
    );
  }
  step('Release 1.2.0: PLANNED, IN_PROGRESS, SUBMITTED, COMPLETED.');
}

async function until(
  product: Product,
  id: string,
  isDone: (tickets: Ticket[]) => boolean,
): Promise<Ticket[]> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { release } = await product.run(`query ($id: ID!) { release(id: $id) { ${TICKETS} } }`, { id });
    if (isDone(release.tickets)) return release.tickets;
    await sleep(200);
  }
  throw new Error('The tickets were not found in time.');
}

function show(tickets: readonly Ticket[]): void {
  table(
    tickets.map(({ platform, state, key, status, url }) => [
      platform,
      state,
      key ?? '–',
      status ?? '',
      url ?? '',
    ]),
  );
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
