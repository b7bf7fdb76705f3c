import { randomUUID } from 'node:crypto';
import type { PmConnection } from '../../src/providers/contract/index.js';
import type { ProjectOptions } from '../../lab/index.js';
import { JiraCloudHarness } from '../support/adapters/jira-cloud.harness.js';
import { JiraDataCenterHarness } from '../support/adapters/jira-data-center.harness.js';
import { aDraft } from '../support/adapters/jira.harness.js';

/** What both kinds of Jira do alike, on a workflow with screens. */
const SHOP: ProjectOptions = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'In Review', category: 'indeterminate' },
    { name: 'Stuck', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
    { name: 'Dropped', category: 'done' },
  ],
  transitions: [
    { name: 'Block', from: ['To Do', 'In Progress'], to: 'Stuck' },
    { name: 'Start', from: ['To Do'], to: 'In Progress' },
    { name: 'Review', from: ['In Progress'], to: 'In Review', offers: ['description'] },
    { name: 'Finish', from: ['In Review'], to: 'Done', requires: ['resolution'], offers: ['summary'] },
    { name: 'Drop', from: ['To Do', 'In Progress', 'In Review'], to: 'Dropped', requires: ['customfield_7'] },
  ],
  fields: [{ id: 'customfield_7', name: 'Why', type: 'option', options: ['No time', 'No need'] }],
};

interface ChangesHarness {
  readonly lab: JiraCloudHarness['lab'] | JiraDataCenterHarness['lab'];
  connect(): PmConnection;
  stop(): Promise<void>;
}

const HARNESSES: readonly [string, string, () => Promise<ChangesHarness>][] = [
  ['Jira Cloud', '/rest/api/3', () => JiraCloudHarness.start({ projects: [SHOP] })],
  ['Jira Data Center', '/rest/api/2', () => JiraDataCenterHarness.start({ projects: [SHOP] })],
];

describe.each(HARNESSES)('%s', (_, api, start) => {
  let harness: ChangesHarness;
  let connection: PmConnection;
  const performs = `POST ${api}/issue/{issueIdOrKey}/transitions`;
  const to = (status: string, fields: Record<string, unknown> | null = null) => ({ status, fields });
  const statusOf = (key: string) => harness.lab.issue(key).status.name;
  const aTicket = async () => {
    const [outcome] = await connection.createTickets([aDraft({ description: 'As it was.' })]);
    if (outcome?.kind !== 'created') throw new Error('Nothing was made.');
    return outcome.ticket.key;
  };

  beforeEach(async () => {
    harness = await start();
    connection = harness.connect();
  });
  afterEach(async () => {
    await harness.stop();
    expect(harness.lab.violations).toEqual([]);
  });

  it('learns the way from other tickets, and takes no other', async () => {
    const ticket = await aTicket();
    for (const status of ['In Progress', 'In Review', 'Stuck']) {
      harness.lab.setStatus(await aTicket(), status);
    }
    expect(await connection.planTransition!(ticket, to('Done'))).toEqual({
      kind: 'possible',
      from: 'To Do',
      via: ['In Progress', 'In Review', 'Done'],
    });
    expect(await connection.transition!(ticket, to('done'))).toEqual({ kind: 'done', status: 'Done' });
    expect(harness.lab.calls.count(performs)).toBe(3);
  });

  it('leaves a ticket where it is when other tickets show that there is no way', async () => {
    const ticket = await aTicket();
    for (const status of ['In Progress', 'In Review', 'Stuck', 'Done']) {
      harness.lab.setStatus(await aTicket(), status);
    }
    harness.lab.setStatus(ticket, 'Stuck');
    const outcome = await connection.transition!(ticket, to('Done'));
    expect(outcome).toMatchObject({ kind: 'blocked', status: 'Stuck', possibleStatuses: [] });
    expect(harness.lab.calls.count(performs)).toBe(0);
  });

  it('fills the screens on its way with what is given, and the only resolution that fits', async () => {
    const ticket = await aTicket();
    harness.lab.setStatus(ticket, 'In Review');
    const fields = { summary: 'Shipped', elsewhere: 'ignored' };
    expect((await connection.transition!(ticket, to('Done', fields))).kind).toBe('done');
    expect(harness.lab.issue(ticket).fields).toMatchObject({
      summary: 'Shipped',
      resolution: { name: 'Done' },
    });
  });

  it('says what a screen on the way asks for, and goes on once it is given', async () => {
    const ticket = await aTicket();
    const why = 'The step "Drop" asks for Why. One of: No time, No need.';
    const blocked = {
      kind: 'blocked',
      status: 'To Do',
      reason: why,
      fields: [{ path: 'customfield_7', message: why }],
    };
    expect(await connection.planTransition!(ticket, to('Dropped'))).toMatchObject(blocked);
    expect(await connection.transition!(ticket, to('Dropped'))).toMatchObject(blocked);
    expect(statusOf(ticket)).toBe('To Do');
    const given = to('Dropped', { customfield_7: { value: 'No need' } });
    expect((await connection.transition!(ticket, given)).kind).toBe('done');
  });

  it('tells what Jira says against a value, with its field', async () => {
    const ticket = await aTicket();
    const outcome = await connection.transition!(ticket, to('Dropped', { customfield_7: { value: 'x' } }));
    expect(outcome).toMatchObject({
      kind: 'blocked',
      status: 'To Do',
      fields: [{ path: 'customfield_7', message: expect.stringMatching(/x/) }],
    });
  });

  it('says that the permission may be missing where no step is offered', async () => {
    const ticket = await aTicket();
    harness.lab.site.project('SHOP')?.setPermission('TRANSITION_ISSUES', false);
    const outcome = await connection.transition!(ticket, to('In Progress'));
    expect(outcome).toMatchObject({ kind: 'blocked', reason: expect.stringMatching(/permission/) });
  });

  it('finds its comment among hundreds, and makes no second one', async () => {
    const ticket = await aTicket();
    const comment = { id: randomUUID(), body: 'It **shipped**.' };
    await connection.comment!(ticket, comment);
    const issue = harness.lab.issue(ticket);
    const [ours] = issue.comments;
    for (let number = 0; number < 250; number += 1)
      issue.comments.push({ ...ours!, body: 'x', properties: [] });
    await connection.comment!(ticket, comment);
    expect(issue.comments).toHaveLength(251);
    await connection.comment!(ticket, { ...comment, id: randomUUID() });
    expect(issue.comments).toHaveLength(252);
  });

  it('refuses what is no key without a call', async () => {
    const calls = [
      () => connection.transition!('../x', to('Done')),
      () => connection.comment!('SHOP', { id: '1', body: 'x' }),
      () => connection.putExternalLink!('a b', { id: '1', url: 'https://ci.example.test', title: 'x' }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ failure: 'NOT_FOUND' });
    expect(harness.lab.calls.total).toBe(0);
  });
});
