import type { CallLog } from '../../lab/http/call-log.js';
import type { PmConnection } from '../../src/providers/contract/index.js';
import { asAnswered, AT, type Expected, foretellRefusal } from './expected-problems.js';
import type { TrackerGround } from './tracker-ground.js';

/** A project as people really have it in a tracker, with what a config must be told there. */
export interface TrackerShape<L> {
  readonly name: string;
  readonly prepare?: (lab: L) => void;
  /** Once everything was told, and before the ticket is made. */
  readonly beforeCreation?: (connection: PmConnection) => Promise<unknown>;
  readonly parameters?: object;
  readonly problems?: readonly Expected[];
}

interface ShapedLab {
  readonly calls: CallLog;
  readonly violations: readonly unknown[];
  stop(): Promise<void>;
}

/**
 * What is said of a shape before anything is written is what then happens.
 * @param lab a tracker of this shape, stopped in the end.
 * @param reads the operations that change nothing there.
 */
export async function expectForetold<L extends ShapedLab>(
  ground: TrackerGround<L>,
  lab: L,
  shape: TrackerShape<L>,
  reads = /^(GET|query) /,
): Promise<void> {
  const { name, prepare, beforeCreation, parameters, problems = [] } = shape;
  prepare?.(lab);
  const integrationId = await ground.connect(lab, name);
  const platforms = [ground.platform(parameters)];
  lab.calls.reset();
  const seen = await ground.preview(platforms, integrationId);
  expect(seen.problems).toEqual(asAnswered(problems));
  const { id, platformConfigurations } = await ground.config(name, platforms, integrationId);
  expect(await ground.verify(id)).toEqual(seen);
  expect(lab.calls.all.filter(({ operation }) => !reads.test(operation))).toEqual([]);

  const connection = ground.connection(lab, name);
  await beforeCreation?.(connection);
  const draft = asDraft(platformConfigurations[0].parameters, seen.rendered[0]);
  const [outcome] = await connection.createTickets([draft]);
  expect(outcome!.kind).toBe(foretellRefusal(problems) ? 'rejected' : 'created');
  expect(lab.violations).toEqual([]);
  await lab.stop();
}

/** A config's parameters, as the worker hands them to the tracker. */
function asDraft({ labels, ...decided }: any, { title, description }: any): any {
  return {
    ...{ operationId: crypto.randomUUID(), generation: 0, dueDate: null },
    ...{ ...decided, title, description },
    labels: labels.map((label: string) => label.replace('{{platform}}', 'web')),
  };
}

/** What no project of the tracker could take is refused before it is stored: `[parameters, the field that is named]`. */
export async function expectRefusedAtOnce<L extends ShapedLab>(
  ground: TrackerGround<L>,
  cases: readonly (readonly [parameters: object, field: string])[],
): Promise<void> {
  for (const [parameters, field] of cases) {
    const input = {
      ...{ projectId: ground.projectId, integrationId: ground.integration.id, name: 'Refused' },
      platformConfigurations: [ground.platform(parameters)],
    };
    const { errors } = await ground.graphql(
      'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }',
      { input },
    );
    expect(errors?.[0]?.extensions['fields']).toEqual([expect.objectContaining({ path: `${AT}.${field}` })]);
  }
}
