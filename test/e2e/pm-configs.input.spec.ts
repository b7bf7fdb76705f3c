import { randomUUID } from 'node:crypto';
import { aTeam } from '../support/fixtures/team.fixture.js';
import {
  aPlatform,
  PmConfigFixture,
  CREATE,
  LIST,
  PREVIEW,
  UPDATE,
} from '../support/fixtures/pm-configs.fixture.js';

const AT = 'platformConfigurations.0.parameters';
const UNKNOWN = 'There are {{version}}, {{platform}}, {{plannedDate}}, {{project}}, {{releaseUrl}}.';

/** Invalid parameters, the path of the violation, and its message. */
const BAD_PARAMETERS: readonly [string, object, string, string][] = [
  ['an empty project key', { projectKey: ' ' }, 'projectKey', 'must not be empty.'],
  [
    'a path as project key',
    { projectKey: '../admin' },
    'projectKey',
    'cannot be the key of a project in Jira.',
  ],
  [
    'a project key of one letter',
    { projectKey: 'S' },
    'projectKey',
    'cannot be the key of a project in Jira.',
  ],
  [
    'a project key that is too long',
    { projectKey: 'S'.repeat(256) },
    'projectKey',
    'at most 255 characters.',
  ],
  ['an empty issue type', { issueType: '' }, 'issueType', 'must not be empty.'],
  ['an issue type of two lines', { issueType: 'Epic\nTask' }, 'issueType', 'control characters.'],
  ['a priority that is too long', { priority: 'x'.repeat(256) }, 'priority', 'at most 255 characters.'],
  ['an assignee of spaces', { assignee: '  ' }, 'assignee', 'must not be empty.'],
  ['a parent that is no key', { parentKey: '../SHOP-1' }, 'parentKey', 'is no key of a ticket.'],
  ['an empty status', { completedStatus: ['Done', ''] }, 'completedStatus.1', 'must not be empty.'],
  [
    'a status twice',
    { completedStatus: ['Done', 'QA', 'dONE '] },
    'completedStatus.2',
    'in the list already.',
  ],
  [
    '51 statuses',
    { completedStatus: Array.from({ length: 51 }, (_, n) => `${n}`) },
    'completedStatus',
    'at most 50',
  ],
  ['a label that is too long', { labels: ['x'.repeat(256)] }, 'labels.0', 'at most 255 characters.'],
  ['a label twice', { labels: ['a', 'b', 'a'] }, 'labels.2', 'is in the list already.'],
  ['a label with a space', { labels: ['ok', 'not ok'] }, 'labels.1', 'no label with spaces'],
  ['a label with an unknown placeholder', { labels: ['{{ver}}'] }, 'labels.0', `{{ver}}. ${UNKNOWN}`],
  ['an empty title', { titleTemplate: ' ' }, 'titleTemplate', 'must not be empty.'],
  ['a title of two lines', { titleTemplate: 'a\nb' }, 'titleTemplate', 'control characters.'],
  [
    'a title that is too long',
    { titleTemplate: 'x'.repeat(256) },
    'titleTemplate',
    'at most 255 characters.',
  ],
  ['an unknown placeholder', { titleTemplate: '{{ Version }} {{}}' }, 'titleTemplate', '{{Version}}, {{}}.'],
  [
    'a description that is too long',
    { descriptionTemplate: 'x'.repeat(10_001) },
    'descriptionTemplate',
    '10000',
  ],
  ['one unknown in the description', { descriptionTemplate: '{{build}}' }, 'descriptionTemplate', UNKNOWN],
  ['51 custom fields', { customFields: fields(51) }, 'customFields', 'at most 50 fields.'],
  ['too much in custom fields', { customFields: { a: 'x'.repeat(20_001) } }, 'customFields', '20000 bytes'],
  [
    'an unknown placeholder in a custom field',
    { customFields: { customfield_1: ['{{version}}', { value: '{{build}}' }] } },
    'customFields.customfield_1',
    UNKNOWN,
  ],
  ['a nameless custom field', { customFields: { '': 1 } }, 'customFields', 'field ids'],
  ['a NUL in a custom field', { customFields: { a: ['\u0000'] } }, 'customFields', 'NUL'],
  ['half a character in a custom field', { customFields: { a: '\ud83d' } }, 'customFields', 'Unicode'],
  ['a class in custom fields', { customFields: { a: { constructor: 'x' } } }, 'customFields', 'constructor'],
  ['endless custom fields', { customFields: nested(50) }, 'customFields', 'deeper than 20'],
  ['a list as custom fields', { customFields: [1] }, 'customFields', 'must be a JSON object.'],
];

