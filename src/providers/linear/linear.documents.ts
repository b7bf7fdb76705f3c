/** Every document that is sent. Lists are asked for one at a time: several in one query cost more points than Linear allows. */

const TEAM = 'id key name';
const STATE = 'id name type position';
const TICKET = 'id identifier url';
const LABEL = 'id name isGroup retiredAt parent { id name } team { id }';
const PAGE = 'pageInfo { hasNextPage endCursor }';

export const VIEWER = `query Viewer { viewer { id name email } }`;

/** The workspace's name in addresses comes along: teams have no address of their own. */
export const TEAMS = `query Teams($filter: TeamFilter, $first: Int!, $after: String) {
  teams(filter: $filter, first: $first, after: $after) { nodes { ${TEAM} retiredAt } ${PAGE} }
  organization { urlKey }
}`;

/** Everything about one team that a description or a creation needs, but for its labels. */
export const TEAM_BY_KEY = `query TeamByKey($key: String!) {
  teams(filter: { key: { eqIgnoreCase: $key } }, first: 2) { nodes { ${TEAM} retiredAt } }
  organization { urlKey }
  issuePriorityValues { priority label }
}`;

export const STATES = `query States($key: String!, $first: Int!, $after: String) {
  workflowStates(filter: { team: { key: { eqIgnoreCase: $key } } }, first: $first, after: $after) {
    nodes { ${STATE} } ${PAGE}
  }
}`;

export const LABELS = `query Labels($filter: IssueLabelFilter!, $first: Int!, $after: String) {
  issueLabels(filter: $filter, first: $first, after: $after) { nodes { ${LABEL} } ${PAGE} }
}`;

export const MEMBERS = `query Members($key: String!, $filter: UserFilter!, $first: Int!) {
  teams(filter: { key: { eqIgnoreCase: $key } }, first: 1) {
    nodes { members(filter: $filter, first: $first) { nodes { id name email } } }
  }
}`;

/** Strongly consistent: a new issue is there at once. */
export const ISSUES = `query Issues($filter: IssueFilter!, $first: Int!) {
  issues(filter: $filter, first: $first, includeArchived: true) {
    nodes { ${TICKET} trashed state { id name type } }
  }
}`;

/** By id, identifier or an earlier identifier; archived and deleted ones too. */
export const ISSUE = `query Issue($id: String!) {
  issue(id: $id) { ${TICKET} trashed state { id name type } }
}`;

export const ISSUE_WITH_STATES = `query IssueWithStates($id: String!) {
  issue(id: $id) {
    ${TICKET} trashed state { id name type } team { states(first: 250) { nodes { ${STATE} } } }
  }
}`;

export const CREATE_ISSUE = `mutation CreateIssue($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { ${TICKET} } }
}`;

/** One transaction. */
export const CREATE_ISSUES = `mutation CreateIssues($input: IssueBatchCreateInput!) {
  issueBatchCreate(input: $input) { success issues { ${TICKET} } }
}`;

export const CREATE_LABEL = `mutation CreateLabel($input: IssueLabelCreateInput!) {
  issueLabelCreate(input: $input) { success issueLabel { ${LABEL} } }
}`;

export const SET_STATE = `mutation SetState($id: String!, $stateId: String!) {
  issueUpdate(id: $id, input: { stateId: $stateId }) { success issue { ${TICKET} state { name type } } }
}`;

export const CREATE_COMMENT = `mutation CreateComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { issue { trashed } } }
}`;

/** The same address at the same issue is updated; what else hangs there comes along. */
export const ATTACH = `mutation Attach($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) {
    success attachment { id issue { trashed attachments(first: 250) { nodes { id url metadata } } } }
  }
}`;

export const DETACH = `mutation Detach($id: String!) { attachmentDelete(id: $id) { success } }`;
