import { ProviderError, ProviderFailure, TicketStatusCategory } from '../../src/providers/contract/index.js';
import { AsanaHarness, BATCH, LIST } from '../support/adapters/asana.harness.js';

let harness: AsanaHarness;

beforeEach(async () => {
  harness = await AsanaHarness.start({ projects: [{}, { name: 'Other', sections: ['Backlog', 'Doing'] }] });
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const other = () => harness.lab.project('Other');

describe('reading tickets from Asana', () => {
  it('takes one call for the three tickets of a release, their sections included', async () => {
    const connection = harness.connect();
    const gids = await harness.createTickets(connection, 3);
    harness.lab.setSection(gids[1]!, 'Doing');
    harness.lab.setCompleted(gids[2]!);
    harness.lab.calls.reset();
    const seen = await connection.getTickets(gids);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 1 });
    expect(gids.map((gid) => [seen.get(gid)?.status, seen.get(gid)?.category])).toEqual([
      ['To do', TicketStatusCategory.TODO],
      ['Doing', TicketStatusCategory.IN_PROGRESS],
      ['Completed', TicketStatusCategory.DONE],
    ]);
    await connection.getTickets(gids);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 2 });
  });

  it('takes one call more where nothing is known of the tickets yet', async () => {
    const gids = await harness.createTickets(harness.connect(), 3);
    harness.lab.calls.reset();
    expect((await harness.connect().getTickets(gids)).size).toBe(3);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 2 });
  });

  it('reads many whose projects it does not know by one batch and their lists', async () => {
    const gids = await harness.createTickets(harness.connect(), 150);
    harness.lab.calls.reset();
    expect((await harness.connect().getTickets(gids)).size).toBe(150);
    // Ten by themselves, then two pages of the list.
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 2, [LIST]: 1 });
  });

  it('reads the tickets of two projects by two lists', async () => {
    const connection = harness.connect();
    const gids = await harness.createTickets(connection, 40);
    gids.push(...(await harness.createTickets(connection, 40, { projectKey: other().gid })));
    harness.lab.calls.reset();
    expect((await connection.getTickets(gids)).size).toBe(80);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 2 });
  });

  it('does not list a project of very many tasks for a few of ours', async () => {
    const connection = harness.connect();
    const gids = [
      ...(await harness.createTickets(connection, 10)),
      ...(await harness.createTickets(harness.connect(), 300)),
    ];
    gids.push(...(await harness.createTickets(connection, 10)));
    const ours = [...gids.slice(0, 10), ...gids.slice(-10)];
    harness.lab.calls.reset();
    expect((await connection.getTickets(ours)).size).toBe(20);
    // One page of the list, which brings no more than a batch would; the rest by itself.
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 2 });
  });

  it('leaves out of many what is gone, hidden or was never there, each asked by itself', async () => {
    const connection = harness.connect();
    const gids = await harness.createTickets(connection, 30);
    harness.lab.deleteTask(gids[3]!);
    harness.lab.hideTask(gids[7]!);
    const seen = await connection.getTickets([...gids, '4711']);
    expect(gids.filter((gid) => !seen.has(gid))).toEqual([gids[3], gids[7]]);
    expect(seen.size).toBe(28);
  });

  it('sees what was moved to another project by that project’s sections', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    await connection.getTickets([gid!]);
    harness.lab.moveTask(gid!, other());
    harness.lab.setSection(gid!, 'Doing');
    expect((await connection.getTickets([gid!])).get(gid!)).toMatchObject({
      status: 'Doing',
      category: TicketStatusCategory.IN_PROGRESS,
      url: expect.stringContaining(other().gid),
    });
  });

  it('keeps to the project that a ticket was made in while others have it too', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1, { projectKey: other().gid });
    const task = harness.lab.task(gid!);
    const shop = harness.lab.project();
    task.memberships.unshift({ project: shop, section: shop.sectionNamed('Doing') });
    const homes = new Map([[gid!, other().gid]]);
    for (const reader of [connection, harness.connect()])
      expect((await reader.getTickets([gid!], homes)).get(gid!)?.status).toBe('Backlog');
    // Whoever is not told takes the first, whatever this process has made or seen.
    for (const reader of [connection, harness.connect()])
      expect((await reader.getTickets([gid!])).get(gid!)?.status).toBe('Doing');
  });

  it('takes one call less where it is told where the tickets were made', async () => {
    const gids = await harness.createTickets(harness.connect(), 3);
    const homes = new Map(gids.map((gid) => [gid, harness.lab.project().gid]));
    harness.lab.calls.reset();
    expect((await harness.connect().getTickets(gids, homes)).size).toBe(3);
    expect(harness.lab.calls.counts()).toEqual({ [BATCH]: 1 });
  });

  it('knows no section of a task that is in no project', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    harness.lab.task(gid!).memberships = [];
    expect((await connection.getTickets([gid!])).get(gid!)).toMatchObject({
      status: 'Incomplete',
      category: TicketStatusCategory.TODO,
    });
  });

  it('is not done with a batch of which a part is put off: nothing counts as gone', async () => {
    const connection = harness.connect();
    const gids = await harness.createTickets(connection, 3);
    harness.lab.site.limitedActions = { left: 1, retryAfterSeconds: 17 };
    const error = await connection.getTickets(gids).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ failure: ProviderFailure.RATE_LIMITED, retryAfterSeconds: 17 });
  });
});

