import type { Resolvers } from '../graphql/graphql-endpoint.js';
import type { LabBoard } from './board.js';
import { readColumnValues } from './column-values.js';
import type { MondayContext } from './context.js';
import type { LabItem } from './item.js';
import { updateJson } from './json.js';
import { badArgument, badName, noItem, noUpdate } from './refusals.js';

interface Written {
  readonly item_name: string;
  readonly column_values?: unknown;
  readonly create_labels_if_missing?: boolean;
}

function add(
  context: MondayContext,
  board: LabBoard,
  written: Written,
  parent: LabItem | null,
  groupId?: string,
) {
  const { site, user } = context;
  const { item_name: name, column_values, create_labels_if_missing: mayCreateLabels = false } = written;
  const { length } = name;
  if (length === 0 || length > 255) throw badName(length);
  const values = readColumnValues(column_values, { site, board, mayCreateLabels });
  const group = board.groups.find(({ id }) => id === groupId) ?? board.groups[0];
  return site.addItem({ name, board, groupId: group?.id ?? 'topics', creator: user, parent, values });
}

const MUTATION = {
  create_item: (
    _: never,
    args: Written & { readonly board_id: string; readonly group_id?: string },
    context: MondayContext,
  ) => add(context, context.boardToWrite(args.board_id), args, null, args.group_id),

  create_subitem: (_: never, args: Written & { readonly parent_item_id: string }, context: MondayContext) => {
    const parent = context.itemToWrite(args.parent_item_id);
    if (parent.parent && parent.board.hierarchy === 'classic')
      throw badArgument('A subitem has no subitems.');
    return add(context, context.site.subitemBoardOf(parent.board), args, parent);
  },

  change_multiple_column_values: (
    _: never,
    args: { readonly board_id: string; readonly item_id: string } & Omit<Written, 'item_name'>,
    context: MondayContext,
  ) => {
    const item = context.itemToWrite(args.item_id);
    if (item.board.id !== args.board_id) throw noItem(args.item_id);
    const { site } = context;
    const mayCreateLabels = args.create_labels_if_missing ?? false;
    const values = readColumnValues(args.column_values, { site, board: item.board, mayCreateLabels });
    for (const [id, value] of values) item.values.set(id, value);
    item.updatedAt = site.now();
    return item;
  },

  create_update: (
    _: never,
    args: { readonly item_id: string; readonly body: string },
    context: MondayContext,
  ) => {
    if (args.body.trim() === '') throw badArgument('An update needs a text.');
    return updateJson(context.site.addUpdate(context.itemToWrite(args.item_id), args.body, context.user));
  },

  edit_update: (_: never, args: { readonly id: string; readonly body: string }, { site }: MondayContext) => {
    const update = site.items.flatMap(({ updates }) => updates).find(({ id }) => id === args.id);
    if (!update) throw noUpdate(args.id);
    update.body = args.body;
    return updateJson(update);
  },

  create_or_get_tag: (
    _: never,
    args: { readonly tag_name?: string; readonly board_id?: string },
    { site }: MondayContext,
  ) => {
    if (!args.tag_name) throw badArgument('A tag needs a name.');
    return { ...site.tag(args.tag_name, args.board_id ?? null), color: '#000000' };
  },

  archive_item: (_: never, args: { readonly item_id: string }, context: MondayContext) =>
    Object.assign(context.itemToWrite(args.item_id), { state: 'archived' }),

  delete_item: (_: never, args: { readonly item_id: string }, context: MondayContext) =>
    Object.assign(context.itemToWrite(args.item_id), { state: 'deleted' }),
};

export const MUTATIONS: Resolvers<MondayContext> = { Mutation: MUTATION };
