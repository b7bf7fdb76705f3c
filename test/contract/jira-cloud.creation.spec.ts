import { type CreateOutcome, ProviderFailure, type TicketDraft } from '../../src/providers/contract/index.js';
import type { Fault } from '../../lab/index.js';
import {
  aDraft,
  BULK,
  FIELDS,
  JiraCloudHarness,
  threeDrafts,
  TIMEOUT_MS,
  TYPES,
} from '../support/adapters/jira-cloud.harness.js';

let harness: JiraCloudHarness;

beforeEach(async () => {
  harness = await JiraCloudHarness.start();
});
afterEach(async () => {
  await harness.stop();
  expect(harness.lab.violations).toEqual([]);
});

const create = (...drafts: TicketDraft[]) => harness.connect().createTickets(drafts);
const kinds = (outcomes: readonly CreateOutcome[]) => outcomes.map(({ kind }) => kind);
const shop = () => {
  const project = harness.lab.site.project('SHOP');
  if (!project) throw new Error('The lab has no SHOP.');
  return project;
};
async function fieldsOf(draft: TicketDraft): Promise<readonly string[]> {
  const [outcome] = await create(draft);
  if (outcome?.kind !== 'rejected') throw new Error(`It was ${outcome?.kind}.`);
  return outcome.error.fields.map(({ path }) => path);
}

describe('creating tickets in Jira Cloud', () => {
  it('takes one call for three, each with its operation id inside', async () => {
    const drafts = threeDrafts();
    const outcomes = await create(...drafts);
    expect(harness.lab.calls.count(BULK)).toBe(1);
    const issues = harness.lab.issues();
    expect(issues.map(({ summary }) => summary)).toEqual(['Android', 'iOS', 'Web']);
    expect(outcomes).toEqual(
      drafts.map(({ operationId }, index) => ({
        kind: 'created',
        operationId,
        ticket: {
          remoteId: issues[index]?.id,
          key: `SHOP-${index + 1}`,
          url: `${harness.lab.baseUrl}/browse/SHOP-${index + 1}`,
        },
      })),
    );
    for (const [index, { operationId }] of drafts.entries()) {
      expect(issues[index]?.labels).toEqual(['release', `delivr-${operationId}`]);
      expect(issues[index]?.properties.get('delivr.operation')).toBe(operationId);
      expect(issues[index]?.type.name).toBe('Epic');
    }
  });

  it('sends everything that was asked for, names without case', async () => {
    const [parent] = await create(aDraft());
    expect(parent?.kind).toBe('created');
    const [outcome] = await create(
      aDraft({
        projectKey: 'shop',
        issueType: 'story',
        priority: 'hIGHEST',
        assignee: harness.lab.account.accountId,
        parentKey: 'shop-1',
        dueDate: '2026-12-24',
      }),
    );
    expect(outcome).toMatchObject({ kind: 'created', ticket: { key: 'SHOP-2' } });
    expect(harness.lab.issue('SHOP-2').type.name).toBe('Story');
    expect(harness.lab.issue('SHOP-2').fields).toMatchObject({
      duedate: '2026-12-24',
      assignee: harness.lab.account.accountId,
    });
  });

  it('makes epics in team-managed projects and where they are called otherwise', async () => {
    harness.lab.site.addProject({
      key: 'TEAM',
      style: 'next-gen',
      types: [{ name: 'Aufgabe' }, { name: 'Großes', level: 1 }],
    });
    expect(kinds(await create(aDraft({ projectKey: 'TEAM' })))).toEqual(['created']);
    expect(harness.lab.issue('TEAM-1').type.name).toBe('Großes');
  });

  it("fills the epic's own name where a company-managed project requires it", async () => {
    shop().addField({
      id: 'customfield_5',
      name: 'Epic Name',
      type: 'epicName',
      required: true,
      types: ['Epic'],
    });
    expect(kinds(await create(aDraft({ title: 'Web 2' })))).toEqual(['created']);
    expect(harness.lab.issue('SHOP-1').fields.customfield_5).toBe('Web 2');
  });

  it('leaves labels and description out where no screen has them', async () => {
    shop().removeField('labels');
    shop().removeField('description');
    const draft = aDraft();
    expect(kinds(await create(draft))).toEqual(['created']);
    expect(harness.lab.issue('SHOP-1').properties.get('delivr.operation')).toBe(draft.operationId);
  });

  it('makes more than fifty in several calls', async () => {
    const drafts = Array.from({ length: 120 }, (_, index) => aDraft({ title: `Ticket ${index}` }));
    const outcomes = await create(...drafts);
    expect(new Set(kinds(outcomes))).toEqual(new Set(['created']));
    expect(harness.lab.calls.count(BULK)).toBe(3);
    expect(harness.lab.issue('SHOP-120').properties.get('delivr.operation')).toBe(drafts[119]?.operationId);
  });

  it('makes the good ones when one is refused, and pairs them rightly', async () => {
    const drafts = threeDrafts();
    const outcomes = await create(drafts[0], { ...drafts[1], parentKey: 'SHOP-999' }, drafts[2]);
    expect(kinds(outcomes)).toEqual(['created', 'rejected', 'created']);
    expect(outcomes[2]).toMatchObject({ ticket: { key: 'SHOP-2' } });
    expect(harness.lab.issue('SHOP-2').summary).toBe('Web');
    expect(outcomes[1]).toMatchObject({ error: { failure: ProviderFailure.REJECTED } });
  });
});