function fields(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`customfield_${index}`, 1]));
}

function nested(depth: number): object {
  return depth === 0 ? {} : { a: nested(depth - 1) };
}

describe('bad input of PM configs', () => {
  let fixture: PmConfigFixture;
  let stored: string;
  beforeAll(async () => {
    fixture = await PmConfigFixture.start();
    stored = (await fixture.create({ name: 'Stored' })).id;
  });
  afterAll(() => fixture.stop());

  /** On create, update and preview alike; afterwards nothing has changed. */
  async function fieldsOf(more: object): Promise<{ path: string; message: string }[]> {
    const before = await fixture.run(LIST, { projectId: fixture.projectId, all: true });
    const { projectId, integrationId, platformConfigurations } = fixture.input(more);
    const tries = [
      await fixture.graphql(CREATE, { input: fixture.input(more) }),
      await fixture.graphql(UPDATE, { input: { id: stored, ...more } }),
      ...('name' in more || 'description' in more
        ? []
        : [await fixture.graphql(PREVIEW, { input: { projectId, integrationId, platformConfigurations } })]),
    ];
    const answers = tries.map(({ errors }) => errors![0]!.extensions);
    for (const extensions of answers) expect(extensions).toEqual({ ...answers[0], code: 'BAD_USER_INPUT' });
    expect(await fixture.run(LIST, { projectId: fixture.projectId, all: true })).toEqual(before);
    return answers[0]!['fields'];
  }

  it.each(BAD_PARAMETERS)('refuses %s', async (_, parameters, path, message) => {
    const fieldErrors = await fieldsOf({ platformConfigurations: [aPlatform(parameters)] });
    expect(fieldErrors).toEqual([{ path: `${AT}.${path}`, message: expect.stringContaining(message) }]);
  });

  it.each([
    ['no platform', [], '', 'at least one'],
    ['a platform twice', [aPlatform(), aPlatform()], '.1.platform', 'WEB is in the list already.'],
    ['more platforms than there are', Array.from({ length: 4 }, () => aPlatform()), '', 'at most 3'],
  ])('refuses %s', async (_, platformConfigurations, path, message) => {
    const fieldErrors = await fieldsOf({ platformConfigurations });
    expect(fieldErrors).toEqual([
      { path: `platformConfigurations${path}`, message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    ['an empty name', { name: '' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'name'],
    ['a name with control characters', { name: 'a\u0000b' }, 'name'],
    ['a description that is too long', { description: 'x'.repeat(2_001) }, 'description'],
    ['a description with NUL', { description: 'a\u0000' }, 'description'],
  ])('refuses %s', async (_, more, path) => {
    expect(await fieldsOf(more)).toMatchObject([{ path }]);
  });

  it('reports every violation at once', async () => {
    const fieldErrors = await fieldsOf({
      name: ' ',
      platformConfigurations: [
        aPlatform({ issueType: '', labels: ['ok', ''], titleTemplate: '{{nope}}' }),
        aPlatform({ completedStatus: ['Done', 'done'], customFields: { '': 1 } }),
      ],
    });
    expect(fieldErrors.map(({ path }) => path).sort()).toEqual([
      'name',
      'platformConfigurations.0.parameters.issueType',
      'platformConfigurations.0.parameters.labels.1',
      'platformConfigurations.0.parameters.titleTemplate',
      'platformConfigurations.1.parameters.completedStatus.1',
      'platformConfigurations.1.parameters.customFields',
      'platformConfigurations.1.platform',
    ]);
  });

  it('reports what the tracker never accepts without calling it', async () => {
    const fieldErrors = await fieldsOf({
      platformConfigurations: [
        aPlatform({ projectKey: '1', labels: ['a b'] }),
        aPlatform({ parentKey: 'none' }, { platform: 'PLAY_STORE' }),
      ],
    });
    expect(fieldErrors.map(({ path }) => path)).toEqual([
      'platformConfigurations.0.parameters.projectKey',
      'platformConfigurations.0.parameters.labels.0',
      'platformConfigurations.1.parameters.parentKey',
    ]);
  });

  it.each(['name', 'integrationId', 'platformConfigurations', 'isActive'])(
    'cannot clear %s',
    async (path) => {
      const { errors } = await fixture.graphql(UPDATE, { input: { id: stored, [path]: null } });
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    },
  );

  it('treats null as the default', async () => {
    const cleared = {
      ...{ issueType: null, completedStatus: null, priority: null, labels: null, assignee: null },
      ...{ parentKey: null, titleTemplate: null, descriptionTemplate: null, customFields: null },
    };
    const config = await fixture.create({ platformConfigurations: [aPlatform(cleared)] });
    const bare = await fixture.create();
    expect(config.platformConfigurations).toEqual(bare.platformConfigurations);
  });

  it.each([
    ['a version that is none', { version: 'one' }, 'version'],
    ['a version that is too long', { version: '1'.repeat(65) }, 'version'],
    ['an empty version', { version: '' }, 'version'],
  ])('previews no %s', async (_, more, path) => {
    const { projectId, integrationId, platformConfigurations } = fixture.input();
    const input = { projectId, integrationId, platformConfigurations, ...more };
    const { data, errors } = await fixture.graphql(PREVIEW, { input });
    expect(data).toEqual({ previewPmConfig: null });
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  it.each(['unknown', 'malformed', 'of another project', 'disconnected'])(
    'treats an integration that is %s as one that does not exist',
    async (kind) => {
      const id = await anIntegration(kind);
      const within = [aPlatform(), aPlatform({}, { platform: 'APP_STORE', integrationId: id })];
      for (const [more, path] of [
        [{ integrationId: id }, 'integrationId'],
        [{ platformConfigurations: within }, 'platformConfigurations.1.integrationId'],
      ] as const) {
        const { projectId, integrationId, platformConfigurations } = fixture.input(more);
        for (const answer of [
          await fixture.graphql(CREATE, { input: fixture.input(more) }),
          await fixture.graphql(UPDATE, { input: { id: stored, ...more } }),
          await fixture.graphql(PREVIEW, { input: { projectId, integrationId, platformConfigurations } }),
        ]) {
          expect(answer.errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path }] });
        }
      }
    },
  );

  async function anIntegration(kind: string): Promise<string> {
    if (kind === 'unknown') return randomUUID();
    if (kind === 'malformed') return "1' or '1'='1";
    if (kind === 'disconnected') {
      const id = await fixture.connect(fixture.lab, 'Gone');
      await fixture.app.run('mutation ($id: ID!) { deleteIntegration(id: $id) }', { id });
      return id;
    }
    const { projectId, OWNER } = await aTeam(fixture.app);
    const connection = { jira: { baseUrl: fixture.lab.baseUrl, ...fixture.lab.credentials } };
    const { createIntegration } = await fixture.app.run(
      'mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }',
      { input: { projectId, name: 'Theirs', connection } },
      OWNER.token,
    );
    return createIntegration.id;
  }

  it('previews no edit of a config that does not exist or belongs to another project', async () => {
    const otherProject = (await aTeam(fixture.app)).projectId;
    const { integrationId, platformConfigurations } = fixture.input();
    for (const [id, projectId] of [
      [randomUUID(), fixture.projectId],
      ['nonsense', fixture.projectId],
      [stored, otherProject],
    ]) {
      const input = { id, projectId, integrationId, platformConfigurations };
      const { errors } = await fixture.app.graphql(PREVIEW, { input });
      expect(errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path: 'id' }] });
    }
  });
});
