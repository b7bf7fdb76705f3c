/**
 * What of Linear's API the lab emulates, in its own words and with the vendor's names and types: whatever is valid here
 * is valid there (schema.spec.ts).
 */

const pageOf = (type: string) => `
  type ${type}Connection { nodes: [${type}!]! edges: [${type}Edge!]! pageInfo: PageInfo! }
  type ${type}Edge { node: ${type}! cursor: String! }
`;

const PAGED = 'first: Int, after: String, includeArchived: Boolean, orderBy: PaginationOrderBy';

export const LINEAR_SDL = `
  scalar DateTime
  scalar TimelessDate
  scalar JSONObject

  enum PaginationOrderBy { createdAt updatedAt }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

  type Query {
    viewer: User!
    organization: Organization!
    teams(filter: TeamFilter, ${PAGED}): TeamConnection!
    team(id: String!): Team!
    workflowStates(filter: WorkflowStateFilter, ${PAGED}): WorkflowStateConnection!
    issueLabels(filter: IssueLabelFilter, ${PAGED}): IssueLabelConnection!
    issuePriorityValues: [IssuePriorityValue!]!
    issue(id: String!): Issue!
    issues(filter: IssueFilter, ${PAGED}): IssueConnection!
  }

  type Mutation {
    issueCreate(input: IssueCreateInput!): IssuePayload!
    issueBatchCreate(input: IssueBatchCreateInput!): IssueBatchPayload!
    issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
    issueArchive(id: String!, trash: Boolean): IssueArchivePayload!
    issueDelete(id: String!, permanentlyDelete: Boolean): IssueArchivePayload!
    issueLabelCreate(input: IssueLabelCreateInput!): IssueLabelPayload!
    commentCreate(input: CommentCreateInput!): CommentPayload!
    attachmentCreate(input: AttachmentCreateInput!): AttachmentPayload!
    attachmentDelete(id: String!): DeletePayload!
  }

  type User {
    id: ID! name: String! displayName: String! email: String!
    active: Boolean! admin: Boolean! guest: Boolean! isMe: Boolean! isAssignable: Boolean!
    organization: Organization!
    createdAt: DateTime!
  }
  type Organization { id: ID! name: String! urlKey: String! }
  type Team {
    id: ID! key: String! name: String! createdAt: DateTime! archivedAt: DateTime retiredAt: DateTime
    triageEnabled: Boolean! requirePriorityToLeaveTriage: Boolean!
    defaultIssueState: WorkflowState
    states(filter: WorkflowStateFilter, ${PAGED}): WorkflowStateConnection!
    members(filter: UserFilter, ${PAGED}): UserConnection!
  }
  type WorkflowState { id: ID! name: String! type: String! position: Float! color: String! team: Team! }
  type IssueLabel {
    id: ID! name: String! isGroup: Boolean! parent: IssueLabel team: Team retiredAt: DateTime createdAt: DateTime!
  }
  type IssuePriorityValue { priority: Int! label: String! }
  type Issue {
    id: ID! identifier: String! number: Float! previousIdentifiers: [String!]! url: String!
    title: String! description: String priority: Float! dueDate: TimelessDate
    team: Team! state: WorkflowState! assignee: User creator: User parent: Issue labelIds: [String!]!
    labels(filter: IssueLabelFilter, ${PAGED}): IssueLabelConnection!
    comments(${PAGED}): CommentConnection!
    attachments(${PAGED}): AttachmentConnection!
    createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime trashed: Boolean
    completedAt: DateTime canceledAt: DateTime
  }
  type Comment { id: ID! body: String! createdAt: DateTime! issue: Issue issueId: String user: User }
  type Attachment {
    id: ID! title: String! subtitle: String url: String! metadata: JSONObject! issue: Issue! createdAt: DateTime!
  }

  type IssuePayload { success: Boolean! lastSyncId: Float! issue: Issue }
  type IssueBatchPayload { success: Boolean! lastSyncId: Float! issues: [Issue!]! }
  type IssueArchivePayload { success: Boolean! lastSyncId: Float! entity: Issue }
  type IssueLabelPayload { success: Boolean! lastSyncId: Float! issueLabel: IssueLabel! }
  type CommentPayload { success: Boolean! lastSyncId: Float! comment: Comment! }
  type AttachmentPayload { success: Boolean! lastSyncId: Float! attachment: Attachment! }
  type DeletePayload { success: Boolean! lastSyncId: Float! entityId: String! }

  input IssueCreateInput {
    id: String teamId: String! title: String description: String priority: Int labelIds: [String!] stateId: String
    parentId: String assigneeId: String dueDate: TimelessDate
  }
  input IssueBatchCreateInput { issues: [IssueCreateInput!]! }
  input IssueUpdateInput {
    title: String description: String priority: Int labelIds: [String!] addedLabelIds: [String!]
    removedLabelIds: [String!] stateId: String parentId: String assigneeId: String dueDate: TimelessDate
    teamId: String
  }
  input IssueLabelCreateInput {
    id: String name: String! teamId: String color: String description: String isGroup: Boolean parentId: String
  }
  input CommentCreateInput { id: String issueId: String body: String }
  input AttachmentCreateInput {
    id: String issueId: String! url: String! title: String! subtitle: String metadata: JSONObject
  }

  input StringComparator {
    eq: String neq: String in: [String!] nin: [String!] eqIgnoreCase: String contains: String
    containsIgnoreCase: String startsWith: String
  }
  input BooleanComparator { eq: Boolean neq: Boolean }
  input NumberComparator { eq: Float neq: Float in: [Float!] nin: [Float!] }
  input IDComparator { eq: ID neq: ID in: [ID!] nin: [ID!] }
  input IssueIDComparator { eq: ID neq: ID in: [ID!] nin: [ID!] }
  input TeamFilter {
    id: IDComparator key: StringComparator name: StringComparator and: [TeamFilter!] or: [TeamFilter!]
  }
  input NullableTeamFilter { null: Boolean id: IDComparator key: StringComparator name: StringComparator }
  input UserFilter {
    id: IDComparator name: StringComparator displayName: StringComparator email: StringComparator
    active: BooleanComparator and: [UserFilter!] or: [UserFilter!]
  }
  input WorkflowStateFilter {
    id: IDComparator name: StringComparator type: StringComparator team: TeamFilter
  }
  input IssueLabelFilter {
    id: IDComparator name: StringComparator isGroup: BooleanComparator team: NullableTeamFilter
    and: [IssueLabelFilter!] or: [IssueLabelFilter!]
  }
  input IssueFilter {
    id: IssueIDComparator number: NumberComparator team: TeamFilter title: StringComparator
    and: [IssueFilter!] or: [IssueFilter!]
  }
  ${['Team', 'User', 'WorkflowState', 'IssueLabel', 'Issue', 'Comment', 'Attachment'].map(pageOf).join('')}
`;
