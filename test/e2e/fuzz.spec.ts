import { getNullableType, type GraphQLInputType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { seededRandom } from '../../lab/http/random.js';
import type { TestApp } from '../support/app.js';
import { ReleaseFixture } from '../support/fixtures/releases.fixture.js';
import { documentOf, type Operation, operationsOf, readSchema } from '../support/schema-walk.js';

const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const BATCH = 20;
/** What the memory settles to is known after so many; fewer than five times as many say nothing about it. */
const WARM_UP = 1_000;
const CHECKS_MEMORY = OPERATIONS >= 5 * WARM_UP;

const STRINGS = [
  '',
  ' ',
  'x',
  'SHOP',
  'a\u0000b',
  '\ud800',
  '😀'.repeat(300),
  'x'.repeat(11_000),
  "'; drop table releases; --",
  '{{version}}',
  '{{nothing}}',
  '../../etc/passwd',
  '2031-02-30',
  '2031-02-28',
  '1.2.3',
  'v1',
  'http://127.0.0.1:1/x',
  'https://user:pass@127.0.0.1:1',
  'me@example.com',
  '%',
  '{"a":1}',
];
const NUMBERS = [0, -1, 1, 20, 101, 2 ** 31, 1.5, 1e308];

/** Values for the arguments of operations: right ones, nearly right ones and hostile ones. */
class Fuzzer {
  private readonly random: () => number;

  constructor(
    seed: number,
    private readonly ids: readonly string[],
  ) {
    this.random = seededRandom(seed);
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }

  arguments({ field }: Operation): Record<string, unknown> {
    const given = field.args.filter(() => this.random() > 0.05);
    return Object.fromEntries(given.map(({ name, type }) => [name, this.value(name, type, 0)]));
  }

  private value(name: string, given: GraphQLInputType, depth: number): unknown {
    const chance = this.random();
    if (chance < 0.02) return null;
    if (chance < 0.05) return this.pick<unknown>([...STRINGS, ...NUMBERS, true, [], {}, [[[]]]]);
    const type = getNullableType(given);
    if (isListType(type)) {
      const length = Math.floor(this.random() * 3);
      return Array.from({ length }, () => this.value(name, type.ofType, depth + 1));
    }
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf ? [this.pick(fields)] : fields.filter(() => this.random() > depth / 8);
      return Object.fromEntries(
        chosen.map((field) => [field.name, this.value(field.name, field.type, depth + 1)]),
      );
    }
    return this.leaf(name, String(type));
  }

  private leaf(name: string, type: string): unknown {
    // Whoever waits for tickets waits for a tracker.
    if (name === 'waitForTicketsMs') return 0;
    if (type === 'ID') return this.random() < 0.8 ? this.pick(this.ids) : this.pick(STRINGS);
    if (type === 'Boolean') return this.random() < 0.5;
    if (type === 'Int') return this.pick(NUMBERS);
    if (type === 'JSONObject')
      return { [this.pick(STRINGS)]: this.pick<unknown>([...STRINGS, ...NUMBERS, []]) };
    return this.pick(STRINGS);
  }
}

describe('random operations from the schema', () => {
  let fixture: ReleaseFixture;
  let ids: string[];

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    const releases = [await fixture.create({ pmConfigId }), await fixture.create()];
    ids = [fixture.projectId, fixture.integrationId, pmConfigId, ...releases.map(({ id }) => id)];
  });
  afterAll(() => fixture?.stop());

  const memory = async (app: TestApp): Promise<number> => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1] ?? NaN);
  };

  it(`never end in an accident, tell no secret and keep no memory (${OPERATIONS} of seed ${SEED})`, async () => {
    const { app } = fixture;
    const operations = [...operationsOf(await readSchema(app)).values()];
    const fuzzer = new Fuzzer(SEED, ids);
    let settledMemory = NaN;
    for (let done = 0; done < OPERATIONS; done += BATCH) {
      const batch = Array.from({ length: BATCH }, () => {
        const operation = fuzzer.pick(operations);
        const variables = fuzzer.arguments(operation);
        return { query: documentOf(operation, variables), variables };
      });
      const answers = await Promise.all(
        batch.map(async (body) => {
          const response = await fetch(`${app.url}/graphql`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${app.bootstrapToken}`,
            },
            body: JSON.stringify(body),
          });
          return { body, status: response.status, text: await response.text() };
        }),
      );
      const accidents = answers.filter(
        ({ status, text }) => status >= 500 || text.includes('INTERNAL_SERVER_ERROR'),
      );
      const errorIds = accidents.map(({ text }) => /"errorId":"([\w-]+)"/.exec(text)?.[1] ?? '-');
      const causes = app.logs.filter((line) => errorIds.some((id) => line.includes(id)));
      expect({ accidents, causes }).toEqual({ accidents: [], causes: [] });
      expect(answers.filter(({ text }) => text.includes(app.bootstrapToken))).toEqual([]);
      if (done <= WARM_UP) settledMemory = await memory(app);
    }
    if (CHECKS_MEMORY) expect((await memory(app)) / settledMemory).toBeLessThan(1.3);
  }, 600_000);
});