describe('what Jira Cloud refuses', () => {
  it('is told with its words and its field: a required custom field', async () => {
    shop().addField({ id: 'customfield_9', name: 'Team', required: true });
    const [outcome] = await create(aDraft());
    expect(outcome).toMatchObject({
      kind: 'rejected',
      error: {
        failure: ProviderFailure.REJECTED,
        fields: [{ path: 'customfield_9', message: 'Team is required.' }],
        message: expect.stringContaining('Team is required.'),
      },
    });
    expect(kinds(await create(aDraft({ customFields: { customfield_9: 'Red' } })))).toEqual(['created']);
  });

  it.each([
    [{ issueType: 'Saga' }, 'issuetype'],
    [{ priority: 'Huge' }, 'priority'],
    [{ projectKey: 'NOPE' }, 'project'],
    [{ projectKey: '../myself' }, 'project'],
    [{ labels: ['two words'] }, 'labels'],
    [{ parentKey: '../SHOP-1' }, 'parent'],
  ] as const)('is found without sending: %j', async (parts, path) => {
    expect(await fieldsOf(aDraft(parts))).toEqual([path]);
    expect(harness.lab.calls.count(BULK)).toBe(0);
  });

  it('is passed on: a title that is too long', async () => {
    expect(await fieldsOf(aDraft({ title: 'x'.repeat(256) }))).toEqual(['summary']);
  });

  it('does not keep one project from another one', async () => {
    harness.lab.site.addProject({ key: 'OTHER' });
    const outcomes = await create(aDraft({ projectKey: 'NOPE' }), aDraft({ projectKey: 'OTHER' }), aDraft());
    expect(kinds(outcomes)).toEqual(['rejected', 'created', 'created']);
    expect(outcomes.slice(1)).toMatchObject([{ ticket: { key: 'OTHER-1' } }, { ticket: { key: 'SHOP-1' } }]);
  });

  it('is asked again once when what is remembered of the project has become old', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft()]);
    shop().removeField('labels');
    expect(kinds(await connection.createTickets([aDraft()]))).toEqual(['created']);
    expect(harness.lab.calls.counts()).toMatchObject({ [TYPES]: 2, [FIELDS]: 2, [BULK]: 3 });
    expect(harness.lab.issues()).toHaveLength(2);
  });

  it('is not asked again where nothing has changed', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft()]);
    expect(kinds(await connection.createTickets([aDraft({ title: '' })]))).toEqual(['rejected']);
    expect(harness.lab.calls.count(BULK)).toBe(2);
  });

  it('knows an issue type that was added since', async () => {
    const connection = harness.connect();
    await connection.createTickets([aDraft()]);
    const epic = shop().types.find(({ name }) => name === 'Epic');
    if (epic) shop().types.push({ ...epic, id: '99', name: 'Saga' });
    expect(kinds(await connection.createTickets([aDraft({ issueType: 'Saga' })]))).toEqual(['created']);
  });
});

