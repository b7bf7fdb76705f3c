import type { Resolvers } from '../graphql/graphql-endpoint.js';
import type { LabBoard } from './board.js';
import type { MondayContext } from './context.js';
import type { LabItem } from './item.js';
import { columnJson, logJson, updateJson, valueJson } from './json.js';
import type { LabUser } from './model.js';
import { badArgument, noBoard, noColumn } from './refusals.js';

/** Ids that one call of `items` takes. */
const IDS_MAX = 100;
const PAGE_MAX = 500;

interface Page {
  readonly limit: number;
  readonly page: number;
}

function paged<T>(all: readonly T[], { limit, page }: Page): readonly T[] {
  return all.slice((page - 1) * limit, page * limit);
}

interface BoardsArgs extends Page {
  readonly ids?: readonly string[];
  readonly state: string;
  readonly hierarchy_types?: readonly string[];
}

interface ItemsArgs extends Page {
  readonly ids?: readonly string[];
  readonly exclude_nonactive?: boolean;
}

interface SearchArgs {
  readonly board_id: string;
  readonly columns?: readonly { readonly column_id: string; readonly column_values: readonly string[] }[];
  readonly limit: number;
  readonly cursor?: string;
}

interface LogArgs extends Page {
  readonly from?: string;
  readonly user_ids?: readonly string[];
}

const QUERY = {
  me: (_: never, __: never, { user }: MondayContext) => user,
  version: () => ({ kind: 'current', value: '2026-10', display_name: '2026-10' }),
  complexity: () => ({ before: 5_000_000, after: 4_990_000, query: 10_000, reset_in_x_seconds: 60 }),
  boards: (_: never, args: BoardsArgs, { boards }: MondayContext) => {
    const hierarchies = args.hierarchy_types ?? ['classic'];
    const found = boards.filter(
      ({ id, state, hierarchy }) =>
        (args.ids?.includes(id) ?? true) &&
        (args.state === 'all' || state === args.state) &&
        hierarchies.includes(hierarchy),
    );
    return paged(found, args);
  },
  items: (_: never, args: ItemsArgs, context: MondayContext) => {
    if ((args.ids?.length ?? 0) > IDS_MAX) throw badArgument(`At most ${IDS_MAX} ids at a time.`);
    const found = context.site.items.filter(
      (item) =>
        (args.ids?.includes(item.id) ?? true) &&
        context.sees(item) &&
        (item.state === 'active' || args.exclude_nonactive !== true),
    );
    return paged(found, args);
  },
  items_page_by_column_values: (_: never, args: SearchArgs, context: MondayContext) => search(args, context),
  users: (_: never, args: Page & { readonly ids?: readonly string[] }, { site }: MondayContext) =>
    paged(
      site.users.filter(({ id, status }) => status !== 'INACTIVE' && (args.ids?.includes(id) ?? true)),
      args,
    ),
  tags: (_: never, __: never, { site }: MondayContext) =>
    site.tags.filter(({ boardId }) => boardId === null).map((tag) => ({ ...tag, color: '#000000' })),
};

/** Of active items, and only once the index knows them. */
function search({ board_id, columns = [], limit, cursor }: SearchArgs, { site, boards }: MondayContext) {
  const board = boards.find(({ id }) => id === board_id);
  if (!board) throw noBoard(board_id);
  if (limit > PAGE_MAX) throw badArgument(`At most ${PAGE_MAX} items at a time.`);
  for (const { column_id } of columns) if (!board.column(column_id)) throw noColumn(column_id);
  const found = site.items.filter(
    (item) =>
      item.board === board &&
      item.state === 'active' &&
      !item.isHidden &&
      item.indexedAt <= Date.now() &&
      columns.every(({ column_id, column_values }) =>
        column_values.includes(String(item.values.get(column_id) ?? '')),
      ),
  );
  const start = cursor ? Number(cursor) : 0;
  const end = start + limit;
  return { items: found.slice(start, end), cursor: end < found.length ? String(end) : null };
}

const BOARD = {
  url: ({ id }: LabBoard, _: never, { site }: MondayContext) => `${site.baseUrl()}/boards/${id}`,
  board_kind: ({ kind }: LabBoard) => kind,
  hierarchy_type: ({ hierarchy }: LabBoard) => hierarchy,
  access_level: ({ access }: LabBoard) => access,
  permissions: () => 'everyone',
  item_terminology: () => 'Item',
  columns: (board: LabBoard) => board.columns.map((column) => columnJson(column, board)),
  groups: ({ groups }: LabBoard) => groups,
  top_group: ({ groups }: LabBoard) => groups[0],
  tags: ({ id }: LabBoard, _: never, { site }: MondayContext) =>
    site.tags.filter(({ boardId }) => boardId === id).map((tag) => ({ ...tag, color: '#000000' })),
  activity_logs: ({ id }: LabBoard, args: LogArgs, { site }: MondayContext) => {
    const from = args.from ? Date.parse(args.from) : -Infinity;
    const entries = site.log
      .filter(
        ({ boardId, at, user }) => boardId === id && at >= from && (args.user_ids?.includes(user.id) ?? true),
      )
      .reverse();
    return paged(entries, args).map(logJson);
  },
};

const ITEM = {
  url: (item: LabItem, _: never, { site }: MondayContext) => site.urlOf(item),
  created_at: ({ createdAt }: LabItem) => new Date(createdAt).toISOString(),
  updated_at: ({ updatedAt }: LabItem) => new Date(updatedAt).toISOString(),
  creator_id: ({ creator }: LabItem) => creator.id,
  group: ({ board, groupId }: LabItem) => board.groups.find(({ id }) => id === groupId),
  parent_item: ({ parent }: LabItem) => parent,
  subitems: (item: LabItem, _: never, { site }: MondayContext) =>
    site.items.filter(({ parent, state }) => parent === item && state === 'active'),
  column_values: (
    item: LabItem,
    args: { ids?: readonly string[]; types?: readonly string[] },
    { site }: MondayContext,
  ) =>
    item.board.columns
      .filter(
        ({ id, type, archived }) =>
          type !== 'name' &&
          !archived &&
          (args.ids?.includes(id) ?? true) &&
          (args.types?.includes(type) ?? true),
      )
      .map((column) => valueJson(site, item, column)),
  updates: ({ updates }: LabItem, args: Page) => paged([...updates].reverse(), args).map(updateJson),
};

const USER = {
  kind: () => 'member',
  url: ({ id }: LabUser, _: never, { site }: MondayContext) => `${site.baseUrl()}/users/${id}`,
  account: (_: never, __: never, { site }: MondayContext) => ({ id: '1', name: site.slug, slug: site.slug }),
};

export const READING: Resolvers<MondayContext> = { Query: QUERY, Board: BOARD, Item: ITEM, User: USER };
