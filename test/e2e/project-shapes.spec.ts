import fc from 'fast-check';
import { toTicketParameters } from '../../src/pm-configs/index.js';
import { connectDirectly } from '../support/adapters/direct-connection.js';
import { startApp, type TestApp } from '../support/app.js';
import { aProject } from '../support/fixtures/jira.fixture.js';
import { PREVIEW } from '../support/fixtures/pm-configs.fixture.js';
import { connect } from '../support/fixtures/tracker.fixture.js';
import { jiraCloudShapes, jiraDataCenterShapes } from '../support/project-shapes/jira.shapes.js';
import * as others from '../support/project-shapes/other.shapes.js';
import type { ShapeSource } from '../support/project-shapes/shape-source.js';
import { asDraft } from '../support/project-variants.js';
import { predictsRejection } from '../support/expected-problems.js';

/** Of each tracker. `npm run test:shapes` tries 90, which is 540 in all; `SHAPES` and `SHAPES_SEED` say others. */
const SHAPES = Number(process.env['SHAPES'] ?? 6);
const SEED = Number(process.env['SHAPES_SEED'] ?? 20_261_201);
const MS_PER_SHAPE = 2_000;

const SOURCES: readonly [string, () => Promise<ShapeSource>][] = [
  ['Jira Cloud', jiraCloudShapes],
  ['Jira Data Center', jiraDataCenterShapes],
  ['Linear', others.linearShapes],
  ['Asana', others.asanaShapes],
  ['ClickUp', others.clickUpShapes],
  ['monday.com', others.mondayShapes],
];

describe('a random project, and random parameters', () => {
  let app: TestApp;
  let projectId: string;
  beforeAll(async () => {
    app = await startApp();
    projectId = await aProject(app);
  });
  afterAll(() => app?.close());

  it.each(SOURCES)(
    'of %s make a ticket where the preview says so, and none where it says not',
    async (name, open) => {
      const source = await open();
      const { id: integrationId } = await connect(app, projectId, name, {
        [source.connectionField]: source.values,
      });
      const connection = connectDirectly(source.type, source.values, name);
      let number = 0;
      const outcomes = { created: 0, rejected: 0, notCreated: 0, uncertain: 0 };
      const shape = fc.asyncProperty(source.arbitrary, async (described) => {
        const { projectKey, parameters } = source.build(described, (number += 1));
        const given = { projectKey, ...parameters };
        const input = {
          projectId,
          integrationId,
          platformConfigurations: [{ platform: 'WEB', parameters: given }],
        };
        const { data, errors } = await app.graphql(PREVIEW, { input });
        const preview = (data as any)?.previewPmConfig;
        const defaultIssueType = source.connectionField === 'jira' ? 'Epic' : null;
        const decided = toTicketParameters(
          { createTicket: true, linkBuilds: false, ...given },
          { defaultIssueType },
        );
        const [outcome] = await connection.createTickets([
          asDraft(decided, preview?.rendered[0] ?? { title: 'Shape', description: '' }),
        ]);
        const said = preview?.problems.map(
          ({ path, severity, message }: any) => `${severity} ${path}: ${message}`,
        );
        const heard = outcome?.kind === 'created' ? outcome.kind : outcome?.error.message;
        const isRefused = errors !== undefined || predictsRejection(preview.problems);
        outcomes[outcome!.kind] += 1;
        if ((outcome!.kind === 'rejected') === isRefused) return;
        throw new Error(`${JSON.stringify(described)}\nsaid: ${said?.join('\n')}\nthen: ${heard}`);
      });
      await fc.assert(shape, { seed: SEED, numRuns: SHAPES, endOnFailure: true });
      // A few may all fail for one thing or another.
      if (SHAPES >= 30) expect(Math.min(outcomes.created, outcomes.rejected)).toBeGreaterThan(0);
      expect(source.lab.violations).toEqual([]);
      await source.lab.stop();
    },
    30_000 + SHAPES * MS_PER_SHAPE,
  );
});
