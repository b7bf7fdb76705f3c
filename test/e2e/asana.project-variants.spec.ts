import { type AsanaLab, startAsanaLab } from '../../lab/index.js';
import type { ProjectOptions } from '../../lab/asana/project.js';
import { error, warning } from '../support/expected-problems.js';
import type { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import {
  expectVerifiedOutcome,
  expectRefusedOnInput,
  type ProjectVariant,
} from '../support/project-variants.js';
import { anAsanaFixture } from '../support/fixtures/asana.fixture.js';

interface Variant extends Omit<ProjectVariant<AsanaLab>, 'parameters'> {
  readonly project?: ProjectOptions;
  readonly parameters?: object | ((lab: AsanaLab) => object);
}

const FIELDS: NonNullable<ProjectOptions['fields']> = [
  { name: 'Note', type: 'text' },
  { name: 'Team', type: 'enum', options: ['Red', 'Blue'] },
  { name: 'Teams', type: 'multi_enum', options: ['Red', 'Blue'] },
  { name: 'Count', type: 'number' },
  { name: 'Day', type: 'date' },
  { name: 'Owner', type: 'people' },
];
const gidOf = (lab: AsanaLab, name: string) => lab.project().field(name).gid;

/** Projects as people really have them, each with what a config must be told there. */
const VARIANTS: readonly Variant[] = [
  { name: 'an ordinary project' },
  { name: 'tags that nobody made yet', parameters: { labels: ['fresh', 'Fresher'] } },
  {
    name: 'default tags that this account may not make',
    prepare: (lab) => (lab.workspace.allowsNewTags = false),
  },
  {
    name: 'a workspace without a paid plan',
    prepare: (lab) => (lab.workspace.isPremium = false),
    parameters: { priority: 'High' },
    problems: [warning('priority', 'has no priority: left out')],
  },
  {
    name: 'a field of its own that is called priority, in another case',
    project: { fields: [{ name: 'PRIORITY', type: 'enum', options: ['P1', 'P2'] }] },
    parameters: { priority: ' p1 ' },
  },
  {
    name: 'a priority that is not there',
    parameters: { priority: 'Hihg' },
    problems: [error('priority', 'no priority Hihg', ['High', 'Low', 'Medium'])],
  },
  {
    name: 'an option that can no longer be chosen',
    project: {
      fields: [{ name: 'Priority', type: 'enum', options: ['High'], disabledOptions: ['Old'] }],
    },
    parameters: { priority: 'Old' },
    problems: [error('priority', 'no priority Old', ['High'])],
  },
  {
    name: 'a custom field that the project does not have',
    parameters: { customFields: { 4711: 'Red' } },
    problems: [error('customFields', 'has no field 4711')],
  },
  {
    name: 'a custom field that the project has',
    parameters: (lab) => ({ customFields: { [lab.project().field('Build').gid]: '77' } }),
  },
  {
    name: 'custom fields as people write them',
    project: { fields: FIELDS },
    parameters: (lab) => ({
      customFields: {
        [gidOf(lab, 'Note')]: 7,
        [gidOf(lab, 'Team')]: 'red',
        [gidOf(lab, 'Teams')]: ['Blue', 'red'],
        [gidOf(lab, 'Count')]: '42',
        [gidOf(lab, 'Day')]: '2026-01-31',
        [gidOf(lab, 'Owner')]: lab.account.user.email,
      },
    }),
  },
  {
    name: 'an option that is not there',
    project: { fields: FIELDS },
    parameters: (lab) => ({ customFields: { [gidOf(lab, 'Team')]: 'Rad' } }),
    problems: [error('customFields.<Team>', 'Team has no value Rad', ['Red', 'Blue'])],
  },
  {
    name: 'a number that is none',
    project: { fields: FIELDS },
    parameters: (lab) => ({ customFields: { [gidOf(lab, 'Count')]: 'many' } }),
    problems: [error('customFields.<Count>', 'Count takes a number')],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: '4711' },
    problems: [error('assignee', 'Nobody with the id 4711')],
  },
  { name: 'an assignee by address', parameters: (lab) => ({ assignee: lab.account.user.email }) },
  {
    name: 'a parent that is not there',
    parameters: { parentKey: '4711' },
    problems: [error('parentKey', 'no ticket 4711')],
  },
  {
    name: 'an account that may only comment',
    project: { access: 'commenter' },
    problems: [error('projectKey', 'lacks permissions in')],
  },
  { name: 'an account that is let in by its team', project: { access: null } },
  {
    name: 'a project that is hidden from us',
    project: { isHidden: true },
    problems: [error('projectKey', 'There is no project', ['<other>'])],
  },
  {
    name: 'an archived project',
    project: { isArchived: true },
    problems: [warning('projectKey', 'is archived in Asana')],
  },
  {
    name: 'a project without any section but its first',
    project: { sections: ['Untitled section'] },
    parameters: { completedStatus: ['completed'] },
  },
  {
    name: 'a section called Done, which completes nothing',
    parameters: { completedStatus: ['Done'] },
    problems: [warning('completedStatus.0', 'gets there (Completed) would not count')],
  },
  {
    name: 'a section that the project does not have',
    parameters: { completedStatus: ['Released'] },
    problems: [error('completedStatus.0', 'no status Released', ['Completed', 'Done', 'Doing', 'To do'])],
  },
  {
    name: 'an issue type',
    parameters: { issueType: 'Epic' },
    problems: [warning('issueType', 'Asana has no issue types')],
  },
];

describe('a config for Asana', () => {
  let fixture: TrackerFixture<AsanaLab>;
  beforeAll(async () => {
    fixture = await anAsanaFixture();
  });
  afterAll(() => fixture?.stop());

  it.each(VARIANTS)('hears what there is to say of $name, and that then happens', async (variant) => {
    const { project = {}, parameters = {}, problems = [] } = variant;
    const lab = await startAsanaLab({ projects: [project, { name: 'Other' }] });
    const given = typeof parameters === 'function' ? parameters(lab) : parameters;
    const expected = problems.map((one) => ({
      ...one,
      path: one.path.replace(/<(.*)>/, (_, field: string) => gidOf(lab, field)),
      suggestions: one.suggestions?.map((text) => (text === '<other>' ? lab.project('Other').gid : text)),
    }));
    const decided = { parameters: { projectKey: lab.project().gid, ...given }, problems: expected };
    await expectVerifiedOutcome(fixture, lab, { ...variant, ...decided }, /^GET |^POST \/batch$/);
  });

  it('is refused at once where its gids are none', () => {
    return expectRefusedOnInput(fixture, [
      [{ parentKey: 'SHOP-1' }, 'parentKey'],
      [{ projectKey: 'SHOP' }, 'projectKey'],
    ]);
  });
});
