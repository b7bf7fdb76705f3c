import type { CallLog } from '../../lab/http/call-log.js';
import type { PmConnection } from '../../src/providers/contract/index.js';
import {
  asApiProblems,
  PARAMETERS_PATH,
  type ExpectedProblem,
  predictsRejection,
} from './expected-problems.js';
import type { TrackerFixture } from './fixtures/tracker.fixture.js';

/** A project as people really have it in a tracker, with what a config must be told there. */
export interface ProjectVariant<L> {
  readonly name: string;
  readonly prepare?: (lab: L) => void;
  /** Once everything was told, and before the ticket is made. */
  readonly beforeCreation?: (connection: PmConnection) => Promise<unknown>;
  readonly parameters?: object;
  readonly problems?: readonly ExpectedProblem[];
}

interface VariantLab {
  readonly calls: CallLog;
  readonly violations: readonly unknown[];
  stop(): Promise<void>;
}

/**
 * What is said of a shape before anything is written is what then happens.
 * @param lab a tracker of this shape, stopped in the end.
 * @param reads the operations that change nothing there.
 */
export async function expectVerifiedOutcome<L extends VariantLab>(
  fixture: TrackerFixture<L>,
  lab: L,
  variant: ProjectVariant<L>,
  reads = /^(GET|query) /,
): Promise<void> {
  const { name, prepare, beforeCreation, parameters, problems = [] } = variant;
  prepare?.(lab);
  const integrationId = await fixture.connect(lab, name);
  const platforms = [fixture.platformConfiguration(parameters)];
  lab.calls.reset();
  const seen = await fixture.preview(platforms, integrationId);
  expect(seen.problems).toEqual(asApiProblems(problems));
  const { id, platformConfigurations } = await fixture.createConfig(name, platforms, integrationId);
  expect(await fixture.verify(id)).toEqual(seen);
  expect(lab.calls.all.filter(({ operation }) => !reads.test(operation))).toEqual([]);

  const connection = fixture.connection(lab, name);
  await beforeCreation?.(connection);
  const draft = asDraft(platformConfigurations[0].parameters, seen.rendered[0]);
  const [outcome] = await connection.createTickets([draft]);
  expect(outcome!.kind).toBe(predictsRejection(problems) ? 'rejected' : 'created');
  expect(lab.violations).toEqual([]);
  await lab.stop();
}

/** A config's parameters, as the worker hands them to the tracker. */
export function asDraft({ labels, ...decided }: any, { title, description }: any): any {
  return {
    ...{ operationId: crypto.randomUUID(), generation: 0, dueDate: null },
    ...{ ...decided, title, description },
    labels: labels.map((label: string) => label.replace('{{platform}}', 'web')),
    optionalLabels: labels.filter((label: string) => ['release', '{{version}}'].includes(label)),
  };
}

/** What no project of the tracker could take is refused before it is stored: `[parameters, the field that is named]`. */
export async function expectRefusedOnInput<L extends VariantLab>(
  fixture: TrackerFixture<L>,
  cases: readonly (readonly [parameters: object, field: string])[],
): Promise<void> {
  for (const [parameters, field] of cases) {
    const input = {
      ...{ projectId: fixture.projectId, integrationId: fixture.integration.id, name: 'Refused' },
      platformConfigurations: [fixture.platformConfiguration(parameters)],
    };
    const { errors } = await fixture.graphql(
      'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }',
      { input },
    );
    expect(errors?.[0]?.extensions['fields']).toEqual([
      expect.objectContaining({ path: `${PARAMETERS_PATH}.${field}` }),
    ]);
  }
}
