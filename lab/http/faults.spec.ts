import { connect } from 'node:net';
import { eventually } from '../../test/support/eventually.js';
import { startJiraCloudLab, type Fault, type JiraCloudLab, type RateLimit } from '../index.js';
import { LabClient } from '../support/lab-client.js';

const BULK = 'POST /rest/api/3/issue/bulk';

describe('faults on demand', () => {
  let lab: JiraCloudLab;
  let client: LabClient;

  beforeEach(async () => {
    lab = await startJiraCloudLab();
    client = new LabClient(lab);
  });
  afterEach(async () => {
    await lab.stop();
    expect(lab.violations).toEqual([]);
  });

  async function createThree(signal?: AbortSignal): Promise<Response> {
    const issueUpdates = [];
    for (const summary of ['a', 'b', 'c']) issueUpdates.push({ fields: await client.epic(summary) });
    return fetch(`${lab.baseUrl}/rest/api/3/issue/bulk`, {
      method: 'POST',
      headers: { authorization: lab.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ issueUpdates }),
      redirect: 'manual',
      signal,
    });
  }

  it('strikes one operation a number of times, after letting some pass, and counts', async () => {
    const planned = lab.faults.inject(BULK, { kind: 'server-error' }, { times: 2, skip: 1 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await createThree()).status);
    expect(statuses).toEqual([201, 500, 500, 201]);
    expect(planned.hits).toBe(2);
    expect(lab.faults.counts).toEqual({ 'server-error': 2 });
    expect(lab.issues()).toHaveLength(6);
    expect(lab.calls.of(BULK).map(({ faults }) => faults.length)).toEqual([0, 1, 1, 0]);
  });

  it('answers 429 with Retry-After, reason and reset time', async () => {
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 1 });
    const { status, headers } = await createThree();
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('ratelimit-reason')).toBe('jira-burst-based');
    expect(headers.get('x-ratelimit-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(lab.issues()).toHaveLength(0);
  });

  it('answers 429 without Retry-After, with or without a reset time', async () => {
    lab.faults.inject(BULK, { kind: 'rate-limit' });
    lab.faults.inject(BULK, { kind: 'rate-limit', resetInSeconds: 30 });
    const [bare, reset] = [await createThree(), await createThree()];
    expect(bare.headers.has('retry-after') || bare.headers.has('x-ratelimit-reset')).toBe(false);
    expect(reset.headers.has('retry-after')).toBe(false);
    expect(reset.headers.has('x-ratelimit-reset')).toBe(true);
  });

  it('answers 5xx as JSON or HTML, before or after the commit', async () => {
    lab.faults.inject(BULK, { kind: 'server-error', status: 503, retryAfterSeconds: 2 });
    const before = await createThree();
    expect([before.status, before.headers.get('retry-after')]).toEqual([503, '2']);
    expect(lab.issues()).toHaveLength(0);
    lab.faults.inject(BULK, { kind: 'server-error', status: 502, body: 'html', when: 'after-commit' });
    const after = await createThree();
    expect([after.status, after.headers.get('content-type')]).toEqual([502, 'text/html;charset=UTF-8']);
    expect(lab.issues()).toHaveLength(3);
  });

  const dropped: [Fault, number][] = [
    [{ kind: 'drop-before-commit' }, 0],
    [{ kind: 'drop-mid-commit', elements: 2 }, 2],
    [{ kind: 'drop-after-commit' }, 3],
  ];
  it.each(dropped)('drops the connection: %j leaves %i issues', async (fault, made) => {
    lab.faults.inject(BULK, fault);
    await expect(createThree()).rejects.toThrow();
    expect(lab.issues()).toHaveLength(made);
  });

  const hung: [Fault, number][] = [
    [{ kind: 'hang-before-commit' }, 0],
    [{ kind: 'hang-after-commit' }, 3],
  ];
  it.each(hung)('never answers: %j leaves %i issues', async (fault, made) => {
    const planned = lab.faults.inject(BULK, fault);
    const abort = new AbortController();
    const call = createThree(abort.signal);
    await eventually(() => expect(planned.hits).toBe(1));
    await eventually(() => expect(lab.issues()).toHaveLength(made));
    abort.abort();
    await expect(call).rejects.toThrow();
  });

  it('takes effect late, though the caller has long given up', async () => {
    const planned = lab.faults.inject(BULK, { kind: 'latency', ms: 1_000 });
    const abort = new AbortController();
    const call = createThree(abort.signal);
    await eventually(() => expect(planned.hits).toBe(1));
    abort.abort();
    await expect(call).rejects.toThrow();
    expect(lab.issues()).toHaveLength(0);
    await eventually(() => expect(lab.issues()).toHaveLength(3));
  });

  it.each([
    ['before-commit', 0],
    ['after-commit', 3],
  ] as const)('holds an answer %s until it is let go', async (when, made) => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const planned = lab.faults.inject(BULK, { kind: 'hold', until, when });
    const call = createThree();
    await eventually(() => expect(planned.hits).toBe(1));
    await eventually(() => expect(lab.issues()).toHaveLength(made));
    release();
    expect((await call).status).toBe(201);
    expect(lab.issues()).toHaveLength(3);
  });

  it('slows every call by a fixed time', async () => {
    lab.faults.latencyMs = 40;
    const before = performance.now();
    await client.get('myself');
    // Timers may fire a fraction early.
    expect(performance.now() - before).toBeGreaterThan(38);
  });

  it('sends JSON that breaks off, after the commit', async () => {
    lab.faults.inject(BULK, { kind: 'bad-json' });
    const response = await createThree();
    expect(response.status).toBe(201);
    await expect(response.json()).rejects.toThrow(/JSON/);
    expect(lab.issues()).toHaveLength(3);
  });

  it('sends a page with 200 instead of JSON, or elsewhere', async () => {
    lab.faults.inject(BULK, { kind: 'html-page' });
    const page = await createThree();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8']);
    lab.faults.inject(BULK, { kind: 'redirect', location: 'https://login.example.test/sso' });
    const redirect = await createThree();
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      302,
      'https://login.example.test/sso',
    ]);
    expect(lab.issues()).toHaveLength(0);
  });

  it('treats one call as if its token had been revoked', async () => {
    lab.faults.inject('GET /rest/api/3/myself', { kind: 'token-revoked' });
    expect((await client.get('myself')).status).toBe(401);
    expect((await client.get('myself')).status).toBe(200);
  });

  it('goes down and comes back on the same port with the same state', async () => {
    await createThree();
    const { baseUrl } = lab;
    await lab.down();
    expect(await connects(Number(new URL(baseUrl).port))).toBe('ECONNREFUSED');
    await lab.up();
    expect(lab.baseUrl).toBe(baseUrl);
    expect((await client.get('issue/SHOP-3')).status).toBe(200);
  });

  it('loses what had not been committed when it went down', async () => {
    const planned = lab.faults.inject(BULK, { kind: 'latency', ms: 1_000 });
    const call = createThree().catch(() => 'lost');
    await eventually(() => expect(planned.hits).toBe(1));
    await lab.down();
    expect(await call).toBe('lost');
    await lab.up();
    lab.faults.inject(BULK, { kind: 'latency', ms: 150 });
    await createThree();
    expect(lab.issues()).toHaveLength(3);
  });

  it('refuses a fault on an operation that there is not', () => {
    expect(() => lab.faults.inject('POST /rest/api/3/issues', { kind: 'bad-json' })).toThrow(/no operation/);
  });

  it('repeats a random run from its seed', async () => {
    const run = async () => {
      const rates = { 'rate-limit': 0.2, 'server-error': 0.2, 'html-page': 0.2 } as const;
      lab.faults.random({ seed: 7, rates, operations: ['GET /rest/api/3/myself'] });
      const seen = [];
      for (let call = 0; call < 30; call += 1) {
        const { status, headers } = await client.get('myself');
        seen.push(`${status} ${headers.get('content-type')}`);
      }
      return seen;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
    expect(lab.faults.counts['rate-limit']).toBeGreaterThan(0);
    lab.faults.random();
    expect((await client.get('myself')).status).toBe(200);
  });

  it('plans each operation by itself: what else is called meanwhile changes nothing', () => {
    const rates = { 'drop-after-commit': 0.2, 'server-error': 0.2, latency: 0.2 } as const;
    const planOf = (others: number) => {
      lab.faults.random({ seed: 7, rates }, { seed: 8, rates: { 'bad-json': 0.3 }, operations: [BULK] });
      return Array.from({ length: 40 }, () => {
        for (let call = 0; call < others; call += 1) lab.faults.faultsFor('GET /rest/api/3/myself');
        return lab.faults.faultsFor(BULK);
      });
    };
    const plan = planOf(0);
    expect(planOf(3)).toEqual(plan);
    expect(new Set(plan.flat().map(({ kind }) => kind))).toEqual(
      new Set(['drop-after-commit', 'server-error', 'latency', 'bad-json']),
    );
    expect(Math.max(...plan.map((faults) => faults.length))).toBe(1);
  });

  it('spares excepted operations, and uses the rate-limit answers that it is given', () => {
    const rateLimits: readonly RateLimit[] = [
      { kind: 'rate-limit', resetInSeconds: 1 },
      { kind: 'rate-limit', limiter: 'jira-quota-tenant-based' },
    ];
    lab.faults.random({ seed: 7, rates: { 'rate-limit': 1 }, except: [BULK], rateLimits });
    expect(lab.faults.faultsFor(BULK)).toEqual([]);
    const hits = Array.from({ length: 20 }, () => lab.faults.faultsFor('GET /rest/api/3/myself')).flat();
    expect(hits).toHaveLength(20);
    expect(new Set(hits)).toEqual(new Set(rateLimits));
  });
});

function connects(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('several labs at once', () => {
  it('are apart from each other, and give equal ids', async () => {
    const labs = await Promise.all(['one', 'two'].map((name) => startJiraCloudLab({ name })));
    const ids = [];
    for (const lab of labs) {
      const client = new LabClient(lab);
      const { body } = await client.post('issue', { fields: await client.epic(lab.credentials.email) });
      ids.push(`${body.id} ${body.key}`);
      expect(lab.issues()).toHaveLength(1);
    }
    expect(ids).toEqual(['10000 SHOP-1', '10000 SHOP-1']);
    expect(labs[0]?.credentials).not.toEqual(labs[1]?.credentials);
    await Promise.all(labs.map((lab) => lab.stop()));
  });
});
