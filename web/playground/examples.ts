export interface Example {
  readonly query: string;
  /** JSON in which GraphiQL takes comments too. */
  readonly variables?: string;
}

/** The tabs of a first visit: the way from nothing to a release with its tickets, in order. */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# Welcome to delivr. Press play, or Ctrl+Enter.
# Ctrl+Space completes; the book opens the docs.
#
# Go through the tabs from left to right: they
# end with a release and its tickets in Jira.

query WhoAmI {
  viewer {
    account {
      name
      email
    }
    # None yet? The next tab makes one. The tabs
    # after it ask for its id.
    projects {
      id
      name
      viewerRole
    }
  }
}
`,
  },
  {
    query: `# A project holds a team's trackers and releases.
# Whoever creates it is its OWNER.
# Its name is in the variables below.

mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) {
    id
    name
    viewerRole
  }
}
`,
    variables: `{
  "input": {
    "name": "Mobile app"
  }
}
`,
  },
  {
    query: `# Fill in the variables below. Only what Jira
# accepts is stored, encrypted, and never shown.
# A token: id.atlassian.com, Security, API tokens.

mutation ConnectJira($input: CreateIntegrationInput!) {
  createIntegration(input: $input) {
    id
    name
    verificationStatus
    verificationMessage
    remoteAccount
  }
}
`,
    variables: `{
  "input": {
    "projectId": "id of the project",
    "name": "Our Jira",
    "connection": {
      "jira": {
        "baseUrl": "https://your-site.atlassian.net",
        "email": "you@example.com",
        "apiToken": ""
      }
    }
  }
}
`,
  },
  {
    query: `# One ticket per platform: ANDROID's is PLAY_STORE,
# IOS' is APP_STORE. While Jira is down they are
# PENDING, and follow by themselves when it is back.
#
# Again makes a second release, unless the input has
# an idempotencyKey. Your Jira's project keys: ask
# trackerProjects.

mutation CreateRelease($input: CreateReleaseInput!) {
  createRelease(input: $input) {
    id
    version
    status
    tickets {
      platform
      state
      key
      url
      error {
        message
      }
    }
  }
}
`,
    variables: `{
  "input": {
    "projectId": "id of the project",
    "version": "1.2.0",
    "platforms": ["ANDROID", "IOS", "WEB"],
    "jiraConfig": {
      "enabled": true,
      "integrationId": "id from ConnectJira",
      "projectKey": "MOB"
    }
  }
}
`,
  },
  {
    query: `# status is Jira's own word, category its meaning,
# checkedAt when we last looked.
# Look again now: refreshReleaseTickets.
# Once a refusal is mended: retryReleaseTickets.

query FollowTickets($releaseId: ID!) {
  release(id: $releaseId) {
    version
    status
    tickets {
      platform
      state
      key
      url
      status
      category
      isCompleted
      checkedAt
      error {
        message
        retryable
      }
    }
    activity(first: 10) {
      edges {
        node {
          at
          summary
        }
      }
    }
  }
}
`,
    variables: `{
  "releaseId": "id from CreateRelease"
}
`,
  },
];
