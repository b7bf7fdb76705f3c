import { GraphqlRefusal } from '../graphql/graphql-refusal.js';

/** What monday.com says no with: HTTP 200 all the same, the code and a status of its own in the extensions. */
function refusal(message: string, code: string, status: number, data: object = {}): GraphqlRefusal {
  return new GraphqlRefusal(message, { code, status_code: status, error_data: data });
}

export const noBoard = (id: string) =>
  refusal(`The board ${id} does not exist or is not visible.`, 'InvalidBoardIdException', 200, {
    board_id: id,
  });

export const noItem = (id: string) =>
  refusal(`No item with the id ${id} was found.`, 'ResourceNotFoundException', 404, { item_id: id });

export const noUpdate = (id: string) =>
  refusal(`No update with the id ${id} was found.`, 'ResourceNotFoundException', 404, { update_id: id });

export const noColumn = (id: string) =>
  refusal(`The board has no column ${id}.`, 'InvalidColumnIdException', 200, { column_id: id });

export const badValue = (columnId: string, type: string, message: string) =>
  refusal(message, 'ColumnValueException', 200, { column_id: columnId, column_type: type });

export const badArgument = (message: string) => refusal(message, 'InvalidArgumentException', 400);

export const notJson = () => refusal('column_values must be a JSON string.', 'JsonParseException', 400);

export const badName = (length: number) =>
  length === 0
    ? refusal('An item needs a name.', 'InvalidArgumentException', 400)
    : refusal('The name of an item has at most 255 characters.', 'ItemNameTooLongException', 400, { length });

export const notAllowed = (what: string) =>
  refusal(`The user is not authorised to ${what}.`, 'UserUnauthorizedException', 403);
