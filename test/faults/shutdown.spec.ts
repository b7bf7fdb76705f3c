import { jest } from '@jest/globals';
import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import { Client } from 'pg';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { killProducts, startProduct, untilOutput } from '../support/product-process.js';
import { CREATE_RELEASE } from '../support/releases.documents.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

// Processes of their own take their time to start on a busy machine.
jest.setTimeout(90_000);

const TOKEN = 'bootstrap-token-for-the-shutdown-tests';
const BULK = 'POST /rest/api/3/issue/bulk';

describe('SIGTERM', () => {
  let database: TestDatabase;
  let port: number;
  let lab: JiraCloudLab;
  const common = () => ({
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
    BOOTSTRAP_TOKEN: TOKEN,
    PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
    PORT: String(port),
  });

  beforeEach(async () => {
    database = await createTestDatabase();
    port = await freePort();
    lab = await startJiraCloudLab();
  });

  afterEach(async () => {
    await killProducts();
    await lab.stop();
    await database.drop();
  });

  const run = async (query: string, variables: object): Promise<any> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };

  const aRelease = async (baseUrl: string, credentials: object) => {
    const { createProject } = await run('mutation { createProject(input: { name: "Shop" }) { id } }', {});
    const { createIntegration } = await run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      {
        input: {
          projectId: createProject.id,
          name: 'Jira',
          connection: { jira: { baseUrl, ...credentials } },
        },
      },
    );
    const jiraConfig = { enabled: true, integrationId: createIntegration.id, projectKey: 'SHOP' };
    return { projectId: createProject.id, version: '1.0.0', platforms: ['ANDROID', 'WEB'], jiraConfig };
  };

  const ticketStates = async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('select state from ticket_operations order by id');
    await client.end();
    return rows.map(({ state }) => state);
  };

  it('in the middle of a creation answers who waits, keeps what the tracker says, and then stops', async () => {
    const product = await startProduct(common());
    await untilOutput(product, 'delivr is running');
    const input = await aRelease(lab.baseUrl, lab.credentials);
    lab.faults.inject(BULK, { kind: 'latency', ms: 1_500, when: 'after-commit' });

    const answer = run(CREATE_RELEASE, { input: { ...input, waitForTicketsMs: 30_000 } });
    await eventually(() => expect(lab.issues('SHOP')).toHaveLength(2));
    product.kill('SIGTERM');

    expect((await answer).createRelease.tickets).toHaveLength(2);
    expect(await product.exit()).toBe(0);
    expect(await ticketStates()).toEqual(['CREATED', 'CREATED']);
    expect(lab.issues('SHOP')).toHaveLength(2);
  });

  it('of an API leaves the work to a worker of its own, which makes the tickets', async () => {
    const api = await startProduct({ ...common(), ROLE: 'api' });
    await untilOutput(api, 'delivr is running');
    const input = await aRelease(lab.baseUrl, lab.credentials);
    const { createRelease: release } = await run(CREATE_RELEASE, {
      input: { ...input, waitForTicketsMs: 0 },
    });
    expect(release.tickets.map(({ state }: any) => state)).toEqual(['PENDING', 'PENDING']);
    api.kill('SIGTERM');
    expect(await api.exit()).toBe(0);

    const worker = await startProduct({ ...common(), ROLE: 'worker' });
    await untilOutput(worker, /running as a worker/);
    await eventually(async () => expect(await ticketStates()).toEqual(['CREATED', 'CREATED']));
    worker.kill('SIGTERM');
    expect(await worker.exit()).toBe(0);
    expect(lab.issues('SHOP')).toHaveLength(2);
  });
});
