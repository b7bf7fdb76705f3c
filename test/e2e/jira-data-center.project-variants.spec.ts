import {
  type JiraDataCenterLab,
  type JiraDataCenterLabOptions,
  type ProjectOptions,
  startJiraDataCenterLab,
} from '../../lab/index.js';
import { EPIC_LINK_FIELD, EPIC_NAME_FIELD } from '../../lab/jira-data-center/data-center-dialect.js';
import { error, warning } from '../support/expected-problems.js';
import type { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import { aManualTicket } from '../support/fixtures/jira.fixture.js';
import { expectVerifiedOutcome, type ProjectVariant } from '../support/project-variants.js';
import { aDataCenterFixture } from '../support/fixtures/jira-data-center.fixture.js';

interface Variant extends ProjectVariant<JiraDataCenterLab> {
  readonly project?: ProjectOptions;
  readonly options?: JiraDataCenterLabOptions;
}

/** The epic that they name as their parent is there. */
const BELOW_ANOTHER = {
  parameters: { parentKey: 'SHOP-1' },
  prepare: (lab: JiraDataCenterLab) => void aManualTicket(lab),
};
const A_TASK_BELOW = { ...BELOW_ANOTHER, parameters: { issueType: 'Task', parentKey: 'SHOP-1' } };
const shop = (lab: JiraDataCenterLab) => lab.site.project('SHOP')!;

/** Projects as people really have them at their own Jira, each with what a config must be told there. */
const VARIANTS: readonly Variant[] = [
  { name: 'an ordinary project' },
  { name: 'an old version', options: { version: '8.20.30' } },
  { name: 'the newest version, without a context path', options: { version: '11.1.0', contextPath: '' } },
  {
    name: 'epics that are called otherwise, and so is their name',
    project: { types: [{ name: 'Großvorhaben', level: 1 }, { name: 'Aufgabe' }] },
    prepare: (lab) => {
      for (const { fields } of shop(lab).types)
        for (const field of fields) if (field.fieldId === EPIC_NAME_FIELD) field.name = 'Name des Vorhabens';
    },
  },
  {
    name: 'no epics at all',
    project: { types: [{ name: 'Task' }, { name: 'Bug' }] },
    problems: [error('issueType', 'has no issue type Epic', ['Bug', 'Task'])],
  },
  { name: 'epics without a name on their screen', project: { without: [EPIC_NAME_FIELD] } },
  {
    name: 'an epic below another one',
    ...BELOW_ANOTHER,
    problems: [error('parentKey', 'has no parent')],
  },
  { name: 'a task below an epic', ...A_TASK_BELOW },
  {
    name: 'a task below an epic, without a field for that on its screen',
    project: { without: [EPIC_LINK_FIELD] },
    ...A_TASK_BELOW,
  },
  {
    name: 'tasks that must belong to an epic',
    prepare: (lab) => shop(lab).requireField(EPIC_LINK_FIELD, true, ['Task']),
    parameters: { issueType: 'Task' },
    problems: [error('parentKey', 'belongs under another ticket')],
  },
  {
    name: 'a sub-task without a parent',
    parameters: { issueType: 'Sub-task' },
    problems: [error('parentKey', 'belongs under another ticket')],
  },
  {
    name: 'a task below another one',
    prepare: (lab) => void aManualTicket(lab, 'SHOP', 'Story'),
    parameters: { issueType: 'Task', parentKey: 'SHOP-1' },
    problems: [error('parentKey', 'cannot stand below SHOP-1, which is a Story')],
  },
  {
    name: 'a sub-task below an epic',
    prepare: (lab) => void aManualTicket(lab),
    parameters: { issueType: 'Sub-task', parentKey: 'SHOP-1' },
  },
  {
    name: 'a sub-task of another project’s ticket',
    prepare: (lab) => void aManualTicket(lab, 'SHIP'),
    parameters: { issueType: 'Sub-task', parentKey: 'SHIP-1' },
    problems: [error('parentKey', 'SHIP-1 is in another project')],
  },
  {
    name: 'a parent that is not there',
    parameters: { issueType: 'Sub-task', parentKey: 'SHOP-99' },
    problems: [error('parentKey', 'no ticket SHOP-99')],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: 'nobody' },
    problems: [error('assignee', 'Nobody with the id nobody')],
  },
  { name: 'an assignee who is there', parameters: { assignee: 'release-bot' } },
  {
    name: 'custom fields as people write them',
    project: {
      fields: [
        { id: 'customfield_1', name: 'Notes', type: 'textarea' },
        { id: 'customfield_2', name: 'Team', type: 'option', options: ['Red'] },
        { id: 'customfield_3', name: 'Owner', type: 'user' },
      ],
    },
    parameters: {
      customFields: {
        customfield_1: '- one',
        customfield_2: 'red',
        customfield_3: 'release-bot@jira.example.test',
      },
    },
  },
  {
    name: 'an option and a person that are not there',
    project: {
      fields: [
        { id: 'customfield_2', name: 'Team', type: 'option', options: ['Red'] },
        { id: 'customfield_3', name: 'Owner', type: 'user' },
      ],
    },
    parameters: { customFields: { customfield_2: 'Rad', customfield_3: 'nobody@jira.example.test' } },
    problems: [
      error('customFields.customfield_2', 'Team has no value Rad', ['Red']),
      error('customFields.customfield_3', 'Owner takes a person'),
    ],
  },
  {
    name: 'a required field',
    project: {
      fields: [{ id: 'customfield_7', name: 'Team', type: 'option', options: ['Red'], required: true }],
    },
    problems: [error('customFields', 'must have Team (customfield_7', ['Red'])],
  },
  {
    name: 'screens without labels, description and due date',
    project: { without: ['labels', 'description', 'duedate'] },
    problems: [
      warning('descriptionTemplate', 'has no description: left out'),
      warning('labels', 'has no labels: left out'),
    ],
  },
  {
    name: 'no permission to create',
    project: { permissions: { CREATE_ISSUES: false } },
    problems: [error('projectKey', 'lacks permissions')],
  },
  {
    name: 'a project that is hidden from us',
    project: { permissions: { BROWSE_PROJECTS: false } },
    problems: [error('projectKey', 'There is no Jira project SHOP', ['SHIP'])],
  },
];

describe('a config for Jira Data Center', () => {
  let fixture: TrackerFixture<JiraDataCenterLab>;
  beforeAll(async () => {
    fixture = await aDataCenterFixture();
  });
  afterAll(() => fixture?.stop());

  it.each(VARIANTS)('hears what there is to say of $name, and that then happens', async (variant) => {
    const projects = [variant.project ?? {}, { key: 'SHIP' }];
    const lab = await startJiraDataCenterLab({ contextPath: '/jira', ...variant.options, projects });
    await expectVerifiedOutcome(fixture, lab, variant);
  });
});
