import type { TicketDraft } from '../contract/index.js';
import type { HttpRequest, HttpResponse } from '../http/provider-http.js';
import { JiraTransport } from './jira.transport.js';
import { CreateMetaCache } from './jira.cache.js';
import { createTickets } from './jira.creation.js';
import { OperationDeadline } from '../http/index.js';
import { CLOUD } from './jira.edition.js';

const TYPES = 'GET issue/createmeta/ABC/issuetypes';
const FIELDS = 'GET issue/createmeta/ABC/issuetypes/1';
const META = {
  [TYPES]: {
    issueTypes: [{ id: '1', name: 'Epic', subtask: false, hierarchyLevel: 1 }],
    startAt: 0,
    total: 1,
  },
  [FIELDS]: { fields: [], startAt: 0, total: 0 },
};
type Answers = Readonly<Record<string, unknown>>;

function answer(body: unknown, parts: Partial<HttpResponse> = {}): HttpResponse {
  return { status: 200, headers: {}, body: JSON.stringify(body), date: null, ...parts };
}

/** Answers from a table; what is not in it fails. */
function create(ids: readonly string[], answers: Answers) {
  const table: Answers = { ...META, ...answers };
  const request = async ({ method, path }: HttpRequest) => {
    const canned = table[`${method} ${path.replace('rest/api/3/', '')}`];
    if (!canned) throw new Error(`Nobody expected ${method} ${path}.`);
    return (canned as HttpResponse).headers ? (canned as HttpResponse) : answer(canned);
  };
  const sendBefore = new OperationDeadline(5_000, 'Jira', () => 0);
  const api = CLOUD.newApi(
    new JiraTransport(
      { request },
      { apiPath: CLOUD.apiPath, deadline: sendBefore, refusedMessage: CLOUD.refusedMessage },
    ),
  );
  const meta = new CreateMetaCache(60_000, () => new Date());
  const context = { api, meta, edition: CLOUD, site: 'https://acme.atlassian.net', sendBefore };
  return createTickets(context, ids.map(aDraft));
}

function aDraft(operationId: string): TicketDraft {
  const nothing = {
    issueType: null,
    priority: null,
    assignee: null,
    parentKey: null,
    dueDate: null,
    customFields: null,
  };
  return {
    operationId,
    generation: 0,
    projectKey: 'ABC',
    title: 'T',
    description: '',
    labels: [],
    ...nothing,
  };
}
const BULK = 'POST issue/bulk';
const BULK_FETCH = 'POST issue/bulkfetch';
const issue = (number: number, operationId?: string) => ({
  id: String(1_000 + number),
  key: `ABC-${number}`,
  ...(operationId ? { properties: { 'delivr.operation': operationId } } : {}),
});

async function keysFor(ids: readonly string[], answers: Answers): Promise<string[]> {
  const outcomes = await create(ids, answers);
  return outcomes.map((outcome) => (outcome.kind === 'created' ? outcome.ticket.key : outcome.kind));
}

describe('a bulk answer that may be read in two ways', () => {
  it('is settled by the operation ids inside the tickets: another order', async () => {
    const answers = {
      [BULK]: { issues: [issue(2), issue(1)], errors: [] },
      [BULK_FETCH]: { issues: [issue(1, 'a'), issue(2, 'b')] },
    };
    expect(await keysFor(['a', 'b'], answers)).toEqual(['ABC-1', 'ABC-2']);
  });

  it('leaves uncertain what is in neither list', async () => {
    const answers = { [BULK]: { issues: [issue(1)], errors: [] }, [BULK_FETCH]: { issues: [issue(1, 'b')] } };
    expect(await keysFor(['a', 'b'], answers)).toEqual(['uncertain', 'ABC-1']);
  });

  it('leaves all uncertain where the tickets cannot be read', async () => {
    const answers = {
      [BULK]: { issues: [issue(2), issue(1)], errors: [] },
      [BULK_FETCH]: answer({}, { status: 500 }),
    };
    expect(await keysFor(['a', 'b'], answers)).toEqual(['uncertain', 'uncertain']);
    expect(await keysFor(['a', 'b'], { [BULK]: { issues: [], errors: [] } })).toEqual([
      'uncertain',
      'uncertain',
    ]);
  });

  it('never repeats a failure of our own as a harmless one', async () => {
    expect(await keysFor(['a'], {})).toEqual(['uncertain']);
  });
});

describe('a bulk answer to credentials that Jira did not accept', () => {
  const headers = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };

  it('is uncertain where it lists nothing, and believed where it lists tickets', async () => {
    const empty = answer({ issues: [], errors: [] }, { status: 201, headers });
    expect(await keysFor(['a'], { [BULK]: empty })).toEqual(['uncertain']);
    const made = answer({ issues: [issue(1)], errors: [] }, { status: 201, headers });
    expect(await keysFor(['a'], { [BULK]: made })).toEqual(['ABC-1']);
  });

  it('is no refusal of the ticket', async () => {
    const errors = [{ status: 400, failedElementNumber: 0, elementErrors: { errorMessages: ['No.'] } }];
    const refused = answer({ issues: [], errors }, { status: 400, headers });
    expect(await keysFor(['a'], { [BULK]: refused })).toEqual(['notCreated']);
  });
});

describe('an element of a bulk answer', () => {
  it.each([
    [429, 'notCreated'],
    [401, 'notCreated'],
    [403, 'rejected'],
    [404, 'rejected'],
    [500, 'uncertain'],
    [null, 'rejected'],
  ])('that failed with %s is %s, whatever became of the others', async (status, kind) => {
    const answers = { [BULK]: { issues: [issue(1)], errors: [{ status, failedElementNumber: 1 }] } };
    expect(await keysFor(['a', 'b'], answers)).toEqual(['ABC-1', kind]);
  });
});
