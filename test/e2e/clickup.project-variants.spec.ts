import { type ClickUpLab, type ListOptions, startClickUpLab } from '../../lab/index.js';
import { error, warning } from '../support/expected-problems.js';
import type { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import {
  expectVerifiedOutcome,
  expectRefusedOnInput,
  type ProjectVariant,
} from '../support/project-variants.js';
import { aClickUpFixture } from '../support/fixtures/clickup.fixture.js';

interface Variant extends ProjectVariant<ClickUpLab> {
  readonly list?: ListOptions;
}

const TEAM = { id: 'f-team', name: 'Team', type: 'drop_down', options: ['Red', 'Blue'] } as const;

const FIELDS: NonNullable<ListOptions['fields']> = [
  TEAM,
  { id: 'f-teams', name: 'Teams', type: 'labels', options: ['Red', 'Blue'] },
  { id: 'f-count', name: 'Count', type: 'number' },
  { id: 'f-day', name: 'Day', type: 'date' },
  { id: 'f-go', name: 'Go', type: 'checkbox' },
  { id: 'f-note', name: 'Note', type: 'text' },
];

/** Lists as people really have them, each with what a config must be told there. */
const VARIANTS: readonly Variant[] = [
  { name: 'an ordinary list' },
  {
    name: 'a required field',
    list: { fields: [{ ...TEAM, required: true }] },
    problems: [error('customFields', 'must have Team (f-team, drop_down)', ['Red', 'Blue'])],
  },
  {
    name: 'a required field that is given',
    list: { fields: [{ id: 'f-1', name: 'Train', required: true }] },
    parameters: { customFields: { 'f-1': 'Night' } },
  },
  {
    name: 'a required field of another task type',
    prepare: (lab) => void lab.site.addTaskType('Bug'),
    list: { fields: [{ id: 'f-1', name: 'Severity', required: true, taskTypes: [1_001] }] },
  },
  {
    name: 'a task type with a required field of its own',
    prepare: (lab) => void lab.site.addTaskType('Bug'),
    list: { fields: [{ id: 'f-1', name: 'Severity', required: true, taskTypes: [1_001] }] },
    parameters: { issueType: 'bug' },
    problems: [error('customFields', 'A Bug must have Severity')],
  },
  {
    name: 'a task type that the workspace does not have',
    prepare: (lab) => void lab.site.addTaskType('Release'),
    parameters: { issueType: 'Relaese' },
    problems: [error('issueType', 'has no issue type Relaese', ['Release', 'Task'])],
  },
  {
    name: 'an epic, as another tracker has it',
    parameters: { issueType: 'Epic' },
    problems: [error('issueType', 'has no issue type Epic', ['Task'])],
  },
  {
    name: 'a field that is not there',
    parameters: { customFields: { 'f-9': 'x' } },
    problems: [error('customFields', 'has no field f-9')],
  },
  {
    name: 'custom fields as people write them',
    list: { fields: FIELDS },
    parameters: {
      customFields: {
        'f-team': 'red',
        'f-teams': ['Blue', 'red'],
        'f-count': '42',
        'f-day': '2026-01-31',
        'f-go': 'yes',
        'f-note': 7,
      },
    },
  },
  {
    name: 'values of which no field’s can be made',
    list: { fields: FIELDS },
    parameters: {
      customFields: { 'f-team': 'Rad', 'f-count': 'many', 'f-day': 'soon', 'f-go': 'perhaps' },
    },
    problems: [
      error('customFields.f-count', 'Count takes a number'),
      error('customFields.f-day', 'Day takes a date'),
      error('customFields.f-go', 'Go takes true or false'),
      error('customFields.f-team', 'Team has no value Rad', ['Red', 'Blue']),
    ],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: '4711' },
    problems: [error('assignee', 'Nobody with the id 4711')],
  },
  {
    name: 'a parent that is not there',
    parameters: { parentKey: '4711abc' },
    problems: [error('parentKey', 'no ticket 4711abc')],
  },
  {
    name: 'a space without tags and priorities',
    prepare: (lab) => {
      Object.assign(lab.list('901').space.features, { tags: false, priorities: false });
    },
    parameters: { priority: 'high', labels: ['release'] },
    problems: [
      warning('labels', 'has no labels: left out'),
      warning('priority', 'has no priority: left out'),
    ],
  },
  {
    name: 'a priority that is not there',
    parameters: { priority: 'Hihg' },
    problems: [error('priority', 'no priority Hihg', ['high', 'low', 'normal', 'urgent'])],
  },
  { name: 'a priority in another case', parameters: { priority: ' uRGENT ' } },
  {
    name: 'a list that we may only read',
    prepare: (lab) => {
      lab.list('901').permissionLevel = 'read';
    },
    problems: [error('projectKey', 'lacks permissions in 901: create tasks')],
  },
  {
    name: 'a list that is closed to us',
    prepare: (lab) => {
      lab.list('901').isHidden = true;
    },
    problems: [error('projectKey', 'There is no ClickUp list 901', ['902'])],
  },
  {
    name: 'a list that was deleted',
    prepare: (lab) => {
      lab.list('901').isDeleted = true;
    },
    problems: [error('projectKey', 'There is no ClickUp list 901', ['902'])],
  },
  {
    name: 'statuses in another language',
    list: {
      statuses: [
        { status: 'Offen', type: 'open' },
        { status: 'Läuft', type: 'custom' },
        { status: 'Fertig', type: 'closed' },
      ],
    },
    parameters: { completedStatus: ['FERTIG'] },
  },
  {
    name: 'statuses of which none is the end',
    list: {
      statuses: [
        { status: 'open', type: 'open' },
        { status: 'doing', type: 'custom' },
      ],
    },
    problems: [error('completedStatus', 'never be completed', ['open', 'doing'])],
  },
  {
    name: 'a status that the list does not have',
    parameters: { completedStatus: ['shiped'] },
    problems: [
      error('completedStatus.0', 'no status shiped', [
        'shipped',
        'complete',
        'to do',
        'in review',
        'in progress',
      ]),
    ],
  },
];

describe('a config for ClickUp', () => {
  let fixture: TrackerFixture<ClickUpLab>;
  beforeAll(async () => {
    fixture = await aClickUpFixture();
  });
  afterAll(() => fixture?.stop());

  it.each(VARIANTS)('hears what there is to say of $name, and that then happens', async (variant) => {
    const lists = [{ id: '901', name: 'Releases', ...variant.list }, { id: '902' }];
    await expectVerifiedOutcome(fixture, await startClickUpLab({ lists }), variant);
  });

  it('is refused at once where no list could take it', () => {
    return expectRefusedOnInput(fixture, [
      [{ parentKey: 'the parent' }, 'parentKey'],
      [{ projectKey: 'Releases' }, 'projectKey'],
    ]);
  });
});
