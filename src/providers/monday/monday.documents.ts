/** Every GraphQL document that is sent; one mutation a request, since one idempotency key stands for one effect. */

export const ME = 'query { me { id name email } }';

export const BOARD_PAGE = `query ($page: Int!, $limit: Int!) {
  boards(limit: $limit, page: $page, state: active, order_by: used_at, hierarchy_types: [classic, multi_level]) {
    id name type url
  }
}`;

export const BOARDS = `query ($ids: [ID!]!) {
  boards(ids: $ids, limit: 100, state: active, hierarchy_types: [classic, multi_level]) {
    id name type url board_kind hierarchy_type access_level
    columns { id title type archived settings }
  }
}`;

export const CREATE_ITEM = `mutation ($board: ID!, $name: String!, $values: JSON!, $createLabels: Boolean!) {
  create_item(board_id: $board, item_name: $name, column_values: $values, create_labels_if_missing: $createLabels) {
    id url
  }
}`;

export const CREATE_SUBITEM = `mutation ($parent: ID!, $name: String!, $values: JSON!, $createLabels: Boolean!) {
  create_subitem(
    parent_item_id: $parent, item_name: $name, column_values: $values, create_labels_if_missing: $createLabels
  ) {
    id url
  }
}`;

/** Without a limit of its own it gives 25. */
export const ITEMS = `query ($ids: [ID!]!) {
  items(ids: $ids, limit: 100, exclude_nonactive: false) {
    id state url board { id }
    column_values(types: [status]) { ... on StatusValue { id index label is_done column { title } } }
  }
}`;

export const ITEMS_BY_OPERATION_ID = `query ($board: ID!, $column: String!, $marks: [String]!) {
  items_page_by_column_values(
    board_id: $board, limit: 500, columns: [{ column_id: $column, column_values: $marks }]
  ) {
    cursor
    items { id url name state column_values(ids: [$column]) { text } }
  }
}`;

export const ACTIVITY = `query ($board: ID!, $from: ISO8601DateTime!, $user: ID!, $limit: Int!, $page: Int!) {
  boards(ids: [$board], state: all, hierarchy_types: [classic, multi_level]) {
    activity_logs(from: $from, user_ids: [$user], limit: $limit, page: $page) { event data }
  }
}`;

export const ITEM_MARKERS = `query ($ids: [ID!]!, $column: String!) {
  items(ids: $ids, limit: 100, exclude_nonactive: false) {
    id url name state column_values(ids: [$column]) { text }
  }
}`;

export const CHANGE_VALUES = `mutation ($board: ID!, $item: ID!, $values: JSON!) {
  change_multiple_column_values(
    board_id: $board, item_id: $item, column_values: $values, create_labels_if_missing: false
  ) {
    id
  }
}`;

export const ITEM_UPDATES = `query ($id: ID!, $limit: Int!, $page: Int!) {
  items(ids: [$id], limit: 1, exclude_nonactive: false) {
    id state board { id } updates(limit: $limit, page: $page) { id body }
  }
}`;

export const CREATE_UPDATE = `mutation ($item: ID!, $body: String!) {
  create_update(item_id: $item, body: $body) { id }
}`;

export const EDIT_UPDATE = `mutation ($id: ID!, $body: String!) {
  edit_update(id: $id, body: $body) { id }
}`;

export const USERS = `query ($page: Int!, $limit: Int!) {
  users(limit: $limit, page: $page, status: [ACTIVE]) { id name email status }
}`;

export const TAGS = `query ($board: ID!) {
  boards(ids: [$board], state: active, hierarchy_types: [classic, multi_level]) { tags { id name } }
  tags { id name }
}`;

export const CREATE_TAG = `mutation ($name: String!, $board: ID) {
  create_or_get_tag(tag_name: $name, board_id: $board) { id }
}`;
