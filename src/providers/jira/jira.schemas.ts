import { z } from 'zod';

/**
 * What of Jira's answers is used, and no more: unknown members are ignored, a missing essential makes the answer
 * unreadable. Ids are strings in Jira's description, numbers in some of its answers.
 */
const id = z.union([z.string().min(1), z.number().int()]).transform(String);

/** A person, or whoever else can act, as both kinds of Jira know them. */
export interface JiraAccount {
  /** What a user field takes. */
  readonly id: string;
  readonly displayName: string;
  readonly emailAddress: string | null;
}

const person = { displayName: z.string().default(''), emailAddress: z.string().nullish() };

export const cloudAccountSchema = z.object({ accountId: z.string().min(1), ...person });
export const cloudAccountsSchema = z.array(cloudAccountSchema);

/** `key` outlives a change of `name`, which is what everything else takes. */
export const serverAccountSchema = z.object({
  name: z.string().min(1),
  key: z.string().nullish(),
  ...person,
});
export const serverAccountsSchema = z.array(serverAccountSchema);

/** What every site tells of itself. */
export const serverInfoSchema = z.object({ baseUrl: z.url() });
export const tenantSchema = z.object({ cloudId: z.string().min(1) });

const projectSchema = z.object({ id, key: z.string().min(1), name: z.string() });
export type JiraProject = z.infer<typeof projectSchema>;

const levelledTypeSchema = z.object({
  id,
  name: z.string(),
  untranslatedName: z.string().nullish(),
  subtask: z.boolean().default(false),
  /** -1 sub-task, 0 base, 1 epic; the page of create-meta may leave it out. */
  hierarchyLevel: z.number().nullish(),
});
export type JiraIssueType = z.infer<typeof levelledTypeSchema>;

export const projectDetailsSchema = projectSchema.extend({
  issueTypes: z.array(levelledTypeSchema).default([]),
});
export type JiraProjectDetails = z.infer<typeof projectDetailsSchema>;

const offsetPage = { startAt: z.number().default(0), total: z.number().nullish() };

export const projectPageSchema = z.object({
  ...offsetPage,
  isLast: z.boolean().nullish(),
  values: z.array(projectSchema),
});

export const serverProjectsSchema = z.array(projectSchema.extend({ archived: z.boolean().nullish() }));

export const issueTypePageSchema = z.object({ ...offsetPage, issueTypes: z.array(levelledTypeSchema) });
/** Data Center calls the same list `values`. */
export const serverIssueTypePageSchema = z.object({ ...offsetPage, values: z.array(levelledTypeSchema) });

const allowedValueSchema = z.looseObject({
  id: id.nullish(),
  name: z.string().nullish(),
  value: z.string().nullish(),
  key: z.string().nullish(),
});

const fieldSchema = z.object({
  fieldId: z.string().min(1),
  name: z.string(),
  required: z.boolean(),
  hasDefaultValue: z.boolean().nullish(),
  schema: z.object({
    type: z.string(),
    items: z.string().nullish(),
    system: z.string().nullish(),
    custom: z.string().nullish(),
  }),
  allowedValues: z
    .array(z.union([allowedValueSchema, z.string().transform((value) => ({ value }))]))
    .nullish(),
});
export type JiraField = z.infer<typeof fieldSchema>;

export const fieldPageSchema = z.object({ ...offsetPage, fields: z.array(fieldSchema) });
export const serverFieldPageSchema = z.object({ ...offsetPage, values: z.array(fieldSchema) });

const statusSchema = z.object({
  id,
  name: z.string(),
  untranslatedName: z.string().nullish(),
  /** Not in the published example, always there in practice; without it the category is unknown. */
  statusCategory: z.object({ key: z.string() }).nullish(),
});
export type JiraStatus = z.infer<typeof statusSchema>;

export const typeStatusesSchema = z.array(z.object({ id, statuses: z.array(statusSchema) }));
export type JiraTypeStatuses = z.infer<typeof typeStatusesSchema>;

export const permissionsSchema = z.object({
  permissions: z.record(z.string(), z.object({ name: z.string().nullish(), havePermission: z.boolean() })),
});
export type JiraPermissions = z.infer<typeof permissionsSchema>['permissions'];

const issueRefSchema = z.object({ id, key: z.string().min(1) });
export type JiraIssueRef = z.infer<typeof issueRefSchema>;

/** Words and fields of a refusal; Jira is not strict about either. */
export const errorCollectionSchema = z.object({
  errorMessages: z.array(z.string()).nullish(),
  errors: z.record(z.string(), z.unknown()).nullish(),
  message: z.string().nullish(),
});
export type JiraErrorCollection = z.infer<typeof errorCollectionSchema>;

export const bulkCreatedSchema = z.object({
  issues: z.array(issueRefSchema),
  errors: z
    .array(
      z.object({
        status: z.number().nullish(),
        failedElementNumber: z.number().int(),
        elementErrors: errorCollectionSchema.nullish(),
      }),
    )
    .default([]),
});
export type JiraBulkCreated = z.infer<typeof bulkCreatedSchema>;

/** An issue as far as its status goes, and what its workflow depends on where that was asked for. */
export const issueSchema = issueRefSchema.extend({
  fields: z.object({
    status: statusSchema,
    issuetype: z.object({ id }).nullish(),
    project: z.object({ key: z.string().min(1) }).nullish(),
  }),
});
export type JiraIssue = z.infer<typeof issueSchema>;

/** An issue that another one is to stand below. */
export const parentSchema = issueRefSchema.extend({
  fields: z.object({
    issuetype: levelledTypeSchema.nullish(),
    project: z.object({ key: z.string().min(1) }).nullish(),
  }),
});
export type JiraParent = z.infer<typeof parentSchema>;

export const statusPageSchema = z.object({ issues: z.array(issueSchema), total: z.number().nullish() });

const screenFieldSchema = fieldSchema.omit({ fieldId: true });

/** One step of a workflow that can be taken now; `fields`: its screen, by field id. */
const transitionSchema = z.object({
  id,
  name: z.string(),
  to: statusSchema,
  fields: z.record(z.string(), screenFieldSchema).nullish(),
});
export type JiraTransition = z.infer<typeof transitionSchema>;

export const transitionsSchema = z.object({ transitions: z.array(transitionSchema) });

/** What tells our comments from others: a property (Cloud), a mark in the text (Data Center). */
export const commentsSchema = z.object({
  total: z.number().nullish(),
  comments: z.array(
    z.object({
      body: z.unknown(),
      properties: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
    }),
  ),
});
export type JiraComments = z.infer<typeof commentsSchema>;

export const labelPageSchema = z.object({ isLast: z.boolean().nullish(), values: z.array(z.string()) });
/** What JQL's editor would offer; values stand as JQL has them, in quotes where that needs it. */
export const suggestionsSchema = z.object({ results: z.array(z.object({ value: z.string() })) });
export type JiraSuggestions = z.infer<typeof suggestionsSchema>;

export const issueMarkerSchema = issueRefSchema.extend({
  fields: z.object({ labels: z.array(z.string()).nullish(), created: z.string().nullish() }).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
export type JiraIssueMarker = z.infer<typeof issueMarkerSchema>;

export const issueMarkersSchema = z.object({
  issues: z.array(issueMarkerSchema),
  /** Of bulkfetch: what could not be read for now. What does not exist is in neither list. */
  issueErrors: z.array(z.unknown()).nullish(),
  /** Of a search: where there is more (Cloud), or how much there is (Data Center). */
  nextPageToken: z.string().nullish(),
  total: z.number().nullish(),
});
export type JiraIssueMarkers = z.infer<typeof issueMarkersSchema>;
