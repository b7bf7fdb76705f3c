import { randomUUID } from 'node:crypto';
import { aProject } from '../support/fixtures/team.fixture.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const LIST = `query ($projectId: ID!, $filter: ReleaseFilter, $orderBy: ReleaseOrder! = CREATED_AT_DESC, $first: Int! = 100, $after: String) {
  releases(projectId: $projectId, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id version } } } }`;

const CREATE = 'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }';
const ORDERS = ['CREATED_AT_DESC', 'PLANNED_DATE_ASC', 'PLANNED_DATE_DESC'] as const;

/** In the order of their creation. */
const RELEASES: readonly {
  version: string;
  platforms: string[];
  plannedDate?: string;
  statuses?: string[];
}[] = [
  { version: '1.0.0', platforms: ['WEB'], plannedDate: '2026-03-01', statuses: ['IN_PROGRESS'] },
  { version: '1.1.0', platforms: ['WEB', 'IOS'] },
  { version: '2.0.0-RC_1', platforms: ['IOS'], plannedDate: '2026-01-15', statuses: ['CANCELLED'] },
  { version: '2.0.0', platforms: ['ANDROID', 'IOS', 'WEB'], plannedDate: '2026-03-01' },
  {
    version: '1.0.0',
    platforms: ['ANDROID'],
    plannedDate: '2026-12-31',
    statuses: ['IN_PROGRESS', 'PAUSED'],
  },
  { version: 'build2000', platforms: ['WEB'] },
];

describe('the list of releases', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    for (const { statuses = [], ...release } of RELEASES) {
      const { id } = await fixture.create(release);
      await fixture.moveThrough(id, ...statuses);
    }
  });

  afterAll(() => fixture.stop());

  const list = async (more: object = {}): Promise<any> =>
    (await fixture.run(LIST, { projectId: fixture.projectId, ...more })).releases;
  const versions = ({ edges }: any): string[] => edges.map(({ node }: any) => node.version);
  const newestFirst = RELEASES.map(({ version }) => version).reverse();

  /** All pages of so many each; `between` may do something after each. */
  const walk = async (
    more: object,
    first: number,
    between: () => Promise<unknown> = async () => undefined,
  ) => {
    const pages: any[] = [];
    for (let after: string | null = null; pages.length < 50; after = pages.at(-1).pageInfo.endCursor) {
      pages.push(await list({ first, after, ...more }));
      if (!pages.at(-1).pageInfo.hasNextPage) return pages;
      await between();
    }
    throw new Error('The list has no end.');
  };
  const nodes = (pages: any[]) => pages.flatMap(({ edges }) => edges.map(({ node }: any) => node));

  describe('orders', () => {
    it.each([
      ['CREATED_AT_DESC', newestFirst],
      ['PLANNED_DATE_ASC', ['2.0.0-RC_1', '1.0.0', '2.0.0', '1.0.0', '1.1.0', 'build2000']],
      ['PLANNED_DATE_DESC', ['1.0.0', '2.0.0', '1.0.0', '2.0.0-RC_1', 'build2000', '1.1.0']],
    ])('by %s, those without a date last', async (orderBy, expected) => {
      expect(versions(await list({ orderBy }))).toEqual(expected);
    });

    it('newest first by default', async () => {
      const { releases } = await fixture.run(
        'query ($id: ID!) { releases(projectId: $id) { edges { node { version } } } }',
        { id: fixture.projectId },
      );
      expect(versions(releases)).toEqual(newestFirst);
    });
  });

  describe('filters', () => {
    it.each<[object, string[]]>([
      [{}, newestFirst],
      [{ status: ['IN_PROGRESS', 'PAUSED'] }, ['1.0.0', '1.0.0']],
      [{ status: ['ARCHIVED'] }, []],
      [{ status: [] }, []],
      [{ platform: 'IOS' }, ['2.0.0', '2.0.0-RC_1', '1.1.0']],
      [{ version: '2.0.0' }, ['2.0.0']],
      [{ version: ' v2.0.0 ' }, ['2.0.0']],
      [{ version: '2.0.' }, []],
      [{ versionContains: '0-rc' }, ['2.0.0-RC_1']],
      [{ versionContains: 'v2.0' }, ['2.0.0', '2.0.0-RC_1']],
      [{ versionContains: '_' }, ['2.0.0-RC_1']],
      [{ versionContains: '%' }, []],
      [{ versionContains: '\\' }, []],
      [{ versionContains: '' }, newestFirst],
      [{ plannedFrom: '2026-03-01' }, ['1.0.0', '2.0.0', '1.0.0']],
      [{ plannedTo: '2026-03-01' }, ['2.0.0', '2.0.0-RC_1', '1.0.0']],
      [{ plannedFrom: '2026-02-01', plannedTo: '2026-03-01' }, ['2.0.0', '1.0.0']],
      [{ plannedFrom: '2026-03-02', plannedTo: '2026-03-01' }, []],
      [
        { status: null, platform: null, version: null, versionContains: null, plannedFrom: null },
        newestFirst,
      ],
      [{ status: ['PLANNED'], platform: 'WEB', versionContains: '0', plannedTo: '2026-06-01' }, ['2.0.0']],
      [{ status: ['PLANNED'], platform: 'ANDROID', version: '1.0.0' }, []],
    ])('by %j', async (filter, expected) => {
      const found = await list({ filter });
      expect(versions(found)).toEqual(expected);
      expect(found.totalCount).toBe(expected.length);
    });

    it('give the same totalCount on every page', async () => {
      const [page] = await walk({ filter: { platform: 'WEB' } }, 2);
      expect([page.totalCount, page.edges.length]).toEqual([4, 2]);
    });
  });

  describe('pages', () => {
    it.each(ORDERS)('contain every release of %s once', async (orderBy) => {
      for (const first of [1, 2, 4]) {
        const pages = await walk({ orderBy }, first);
        expect(nodes(pages)).toEqual(nodes([await list({ orderBy })]));
        expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual(pages.map((_, n) => n > 0));
      }
    });

    it('begin and end at their cursors', async () => {
      const { edges, pageInfo } = await list({ first: 3 });
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0].cursor, edges[2].cursor]);
      expect(nodes([await list({ after: edges[0].cursor, first: 2 })])).toEqual([
        edges[1].node,
        edges[2].node,
      ]);
    });

    it.each(ORDERS)('of %s repeat nothing while releases are created', async (orderBy) => {
      const projectId = await aProject(fixture.app);
      const make = (plannedDate: string | null) => () =>
        fixture.app.run(CREATE, { input: { ...fixture.input(), projectId, plannedDate } });
      for (const date of ['2026-05-01', '2026-05-01', '2026-05-02', null, null]) await make(date)();
      const page = async (more: object) =>
        (await fixture.app.run(LIST, { projectId, orderBy, first: 2, ...more })).releases;
      const before = nodes([await page({ first: 100 })]);
      const seen: any[] = [];
      for (let next = await page({}); ; next = await page({ after: next.pageInfo.endCursor })) {
        seen.push(...nodes([next]));
        if (!next.pageInfo.hasNextPage || seen.length > 30) break;
        await make(seen.length % 4 === 0 ? '2026-05-01' : null)();
      }
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
    });

    it('are empty in a project without releases', async () => {
      const projectId = await aProject(fixture.app);
      const { releases } = await fixture.app.run(LIST, { projectId });
      expect(releases).toEqual({
        totalCount: 0,
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      });
    });
  });

  describe('refuses', () => {
    const refuses = async (more: object, ...paths: string[]) => {
      const answer = await fixture.graphql(LIST, { projectId: fixture.projectId, ...more });
      expect(refusal(answer)).toEqual(refused('BAD_USER_INPUT', ...paths));
    };

    it.each([0, -1, 101, 2 ** 31 - 1])('a page of %d', (first) => refuses({ first }, 'first'));

    it('cursors of other orders', async () => {
      for (const from of ORDERS) {
        const { pageInfo } = await list({ orderBy: from, first: 1 });
        for (const orderBy of ORDERS.filter((order) => order !== from))
          await refuses({ orderBy, after: pageInfo.endCursor }, 'after');
      }
    });

    it('a cursor of the activity', async () => {
      const { activity } = await fixture.run(
        'query ($id: ID!) { activity(projectId: $id, first: 1) { pageInfo { endCursor } } }',
        { id: fixture.projectId },
      );
      await refuses({ after: activity.pageInfo.endCursor }, 'after');
    });

    const made = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');

    it.each([
      ...['', 'garbage', '\u0000', '\ud800', "' or 1=1", 'x'.repeat(10_000)],
      made('CREATED_AT_DESC', null, randomUUID()),
      made('CREATED_AT_DESC', '+275760-09-13T00:00:00.000Z', randomUUID()),
      made('CREATED_AT_DESC', '0000-01-01T00:00:00.000Z', randomUUID()),
      made('CREATED_AT_DESC', '2026-01-01T00:00:00.000Z', 'no-id'),
      made('CREATED_AT_DESC', '2026-01-01T00:00:00.000Z', null),
    ])('the cursor %j', (after) => refuses({ after }, 'after'));

    it.each([
      made('PLANNED_DATE_ASC', '0000-01-01', randomUUID()),
      made('PLANNED_DATE_ASC', 'x', randomUUID()),
    ])('the cursor %j of a planned order', (after) =>
      refuses({ orderBy: 'PLANNED_DATE_ASC', after }, 'after'),
    );

    it.each(['version', 'versionContains'])('what no %s can hold', async (member) => {
      for (const text of ['a\u0000b', 'a\ud800', 'a\nb', 'x'.repeat(256)])
        await refuses({ filter: { [member]: text } }, `filter.${member}`);
    });

    it.each([
      [{ status: ['SHIPPED'] }, 'filter.status.0'],
      [{ platform: 'PLAY_STORE' }, 'filter.platform'],
      [{ plannedFrom: '2026-02-30' }, 'filter.plannedFrom'],
      [{ plannedTo: '0000-01-01' }, 'filter.plannedTo'],
      [{ colour: 'red' }, 'filter'],
    ])('the filter %j', (filter, path) => refuses({ filter }, path));

    it.each([randomUUID(), 'no-id', '\u0000'])('the project %j', async (projectId) => {
      expect(refusal(await fixture.graphql(LIST, { projectId }))).toEqual(refused('NOT_FOUND'));
    });
  });
});
