import { z } from 'zod';

/**
 * What of Linear's answers is used, and no more: unknown members are ignored, a missing essential makes the answer
 * unreadable.
 */
const id = z.string().min(1);

const list = <T extends z.ZodType>(node: T) =>
  z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }).nullish(),
  });

export const viewerSchema = z.object({
  viewer: z.object({ id, name: z.string().default(''), email: z.string().nullish() }),
});

const teamSchema = z.object({
  id,
  key: z.string().min(1),
  name: z.string(),
  retiredAt: z.string().nullish(),
});
export type LinearTeam = z.infer<typeof teamSchema>;

const organizationSchema = z.object({ urlKey: z.string().min(1) });

export const teamsSchema = z.object({ teams: list(teamSchema), organization: organizationSchema });

const prioritySchema = z.object({ priority: z.number().int(), label: z.string() });
export type LinearPriority = z.infer<typeof prioritySchema>;

export const teamByKeySchema = z.object({
  teams: list(teamSchema),
  organization: organizationSchema,
  issuePriorityValues: z.array(prioritySchema),
});

const stateSchema = z.object({
  id,
  name: z.string(),
  /** An open set: linear.mapping.ts. */
  type: z.string(),
  position: z.number().default(0),
});
export type LinearState = z.infer<typeof stateSchema>;

export const statesSchema = z.object({ workflowStates: list(stateSchema) });

const refSchema = z.object({ id }).nullish();
const labelSchema = z.object({
  id,
  name: z.string(),
  isGroup: z.boolean().default(false),
  retiredAt: z.string().nullish(),
  /** The group that it belongs to. */
  parent: z.object({ id, name: z.string() }).nullish(),
  team: refSchema,
});
export type LinearLabel = z.infer<typeof labelSchema>;

export const labelsSchema = z.object({ issueLabels: list(labelSchema) });

export const membersSchema = z.object({
  teams: list(z.object({ members: list(z.object({ id, name: z.string(), email: z.string().nullish() })) })),
});

const issueRefSchema = z.object({ id, identifier: z.string().min(1), url: z.string().min(1) });
export type LinearIssueRef = z.infer<typeof issueRefSchema>;

const issueSchema = issueRefSchema.extend({
  trashed: z.boolean().nullish(),
  state: z.object({ id, name: z.string(), type: z.string() }),
});
export type LinearIssue = z.infer<typeof issueSchema>;

export const issuesSchema = z.object({ issues: list(issueSchema) });
export const issueAnswerSchema = z.object({ issue: issueSchema });

export const issueWithStatesSchema = z.object({
  issue: issueSchema.extend({
    state: z.object({ id, name: z.string(), type: z.string() }),
    team: z.object({ states: list(stateSchema) }),
  }),
});
export type LinearIssueWithStates = z.infer<typeof issueWithStatesSchema>['issue'];

export const issueCreatedSchema = z.object({
  issueCreate: z.object({ success: z.literal(true), issue: issueRefSchema }),
});

export const issuesCreatedSchema = z.object({
  issueBatchCreate: z.object({ success: z.literal(true), issues: z.array(issueRefSchema) }),
});

export const labelCreatedSchema = z.object({
  issueLabelCreate: z.object({ success: z.literal(true), issueLabel: labelSchema }),
});

export const stateSetSchema = z.object({
  issueUpdate: z.object({
    success: z.literal(true),
    issue: z.object({ state: z.object({ name: z.string() }) }),
  }),
});

export const commentCreatedSchema = z.object({
  commentCreate: z.object({
    success: z.literal(true),
    comment: z.object({ issue: z.object({ trashed: z.boolean().nullish() }).nullish() }),
  }),
});

export const attachedSchema = z.object({
  attachmentCreate: z.object({
    success: z.literal(true),
    attachment: z.object({
      id,
      issue: z.object({
        trashed: z.boolean().nullish(),
        attachments: list(
          z.object({ id, url: z.string(), metadata: z.record(z.string(), z.unknown()).nullish() }),
        ),
      }),
    }),
  }),
});

export const detachedSchema = z.object({ attachmentDelete: z.object({ success: z.literal(true) }) });

const graphqlErrorSchema = z.object({
  message: z.string().default(''),
  extensions: z
    .object({
      type: z.string().nullish(),
      code: z.string().nullish(),
      userError: z.boolean().nullish(),
      userPresentableMessage: z.string().nullish(),
    })
    .nullish(),
});
export type LinearGraphqlError = z.infer<typeof graphqlErrorSchema>;

/** GraphQL's own envelope, whatever the status. */
export const envelopeSchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(graphqlErrorSchema).nullish(),
});
export type LinearEnvelope = z.infer<typeof envelopeSchema>;
