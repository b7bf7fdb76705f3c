/** What the lab emulates of monday.com's API, version 2026-10; types and fields as the vendor has them, no others. */
export const MONDAY_SDL = `
  scalar JSON
  scalar Date
  scalar ISO8601DateTime

  type Query {
    me: User
    version: Version!
    complexity: Complexity
    boards(
      ids: [ID!], limit: Int = 25, page: Int = 1, state: State = active, order_by: BoardsOrderBy,
      hierarchy_types: [BoardHierarchy!], workspace_ids: [ID]
    ): [Board]
    items(ids: [ID!], limit: Int = 25, page: Int = 1, exclude_nonactive: Boolean, newest_first: Boolean): [Item]
    items_page_by_column_values(
      board_id: ID!, columns: [ItemsPageByColumnValuesQuery!], cursor: String, limit: Int! = 25
    ): ItemsResponse!
    users(ids: [ID!], limit: Int = 200, page: Int = 1, kind: UserKind, status: [UserStatus!]): [User!]
    tags(ids: [ID!]): [Tag]
  }

  type Mutation {
    create_item(
      board_id: ID!, group_id: String, item_name: String!, column_values: JSON, create_labels_if_missing: Boolean
    ): Item
    create_subitem(
      parent_item_id: ID!, item_name: String!, column_values: JSON, create_labels_if_missing: Boolean
    ): Item
    change_multiple_column_values(
      board_id: ID!, item_id: ID, column_values: JSON!, create_labels_if_missing: Boolean
    ): Item
    create_update(item_id: ID, body: String!): Update
    edit_update(id: ID!, body: String!): Update!
    create_or_get_tag(tag_name: String, board_id: ID): Tag
    archive_item(item_id: ID): Item
    delete_item(item_id: ID): Item
  }

  enum State { active all archived deleted }
  enum BoardsOrderBy { created_at used_at }
  enum BoardHierarchy { classic multi_level }
  enum BoardObjectType { board custom_object document sub_items_board }
  enum BoardKind { private public share }
  enum BoardAccessLevel { edit view }
  enum UserKind { all guests non_guests non_pending }
  enum UserStatus { ACTIVE INACTIVE PENDING }
  enum VersionKind { current release_candidate maintenance }
  enum Kind { agent person team }
  enum ColumnType {
    name status text long_text date people tags dropdown link numbers checkbox subtasks formula creation_log
  }

  type Version { kind: VersionKind!, value: String!, display_name: String! }
  type Complexity { before: Int!, after: Int!, query: Int!, reset_in_x_seconds: Int! }
  type Account { id: ID!, name: String!, slug: String!, tier: String }
  type User {
    id: ID!, name: String!, email: String!, kind: String!, status: UserStatus!, url: String!, account: Account!
  }
  type Tag { id: ID!, name: String!, color: String! }
  type Group { id: ID!, title: String!, archived: Boolean, deleted: Boolean }
  type Column { id: ID!, title: String!, type: ColumnType!, archived: Boolean!, settings: JSON }

  type Board {
    id: ID!, name: String!, url: String!, state: State!, type: BoardObjectType, board_kind: BoardKind!
    hierarchy_type: BoardHierarchy, access_level: BoardAccessLevel!, permissions: String!, item_terminology: String
    columns(ids: [String], types: [ColumnType!]): [Column]
    groups(ids: [String]): [Group]
    top_group: Group!
    tags: [Tag]
    activity_logs(
      from: ISO8601DateTime, to: ISO8601DateTime, user_ids: [ID!], item_ids: [ID!], limit: Int = 25, page: Int = 1
    ): [ActivityLogType]
  }
  type ActivityLogType {
    id: String!, event: String!, entity: String!, data: String!, user_id: String!, account_id: String!
    created_at: String!
  }

  type Item {
    id: ID!, name: String!, state: State, url: String!, created_at: Date, updated_at: Date, creator_id: String!
    board: Board, group: Group, parent_item: Item, subitems: [Item]
    column_values(ids: [String!], types: [ColumnType!]): [ColumnValue!]!
    updates(limit: Int = 25, page: Int = 1, ids: [ID!]): [Update!]
  }
  type ItemsResponse { cursor: String, items: [Item!]! }
  input ItemsPageByColumnValuesQuery { column_id: String!, column_values: [String]! }
  type Update {
    id: ID!, body: String!, text_body: String, creator_id: String, created_at: Date, updated_at: Date
    item_id: String
  }

  interface ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
  type StatusValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!
    index: Int, label: String, is_done: Boolean, updated_at: Date
  }
  type TextValue implements ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
  type LongTextValue implements ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
  type DateValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, date: String
  }
  type PeopleValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, persons_and_teams: [PeopleEntity!]
  }
  type PeopleEntity { id: ID!, kind: Kind }
  type TagsValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, tags: [Tag!]!, tag_ids: [Int!]!
  }
  type DropdownValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, values: [DropdownValueOption!]!
  }
  type DropdownValueOption { id: ID!, label: String! }
  type LinkValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, url: String, url_text: String
  }
  type NumbersValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, number: Float
  }
  type CheckboxValue implements ColumnValue {
    id: ID!, type: ColumnType!, text: String, value: JSON, column: Column!, checked: Boolean
  }
  type SubtasksValue implements ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
  type FormulaValue implements ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
  type CreationLogValue implements ColumnValue { id: ID!, type: ColumnType!, text: String, value: JSON, column: Column! }
`;
