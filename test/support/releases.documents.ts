export const RELEASE_FIELDS = `
  id version type status plannedDate platforms description updatedAt completedAt
  webEpicId playStoreEpicId iosEpicId
  pmConfig { id }
  tickets {
    id platform state remoteId key url title status category isCompleted checkedAt attempts updatedAt
    error { failure message retryable fields { path message } }
    parameters { projectKey issueType completedStatus labels createTicket linkBuilds }
    integration { id }
  }`;

export const CREATE_RELEASE = `mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { ${RELEASE_FIELDS} } }`;
export const RELEASE = `query ($id: ID!) { release(id: $id) { ${RELEASE_FIELDS} } }`;
export const UPDATE_RELEASE = `mutation ($input: UpdateReleaseInput!) { updateRelease(input: $input) { ${RELEASE_FIELDS} } }`;
export const CHANGE_STATUS = `mutation ($input: ChangeReleaseStatusInput!) { changeReleaseStatus(input: $input) { ${RELEASE_FIELDS} } }`;
export const RETRY = `mutation ($input: RetryReleaseTicketsInput!) { retryReleaseTickets(input: $input) { ${RELEASE_FIELDS} } }`;
export const REFRESH = `mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { ${RELEASE_FIELDS} } }`;
export const LINK = `mutation ($input: LinkReleaseTicketInput!) { linkReleaseTicket(input: $input) { ${RELEASE_FIELDS} } }`;
export const UNLINK = `mutation ($input: UnlinkReleaseTicketInput!) { unlinkReleaseTicket(input: $input) { ${RELEASE_FIELDS} } }`;
export const ACTIVITY = `query ($id: ID!) { release(id: $id) { activity(first: 100) { edges { node { action summary details actor { kind name } } } } } }`;
