import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from '../http/messages.js';
import { LabServer } from '../http/lab-server.js';
import { route } from '../http/router.js';
import { GraphqlEndpoint, type GraphqlEndpointOptions } from './graphql-endpoint.js';
import { GraphqlRefusal } from './graphql-refusal.js';
import { sdlDifferences } from './schemas.js';

const OWN = `
  type Query { me: User!, tickets(first: Int): [Ticket!]!, cost: Int }
  type Mutation { ticketCreate(input: TicketInput!): Ticket }
  input TicketInput { id: ID, title: String! }
  type User { id: ID!, name: String! }
  type Ticket { id: ID!, title: String!, owner: User }
`;
const VENDOR = `${OWN.replace('cost: Int', 'cost: Int, weather: String')} type Extra { a: Int }`;

interface Context {
  readonly caller: string;
}

describe('a GraphQL address of an emulated tracker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-graphql-'));
  const before = process.env['DELIVR_VENDOR_SPECS'];
  beforeAll(() => {
    writeFileSync(join(folder, 'vendor.graphql'), VENDOR);
    process.env['DELIVR_VENDOR_SPECS'] = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env['DELIVR_VENDOR_SPECS'];
    else process.env['DELIVR_VENDOR_SPECS'] = before;
    rmSync(folder, { recursive: true });
  });

  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  async function start(options: Partial<GraphqlEndpointOptions<Context>> = {}) {
    const tickets: { id: string; title: string }[] = [];
    const endpoint = new GraphqlEndpoint<Context>({
      sdl: OWN,
      vendorSpec: 'vendor.graphql',
      context: ({ headers }) => ({ caller: String(headers['authorization']) }),
      resolvers: {
        Query: {
          me: (_: unknown, __: unknown, { caller }: Context) => ({ id: 1, name: caller }),
          tickets: () => tickets,
          cost: () => 7,
        },
        Mutation: {
          ticketCreate: (_: unknown, { input }: { input: { id: string; title: string } }) => {
            if (input.title === 'no') throw new GraphqlRefusal('Not this one', { code: 'NO' });
            if (input.title === 'broken') return { id: null };
            tickets.push(input);
            return input;
          },
        },
        Ticket: { owner: ({ title }: { title: string }) => ({ id: '2', name: `owner of ${title}` }) },
      },
      responseOf: ({ stage, errors, data }) =>
        json(stage === 'execution' ? 200 : 400, {
          stage,
          errors: errors.map((error) => error.toJSON()),
          data,
        }),
      sideFields: ['cost'],
      ...options,
    });
    const server = new LabServer({
      routes: [route('POST /graphql', endpoint.handle)],
      middleware: (_, handle) => handle(),
      now: () => Date.now(),
      rateLimited: () => json(429, {}),
      operationOf: endpoint.operationOf,
      operations: endpoint.operations,
    });
    await server.up();
    stops.push(() => server.down());
    const send = async (query: unknown, variables?: object, operationName?: string) => {
      const response = await fetch(`${server.baseUrl}/graphql`, {
        method: 'POST',
        headers: { authorization: 'ann', 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return { status: response.status, body: (await response.json()) as any };
    };
    const violations = () =>
      endpoint.violations.map(({ side, operation, message }) => `${side} ${operation}: ${message}`);
    return { endpoint, server, send, tickets, violations };
  }

  const CREATE =
    'mutation Make($input: TicketInput!) { made: ticketCreate(input: $input) { id title owner { name } } }';

  it('executes with the same resolvers, whether or not the vendor’s document is there', async () => {
    for (const vendorSpec of ['vendor.graphql', 'absent.graphql', null]) {
      const { send, endpoint, violations } = await start({ vendorSpec });
      expect(endpoint.isChecked).toBe(vendorSpec === 'vendor.graphql');
      expect((await send(CREATE, { input: { id: 'a', title: 'One' } })).body).toEqual({
        stage: 'execution',
        errors: [],
        data: { made: { id: 'a', title: 'One', owner: { name: 'owner of One' } } },
      });
      expect((await send('{ me { name } tickets { id } }')).body.data).toEqual({
        me: { name: 'ann' },
        tickets: [{ id: 'a' }],
      });
      expect(violations()).toEqual([]);
    }
  });

  it('names operations by their root field, for counts and faults', async () => {
    const { send, server, tickets } = await start();
    await send(CREATE, { input: { title: 'One' } });
    await send('query Q { cost me { id } }');
    await send('query A { me { id } } query B { x: tickets { id } }', {}, 'B');
    await send('{ cost }');
    await send('{ not graphql');
    expect(server.calls.all.map(({ operation }) => operation)).toEqual([
      'mutation ticketCreate',
      'query me',
      'query tickets',
      'query cost',
      'POST /graphql',
    ]);
    server.faults.inject('mutation ticketCreate', { kind: 'drop-after-commit' });
    await expect(send(CREATE, { input: { title: 'Two' } })).rejects.toThrow();
    expect(tickets.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(() => server.faults.inject('mutation ticketMake', { kind: 'bad-json' })).toThrow(/no operation/);
  });

  it('gives the tracker’s own refusals on, which are no violations', async () => {
    const { send, violations } = await start();
    const { body } = await send(CREATE, { input: { title: 'no' } });
    expect(body.data).toEqual({ made: null });
    expect(body.errors).toMatchObject([
      { message: 'Not this one', path: ['made'], extensions: { code: 'NO' } },
    ]);
    expect(violations()).toEqual([]);
  });

  it('says how far a request came', async () => {
    const guard = () => new GraphqlRefusal('Too complex');
    const [open, guarded] = [await start(), await start({ guard })];
    expect((await open.send(7)).body.stage).toBe('request');
    expect((await open.send('{ me {')).body.stage).toBe('syntax');
    expect((await open.send('{ you { id } }')).body.stage).toBe('validation');
    expect((await open.send(CREATE, { input: {} })).body.stage).toBe('variables');
    expect((await guarded.send('{ me { id } }')).body).toMatchObject({
      stage: 'guard',
      errors: [{ message: 'Too complex' }],
    });
  });

  it('records what breaks the vendor’s document, on either side', async () => {
    const { send, violations } = await start();
    await send('{ me { colour } }');
    await send('{ weather }');
    await send(CREATE, { input: { title: 7 } });
    await send(CREATE, { input: { title: 'broken' } });
    expect(violations()).toEqual([
      expect.stringMatching(/^request query me: Cannot query field "colour"/),
      expect.stringMatching(
        /^request query weather: the lab does not emulate it: Cannot query field "weather"/,
      ),
      expect.stringMatching(/^request mutation ticketCreate: .*got invalid value 7 at "input.title"/),
      expect.stringMatching(
        /^answer mutation ticketCreate: Cannot return null for non-nullable field Ticket.id/,
      ),
    ]);
  });

  it('shows where the lab’s own SDL says something else than the vendor’s', () => {
    expect(sdlDifferences(OWN, 'vendor.graphql')).toEqual([]);
    expect(sdlDifferences(OWN, 'absent.graphql')).toEqual([]);
    const other = OWN.replace('name: String!', 'name: String, age: Int').replace('me: User!', 'me: Ticket!');
    expect(sdlDifferences(other, 'vendor.graphql')).toEqual([
      'Query.me changed type from Ticket! to User!.',
      'User.age was removed.',
    ]);
  });
});
