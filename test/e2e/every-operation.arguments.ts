import type { Role } from '../support/fixtures/team.fixture.js';
import { argumentsFor, idPathsOf, type Operation } from '../support/schema-walk.js';
import type { ProjectResources } from '../support/fixtures/project-resources.js';
import { OPERATIONS, resourceKindAt } from './every-operation.table.js';

/**
 * Arguments of the right form that lead to this world's things. Optional ids are left out, but for the one that is
 * given.
 */
export async function validArguments(
  resources: ProjectResources,
  operation: Operation,
  role: Role,
  given?: { readonly path: string; readonly value: string },
): Promise<Record<string, unknown>> {
  const { name } = operation.field;
  const idPaths = idPathsOf(operation);
  const known: Readonly<Record<string, unknown>> = {
    ...{
      name: `Name ${Math.random()}`,
      version: '1.2.3',
      projectKey: 'SHOP',
      waitForTicketsMs: 0,
      connection: 'jira',
    },
    ...resources.connectionValues,
  };
  const leaf = (path: string) =>
    idPaths.includes(path) ? undefined : (OPERATIONS[name]?.values?.[path] ?? known[path.split('.').at(-1)!]);
  const draft = argumentsFor(operation, leaf, given);
  const chosen = chosenPath(OPERATIONS[name]?.exactlyOneOf ?? [], given?.path);
  const ids = new Map<string, string>();
  for (const path of idPaths.filter((one) => one !== given?.path && (isIn(draft, one) || one === chosen))) {
    ids.set(path, await resources.idOf(resourceKindAt(name, path), role));
  }
  return argumentsFor(operation, (path) => ids.get(path) ?? leaf(path), given);
}

/** Which of them is given by itself; undefined: none, or another one is. */
function chosenPath(either: readonly string[], given: string | undefined): string | undefined {
  return given !== undefined && either.includes(given) ? undefined : either[0];
}

function isIn(value: unknown, path: string): boolean {
  const found = path
    .split('.')
    .reduce<any>((here, key) => (typeof here === 'object' && here !== null ? here[key] : undefined), value);
  return found !== undefined;
}
