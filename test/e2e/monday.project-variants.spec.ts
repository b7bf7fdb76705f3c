import { type MondayBoardOptions, type MondayLab, startMondayLab } from '../../lab/index.js';
import { DEFAULT_COLUMNS } from '../../lab/monday/board.js';
import { error, warning } from '../support/expected-problems.js';
import { TrackerFixture } from '../support/fixtures/tracker.fixture.js';
import {
  expectVerifiedOutcome,
  expectRefusedOnInput,
  type ProjectVariant,
} from '../support/project-variants.js';

const BOARD = '901';
/** The first item of a board, which some shapes put there. */
const PARENT = '19000001';

interface Variant extends ProjectVariant<MondayLab> {
  readonly board?: MondayBoardOptions;
}

const columnsWith = (
  labels: { index: number; label: string; isDone?: boolean; isDeactivated?: boolean }[],
) => [
  ...DEFAULT_COLUMNS.filter(({ title }) => title !== 'Status'),
  { title: 'Status', type: 'status' as const, labels },
];

const COLUMNS: NonNullable<MondayBoardOptions['columns']> = [
  ...DEFAULT_COLUMNS,
  {
    id: 'team',
    title: 'Team',
    type: 'status',
    labels: [
      { index: 0, label: 'Red' },
      { index: 1, label: 'Blue' },
    ],
  },
  { id: 'sizes', title: 'Sizes', type: 'dropdown', labels: [{ index: 1, label: 'Small' }] },
  { id: 'count', title: 'Count', type: 'numbers' },
  { id: 'day', title: 'Day', type: 'date' },
  { id: 'go', title: 'Go', type: 'checkbox' },
  { id: 'page', title: 'Page', type: 'link' },
  { id: 'note', title: 'Note', type: 'text' },
  { id: 'notes', title: 'Notes', type: 'long_text' },
  { id: 'who', title: 'Who', type: 'people' },
];

function addParent({ site, board, account }: MondayLab): void {
  const made = { name: 'Parent', board, groupId: 'topics', creator: account, parent: null };
  site.addItem({ ...made, values: new Map() });
}

