import type { JiraStatus, JiraTransition } from './jira.schemas.js';
import {
  knownPath,
  reachableStatuses,
  stepOf,
  pathForward,
  pathPastScreens,
  type Workflow,
} from './jira.workflow.rules.js';

const status = (name: string, key = 'indeterminate'): JiraStatus => ({
  id: name,
  name,
  statusCategory: { key },
});
const TODO = status('To Do', 'new');
const DOING = status('Doing');
const REVIEW = status('Review');
const DONE = status('Done', 'done');
const DROPPED = status('Dropped', 'done');

type Screen = NonNullable<JiraTransition['fields']>;
const required = (name: string, ...values: string[]): Screen[string] => ({
  name,
  required: true,
  schema: { type: 'option' },
  ...(values.length > 0 && { allowedValues: values.map((value) => ({ name: value })) }),
});

const step = (to: JiraStatus, fields: Screen = {}, given: Record<string, unknown> = {}) =>
  stepOf({ id: `to ${to.name}`, name: `Go to ${to.name}`, to, fields }, given);

const workflow = (steps: Record<string, JiraStatus[]>): Workflow =>
  new Map(Object.entries(steps).map(([from, to]) => [from, to.map((one) => step(one))]));
const names = (pathNames: readonly { to: JiraStatus }[] | null) =>
  pathNames?.map(({ to }) => to.name) ?? null;

describe('a step', () => {
  it('sends what is given, as far as its screen has it', () => {
    const { fields, missing } = step(DONE, { team: required('Team') }, { team: 'Red', colour: 'blue' });
    expect([fields, missing]).toEqual([{ team: 'Red' }, []]);
  });

  it('says what it asks for, and what may be chosen', () => {
    expect(step(DONE, { team: required('Team', 'Red', 'Blue') }).missing).toEqual([
      { path: 'team', message: 'The step "Go to Done" asks for Team. One of: Red, Blue.' },
    ]);
    const optional = { ...required('Team'), required: false };
    const preset = { ...required('Team'), hasDefaultValue: true };
    expect(step(DONE, { a: optional, b: preset }).missing).toEqual([]);
  });

  it.each([
    [['Fixed'], { name: 'Fixed' }],
    [['Fixed', 'done'], { name: 'done' }],
    [['Fixed', 'Obsolete'], undefined],
  ])('chooses a resolution among %j only where there is no doubt', (values, resolution) => {
    const { fields, missing } = step(DONE, { resolution: required('Resolution', ...values) });
    expect(fields['resolution']).toEqual(resolution);
    expect(missing).toHaveLength(resolution ? 0 : 1);
  });
});

describe('the way to a status', () => {
  const known = workflow({
    'To Do': [DOING, DROPPED],
    Doing: [REVIEW, TODO],
    Review: [DONE, DOING],
  });

  it('is the shortest that is known, over several steps', () => {
    expect(names(knownPath(known, TODO, DONE))).toEqual(['Doing', 'Review', 'Done']);
    expect(knownPath(known, DONE, TODO)).toBeNull();
    expect(reachableStatuses(known, DOING).map(({ name }) => name)).toEqual([
      'Review',
      'To Do',
      'Done',
      'Dropped',
    ]);
  });

  it('avoids a screen that asks for more, and is known for what it asks', () => {
    const asking: Workflow = new Map([['To Do', [step(DONE, { team: required('Team') })]]]);
    expect(knownPath(asking, TODO, DONE)).toBeNull();
    expect(pathPastScreens(asking, TODO, DONE)?.[0]?.missing).toHaveLength(1);
  });

  it('goes on where nobody knows only forward, and never over another end', () => {
    const little = workflow({ 'To Do': [DROPPED, DOING] });
    expect(names(pathForward(little, TODO, DONE))).toEqual(['Doing']);
    expect(names(pathForward(little, TODO, REVIEW))).toEqual(['Doing']);
    expect(pathForward(workflow({ 'To Do': [DROPPED] }), TODO, DONE)).toBeNull();
    expect(pathForward(workflow({ Doing: [TODO] }), DOING, DONE)).toBeNull();
  });

  it('is never looked for backwards without knowing it', () => {
    const end = workflow({ Done: [DOING] });
    for (const to of [TODO, DOING, DROPPED]) expect(pathForward(end, DONE, to)).toBeNull();
    expect(pathForward(workflow({ 'To Do': [DOING] }), TODO, status('Backlog', 'new'))).toBeNull();
  });

  it('ends where everything is known', () => {
    expect(pathForward(known, TODO, status('Nowhere', 'done'))?.at(-1)?.to.name).toBeUndefined();
  });
});
