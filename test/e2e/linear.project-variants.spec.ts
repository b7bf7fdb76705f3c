import { type LinearTeamOptions, type LinearLab, startLinearLab } from '../../lab/index.js';
import { error, warning } from '../support/expected-problems.js';
import {
  expectVerifiedOutcome,
  expectRefusedOnInput,
  type ProjectVariant,
} from '../support/project-variants.js';
import { aLinearFixture, type LinearFixture } from '../support/fixtures/linear.fixture.js';

interface Variant extends ProjectVariant<LinearLab> {
  readonly team?: LinearTeamOptions;
}

const withKinds = ({ workspace }: LinearLab) => {
  workspace.addLabel('Kind', { isGroup: true });
  for (const name of ['Bug', 'Chore']) workspace.addLabel(name, { parent: 'Kind' });
  workspace.addLabel('old', { isRetired: true });
};

/** Teams as people really have them, each with what a config must be told there. */
const VARIANTS: readonly Variant[] = [
  { name: 'an ordinary team' },
  { name: 'labels that nobody made yet', parameters: { labels: ['fresh', 'Fresher'] } },
  {
    name: 'a label that is a group',
    prepare: withKinds,
    parameters: { labels: ['kind'] },
    problems: [error('labels', 'Kind is a group of labels')],
  },
  {
    name: 'two labels of one group',
    prepare: withKinds,
    parameters: { labels: ['bug', 'release', 'chore'] },
    problems: [error('labels', 'only one of the labels Bug, Chore')],
  },
  { name: 'one label of a group', prepare: withKinds, parameters: { labels: ['bug'] } },
  {
    name: 'a retired label',
    prepare: withKinds,
    parameters: { labels: ['Old'] },
    problems: [error('labels', 'old is retired')],
  },
  {
    name: 'a default label that is a group',
    prepare: ({ workspace }) => void workspace.addLabel('Release', { isGroup: true }),
    problems: [warning('labels', 'The default label Release is left out: Release is a group')],
  },
  {
    name: 'a default label in one group with another that is asked for',
    prepare: ({ workspace }) => {
      workspace.addLabel('Kind', { isGroup: true });
      for (const name of ['release', 'chore']) workspace.addLabel(name, { parent: 'Kind' });
    },
    parameters: { labels: ['chore', 'release'] },
    problems: [warning('labels', 'The default label release is left out')],
  },
  {
    name: 'an issue type',
    parameters: { issueType: 'Epic' },
    problems: [warning('issueType', 'Linear has no issue types')],
  },
  {
    name: 'custom fields',
    parameters: { customFields: { customfield_10011: 'Red' } },
    problems: [error('customFields', 'has no field customfield_10011')],
  },
  {
    name: 'a priority that is not there',
    parameters: { priority: 'Hihg' },
    problems: [error('priority', 'no priority Hihg', ['High', 'Low', 'Medium', 'Urgent', 'No priority'])],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: '00000000-0000-4000-8000-00000000beef' },
    problems: [error('assignee', 'Nobody with the id 00000000-0000-4000-8000-00000000beef')],
  },
  {
    name: 'an assignee by name, who has another id',
    parameters: { assignee: 'nobody of that name' },
    problems: [error('assignee', 'Nobody with the id nobody of that name')],
  },
  {
    name: 'a parent that is not there',
    parameters: { parentKey: 'SHOP-99' },
    problems: [error('parentKey', 'no ticket SHOP-99')],
  },
  { name: 'a priority in another case', parameters: { priority: ' uRGENT ' } },
  {
    name: 'a team that is hidden from us',
    team: { isHidden: true },
    problems: [error('projectKey', 'There is no Linear team SHOP', ['SHIP', 'OTHER'])],
  },
  {
    name: 'a team that was retired',
    team: { isRetired: true },
    problems: [error('projectKey', 'There is no Linear team SHOP', ['SHIP', 'OTHER'])],
  },
  {
    name: 'a workflow in another language',
    team: {
      states: [
        { name: 'Offen', type: 'unstarted' },
        { name: 'Läuft', type: 'started' },
        { name: 'Fertig', type: 'completed' },
      ],
    },
  },
  {
    name: 'a workflow that never ends',
    team: {
      states: [
        { name: 'Open', type: 'unstarted' },
        { name: 'Doing', type: 'started' },
      ],
    },
    problems: [error('completedStatus', 'never be completed', ['Open', 'Doing'])],
  },
  {
    name: 'a status that the workflow does not have',
    parameters: { completedStatus: ['dnoe'] },
    problems: [
      error('completedStatus.0', 'no status dnoe', ['Done', 'Todo', 'Backlog', 'Canceled', 'Duplicate']),
    ],
  },
];

describe('a config for Linear', () => {
  let fixture: LinearFixture;
  beforeAll(async () => {
    fixture = await aLinearFixture();
  });
  afterAll(() => fixture?.stop());

  it.each(VARIANTS)('hears what there is to say of $name, and that then happens', async (variant) => {
    const lab = await startLinearLab({ teams: [variant.team ?? {}, { key: 'SHIP' }, { key: 'OTHER' }] });
    await expectVerifiedOutcome(fixture, lab, variant);
  });

  it('is refused at once where no team could take it', () => {
    return expectRefusedOnInput(fixture, [
      [{ parentKey: 'the epic' }, 'parentKey'],
      [{ projectKey: 'no team' }, 'projectKey'],
    ]);
  });
});
