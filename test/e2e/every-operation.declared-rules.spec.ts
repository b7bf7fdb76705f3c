import type { AccessRule } from '../../src/shared/graphql/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { declaredRules } from '../support/declared-rules.js';
import { idPathsOf, type Operation, operationsOf, readSchema } from '../support/schema-walk.js';
import { OPERATIONS } from './every-operation.table.js';

const NAMES = Object.keys(OPERATIONS);

let app: TestAppInside;
let operations: ReadonlyMap<string, Operation>;
beforeAll(async () => {
  app = await startAppInside();
  operations = operationsOf(await readSchema(app));
});
afterAll(() => app?.close());

/** Where a rule finds its project. */
function placesIn(rule: AccessRule | undefined): string[] {
  if (rule?.kind === 'either') return rule.references.map(({ at }) => at);
  return !rule || rule.kind === 'signed-in' ? [] : [rule.at];
}

describe('every operation', () => {
  it('declares the role that the table expects', () => {
    const declared = [...declaredRules(app)].map(([name, rule]) => [
      name,
      rule === undefined ? 'nothing' : rule.kind === 'signed-in' ? 'SIGNED_IN' : rule.role,
    ]);
    const expected = NAMES.map((name) => [
      name,
      OPERATIONS[name]!.role.replace('ACCOUNT_TOKEN', 'SIGNED_IN'),
    ]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
  });

  it('finds its project by an id that stands in its arguments', () => {
    for (const [name, rule] of declaredRules(app)) {
      expect({ name, paths: idPathsOf(operations.get(name)!) }).toEqual({
        name,
        paths: expect.arrayContaining(placesIn(rule)),
      });
    }
  });
});