/** Boards as people really have them, each with what a config must be told there. */
const VARIANTS: readonly Variant[] = [
  { name: 'an ordinary board' },
  { name: 'a board whose settings are of the old kind', board: { settingsForm: 'legacy' } },
  { name: 'a board of several levels', board: { hierarchy: 'multi_level' } },
  {
    name: 'a board without a column for operation ids',
    board: { without: ['delivr'] },
    problems: [warning('projectKey', 'no text column called delivr')],
  },
  {
    name: 'a board whose column for operation ids was archived',
    board: {
      columns: DEFAULT_COLUMNS.map((one) => ({ ...one, archived: one.title === 'delivr' })),
    },
    problems: [warning('projectKey', 'no text column called delivr')],
  },
  {
    name: 'a board without any status',
    board: { without: ['Status'] },
    problems: [error('completedStatus', 'never be completed', ['No status'])],
  },
  {
    name: 'a board whose status is called otherwise',
    board: {
      columns: [
        ...DEFAULT_COLUMNS.filter(({ title }) => title !== 'Status'),
        { title: 'Phase', type: 'status', labels: [{ index: 3, label: 'Shipped' }] },
      ],
    },
    parameters: { completedStatus: ['shipped'] },
  },
  {
    name: 'a board where nothing counts as done',
    board: { columns: columnsWith([{ index: 0, label: 'Doing' }]) },
    problems: [error('completedStatus', 'never be completed', ['No status', 'Doing'])],
  },
  {
    name: 'columns as people write their values',
    board: { columns: COLUMNS },
    parameters: {
      customFields: {
        team: 'red',
        sizes: ['small'],
        count: '42',
        day: '2026-01-31',
        go: true,
        page: 'https://example.test/notes',
        note: 7,
        notes: 'One.',
      },
    },
  },
  {
    name: 'values of which no column’s can be made',
    board: { columns: COLUMNS },
    parameters: {
      customFields: { team: 'Rad', sizes: 'Huge', count: 'many', day: 'soon', page: 'here', who: 'nobody' },
    },
    problems: [
      error('customFields.count', 'Count takes a number'),
      error('customFields.day', 'Day takes a date'),
      error('customFields.page', 'Page takes an address'),
      error('customFields.sizes', 'Sizes has no value Huge', ['Small']),
      error('customFields.team', 'Team has no value Rad', ['Red', 'Blue']),
      error('customFields.who', 'Who takes a person'),
    ],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: '4711' },
    problems: [error('assignee', 'Nobody with the id 4711')],
  },
  {
    name: 'a parent that is not there',
    board: { hierarchy: 'multi_level' },
    parameters: { parentKey: '4711' },
    problems: [error('parentKey', 'no item 4711')],
  },
  {
    name: 'a status that the board does not have',
    parameters: { completedStatus: ['Doen'] },
    problems: [error('completedStatus.0', 'no status Doen', ['Done', 'Stuck', 'No status', 'Working on it'])],
  },
  {
    name: 'a status that can no longer be chosen',
    board: {
      columns: columnsWith([
        { index: 1, label: 'Done', isDone: true },
        { index: 2, label: 'Gone', isDeactivated: true },
      ]),
    },
    parameters: { completedStatus: ['Gone'] },
    problems: [error('completedStatus.0', 'no status Gone', ['Done', 'No status'])],
  },
  {
    name: 'a status that every ticket begins with',
    parameters: { completedStatus: ['No status'] },
    problems: [warning('completedStatus.0', 'completed at once')],
  },
  {
    name: 'a priority that the board does not have',
    parameters: { priority: 'Hihg' },
    problems: [error('priority', 'no priority Hihg', ['High', 'Low', 'Medium'])],
  },
  {
    name: 'a board without priority, people and tags',
    board: { without: ['Priority', 'Owner', 'Tags'] },
    parameters: { priority: 'High', assignee: '77001' },
    problems: [
      warning('labels', 'has no labels: left out'),
      error('priority', 'has no priority'),
      error('assignee', 'has no assignee'),
    ],
  },
  {
    name: 'an issue type, as another tracker has it',
    parameters: { issueType: 'Epic' },
    problems: [error('issueType', 'has no issue type Epic', ['Item', 'Subitem'])],
  },
  {
    name: 'a subitem without a parent',
    parameters: { issueType: 'subitem', completedStatus: ['No status'] },
    problems: [
      warning('projectKey', 'Among the columns of the subitems'),
      error('parentKey', 'belongs under another ticket'),
      warning('labels', 'has no labels: left out'),
      warning('completedStatus.0', 'completed at once'),
    ],
  },
  {
    name: 'an item with a parent',
    prepare: addParent,
    parameters: { issueType: 'Item', parentKey: PARENT },
    problems: [error('parentKey', 'has no parent')],
  },
  {
    name: 'a subitem of a board that had none',
    prepare: addParent,
    parameters: { parentKey: PARENT },
    problems: [
      warning('projectKey', 'Among the columns of the subitems'),
      warning('labels', 'has no labels: left out'),
      error('completedStatus', 'never be completed', ['No status']),
    ],
  },
  {
    name: 'a subitem of a board whose subitems have columns of their own',
    prepare: (lab) => {
      addParent(lab);
      const subitems = lab.site.subitemBoardOf(lab.board);
      subitems.addColumn({ title: 'delivr', type: 'text' });
      subitems.addColumn({ title: 'Tags', type: 'tags' });
    },
    parameters: { parentKey: PARENT },
  },
  {
    name: 'a column that the board does not have',
    parameters: { customFields: { nowhere: 'x' } },
    problems: [error('customFields', 'no field nowhere')],
  },
  {
    name: 'a column that fills itself',
    board: { columns: [...DEFAULT_COLUMNS, { id: 'sum', title: 'Sum', type: 'formula' }] },
    parameters: { customFields: { sum: '1' } },
    problems: [error('customFields', 'no field sum')],
  },
  {
    name: 'a column of the board’s own',
    board: { columns: [...DEFAULT_COLUMNS, { id: 'train', title: 'Train', type: 'numbers' }] },
    parameters: { customFields: { train: '7' } },
  },
  {
    name: 'a board that the account may only look at',
    board: { access: 'view' },
    problems: [error('projectKey', 'lacks permissions in 901: edit the board')],
  },
  {
    name: 'a board that is hidden',
    board: { access: 'hidden' },
    problems: [error('projectKey', 'There is no monday.com board 901', ['902'])],
  },
];

describe('a config for monday.com', () => {
  let fixture: TrackerFixture<MondayLab>;
  beforeAll(async () => {
    fixture = await TrackerFixture.open(await startMondayLab(), {
      connectionOf: ({ baseUrl, credentials }) => ({ monday: { baseUrl, ...credentials } }),
      projectKey: BOARD,
    });
  });
  afterAll(() => fixture?.stop());

  it.each(VARIANTS)('hears what there is to say of $name, and that then happens', async (variant) => {
    const boards = [{ id: BOARD, name: 'Releases', ...variant.board }, { id: '902' }];
    await expectVerifiedOutcome(fixture, await startMondayLab({ boards }), variant);
  });

  it('is refused at once where no board could take it', () => {
    return expectRefusedOnInput(fixture, [
      [{ parentKey: 'SHOP-1' }, 'parentKey'],
      [{ projectKey: 'Releases' }, 'projectKey'],
    ]);
  });
});