describe('what became of a ticket when Jira Cloud does not say "created"', () => {
  const cases: readonly [string, Fault, string, ProviderFailure, number][] = [
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'notCreated', ProviderFailure.RATE_LIMITED, 0],
    ['409', { kind: 'server-error', status: 409 }, 'notCreated', ProviderFailure.UNAVAILABLE, 0],
    ['423', { kind: 'server-error', status: 423 }, 'notCreated', ProviderFailure.UNAVAILABLE, 0],
    ['425', { kind: 'server-error', status: 425 }, 'notCreated', ProviderFailure.UNAVAILABLE, 0],
    ['401', { kind: 'token-revoked' }, 'notCreated', ProviderFailure.UNAUTHENTICATED, 0],
    ['403', { kind: 'server-error', status: 403 }, 'rejected', ProviderFailure.FORBIDDEN, 0],
    ['404', { kind: 'server-error', status: 404 }, 'rejected', ProviderFailure.NOT_FOUND, 0],
    ['400', { kind: 'server-error', status: 400 }, 'rejected', ProviderFailure.REJECTED, 0],
    ['408', { kind: 'server-error', status: 408 }, 'uncertain', ProviderFailure.UNAVAILABLE, 0],
    ['500 before', { kind: 'server-error', status: 500 }, 'uncertain', ProviderFailure.UNAVAILABLE, 0],
    [
      '503 after',
      { kind: 'server-error', status: 503, when: 'after-commit', body: 'html' },
      'uncertain',
      ProviderFailure.UNAVAILABLE,
      3,
    ],
    ['a redirect', { kind: 'redirect' }, 'uncertain', ProviderFailure.UNEXPECTED, 0],
    ['a page', { kind: 'html-page' }, 'uncertain', ProviderFailure.UNEXPECTED, 0],
    ['half an answer', { kind: 'bad-json' }, 'uncertain', ProviderFailure.UNEXPECTED, 3],
    ['a reset before', { kind: 'drop-before-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE, 0],
    ['a reset after', { kind: 'drop-after-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE, 3],
    ['a reset midway', { kind: 'drop-mid-commit', elements: 1 }, 'uncertain', ProviderFailure.UNAVAILABLE, 1],
    ['silence before', { kind: 'hang-before-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE, 0],
    ['silence after', { kind: 'hang-after-commit' }, 'uncertain', ProviderFailure.UNAVAILABLE, 3],
  ];

  it.each(cases)('%s', async (_, fault, kind, failure, made) => {
    harness.lab.faults.inject(BULK, fault, { times: Infinity });
    const drafts = threeDrafts();
    const outcomes = await create(...drafts);
    expect(outcomes).toEqual(
      drafts.map(({ operationId }) => ({ kind, operationId, error: expect.objectContaining({ failure }) })),
    );
    expect(harness.lab.issues()).toHaveLength(made);
    expect(harness.lab.calls.count(BULK)).toBe(1);
  });

  it('a pause as long as Jira asks for, by either header', async () => {
    harness.lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 7 });
    expect((await create(aDraft()))[0]).toMatchObject({ error: { retryAfterSeconds: 7 } });
    harness.lab.clockOffsetMs = 3_600_000;
    harness.lab.faults.inject(BULK, { kind: 'rate-limit', resetInSeconds: 20 });
    const [outcome] = await create(aDraft());
    const seconds = outcome?.kind === 'notCreated' ? outcome.error.retryAfterSeconds : null;
    expect(seconds).toBeGreaterThanOrEqual(18);
    expect(seconds).toBeLessThanOrEqual(21);
  });

  it('certainly nothing where Jira cannot be reached', async () => {
    await harness.lab.down();
    expect((await create(aDraft()))[0]).toMatchObject({
      kind: 'notCreated',
      error: { failure: ProviderFailure.UNAVAILABLE, tookEffect: 'no' },
    });
  });

  it.each([TYPES, FIELDS])('certainly nothing where %s fails before', async (operation) => {
    harness.lab.faults.inject(operation, { kind: 'server-error', status: 500 }, { times: Infinity });
    expect(kinds(await create(aDraft()))).toEqual(['notCreated']);
    expect(harness.lab.calls.count(BULK)).toBe(0);
  });

  it('certainly nothing where what comes before takes too long to begin in time', async () => {
    harness.lab.faults.inject(TYPES, { kind: 'latency', ms: TIMEOUT_MS * 0.7 });
    expect(kinds(await create(aDraft()))).toEqual(['notCreated']);
    expect(harness.lab.calls.count(BULK)).toBe(0);
  });
});