describe('moving tickets along in Asana', () => {
  it('opens again what was completed, and puts it where it was wanted', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    harness.lab.setCompleted(gid!);
    const target = { status: 'doing', fields: null };
    expect(await connection.planTransition(gid!, target)).toEqual({
      ...{ kind: 'possible', from: 'Completed', via: ['Doing'] },
    });
    expect(await connection.transition(gid!, target)).toEqual({ kind: 'done', status: 'Doing' });
    expect([harness.lab.task(gid!).isCompleted, harness.lab.task(gid!).sectionName]).toEqual([
      false,
      'Doing',
    ]);
  });

  it('completes nothing by the name of a section', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    await connection.transition(gid!, { status: 'Done', fields: null });
    expect([harness.lab.task(gid!).isCompleted, harness.lab.task(gid!).sectionName]).toEqual([false, 'Done']);
    const seen = (await connection.getTickets([gid!])).get(gid!);
    expect(seen?.category).toBe(TicketStatusCategory.IN_PROGRESS);
  });

  it('sets fields on the way', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    const field = harness.lab.project().field('Build').gid;
    await connection.transition(gid!, { status: 'Completed', fields: { [field]: '77' } });
    expect(harness.lab.task(gid!).fieldValues.get(field)).toBe('77');
  });

  it('knows a section that somebody has just made', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    await connection.getTickets([gid!]);
    harness.lab.project().sections.push({ gid: '990001', name: 'In review' });
    expect(await connection.transition(gid!, { status: 'In review', fields: null })).toMatchObject({
      kind: 'done',
    });
  });

  it('is forbidden to those who may only comment; comments are not', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    harness.lab.project().access = 'commenter';
    const error = await connection
      .transition(gid!, { status: 'Doing', fields: null })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ failure: ProviderFailure.FORBIDDEN });
    await connection.comment(gid!, { id: harness.draft().operationId, body: 'Hello' });
    expect(harness.lab.task(gid!).stories.at(-1)?.text).toMatch(/^Hello/);
  });

  it('finds its comment among very many', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    const { task, site, account } = {
      task: harness.lab.task(gid!),
      site: harness.lab.site,
      account: harness.lab.account,
    };
    const words = { id: harness.draft().operationId, body: 'Once.' };
    const kind = { type: 'comment', subtype: 'comment_added' } as const;
    for (let number = 0; number < 150; number += 1) site.addStory(task, account.user, kind, `${number}`);
    await connection.comment(gid!, words);
    await connection.comment(gid!, words);
    expect(task.stories.filter(({ text }) => text.startsWith('Once'))).toHaveLength(1);
  });

  it('links a build by title and address, with quotes and line ends, once', async () => {
    const connection = harness.connect();
    const [gid] = await harness.createTickets(connection, 1);
    const link = { id: 'a "b"\r\n--c', url: 'https://ci.example.test/?a=1&b="2"', title: 'Build "7"; ünï' };
    await connection.putExternalLink(gid!, link);
    await connection.putExternalLink(gid!, { ...link, title: 'Build 8' });
    const { attachments } = harness.lab.task(gid!);
    expect(attachments.map(({ url, name }) => [url, name.replace(/ \[delivr:[0-9a-f]{24}\]$/, '')])).toEqual([
      [link.url, 'Build 8'],
    ]);
  });
});
