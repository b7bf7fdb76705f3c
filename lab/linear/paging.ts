import { badArgument } from './refusals.js';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly includeArchived?: boolean | null;
}

const DEFAULT_SIZE = 50;
const MAX_SIZE = 250;

/** Relay's connection over a list; a cursor is an id. */
export function connection<T extends { readonly id: string }>(list: readonly T[], args: PageArguments) {
  const first = args.first ?? DEFAULT_SIZE;
  if (first < 1 || first > MAX_SIZE) throw badArgument(`first must be between 1 and ${MAX_SIZE}.`);
  const after = list.findIndex(({ id }) => id === args.after);
  if (args.after && after < 0) throw badArgument('after is not a valid cursor.');
  const nodes = list.slice(after + 1, after + 1 + first);
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: node.id })),
    pageInfo: {
      hasNextPage: after + 1 + first < list.length,
      hasPreviousPage: after >= 0,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    },
  };
}
