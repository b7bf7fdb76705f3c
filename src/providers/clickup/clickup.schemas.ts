import { z } from 'zod';

/**
 * What of ClickUp's answers is used, and no more: unknown members are ignored, a missing essential makes the answer
 * unreadable. Ids come as texts or as numbers, times as texts of milliseconds.
 */
const id = z.union([z.string().min(1), z.number().int()]).transform(String);
const text = z.string().nullish();
const flag = z.boolean().nullish();

export const errorSchema = z.object({ err: text, ECODE: text, message: text });
export type ClickUpError = z.infer<typeof errorSchema>;

const userSchema = z.object({ id, username: text, email: text });
export type ClickUpUser = z.infer<typeof userSchema>;
/** `timezone`: by its IANA name. */
export const authorizedUserSchema = z.object({
  user: userSchema.extend({ timezone: z.string().nullish().catch(null) }),
});
export type AuthorizedClickUpUser = z.infer<typeof authorizedUserSchema>['user'];

const teamSchema = z.object({
  id,
  name: z.string().default(''),
  members: z.array(z.object({ user: userSchema })).default([]),
});
export type ClickUpTeam = z.infer<typeof teamSchema>;
export const teamsSchema = z.object({ teams: z.array(teamSchema) });

const switchSchema = z.object({ enabled: flag }).nullish();
const spaceSchema = z.object({
  id,
  name: z.string(),
  /** What is switched off there is dropped from what is sent, without a word. */
  features: z.object({ tags: switchSchema, due_dates: switchSchema, priorities: switchSchema }).nullish(),
});
export type ClickUpSpace = z.infer<typeof spaceSchema>;
export { spaceSchema };
export const spacesSchema = z.object({ spaces: z.array(spaceSchema) });

const statusSchema = z.object({ status: z.string().min(1), id: id.nullish(), type: text });
export type ClickUpStatus = z.infer<typeof statusSchema>;

const folderRefSchema = z.object({ id, name: z.string().default(''), hidden: flag });

const listRefSchema = z.object({ id, name: z.string() });
export type ClickUpListRef = z.infer<typeof listRefSchema>;
export const listsSchema = z.object({ lists: z.array(listRefSchema) });

export const foldersSchema = z.object({
  folders: z.array(
    folderRefSchema.extend({
      /** Described as names, answered as objects; names alone say too little. */
      lists: z.array(z.union([listRefSchema, z.string()])).nullish(),
    }),
  ),
});
export type ClickUpFolder = z.infer<typeof foldersSchema>['folders'][number];

export const listSchema = listRefSchema.extend({
  folder: folderRefSchema.nullish(),
  space: z.object({ id, name: z.string().default('') }),
  statuses: z.array(statusSchema).default([]),
  permission_level: text,
});
export type ClickUpList = z.infer<typeof listSchema>;

const optionSchema = z.object({ id, name: text, label: text });
const fieldSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  type_config: z.object({ options: z.array(optionSchema).nullish() }).nullish(),
  required: flag,
  applied_objects: z.array(z.object({ object_type: z.number(), object_id: z.number() })).nullish(),
});
export type ClickUpField = z.infer<typeof fieldSchema>;
export const fieldsSchema = z.object({ fields: z.array(fieldSchema) });

const taskTypeSchema = z.object({ id: z.number().int(), name: z.string() });
export type ClickUpTaskType = z.infer<typeof taskTypeSchema>;
export const taskTypesSchema = z.object({ custom_items: z.array(taskTypeSchema).default([]) });

const tagSchema = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
export const tagsSchema = z.object({ tags: z.array(tagSchema) });

export const taskSchema = z.object({
  id: z.string().min(1),
  status: statusSchema,
  date_created: id.nullish(),
  tags: z.array(tagSchema).nullish(),
  text_content: text,
  description: text,
  markdown_description: text,
  list: z.object({ id }).nullish(),
  team_id: id.nullish(),
});
export type ClickUpTask = z.infer<typeof taskSchema>;

/** The list says whether it was the last page; the workspace does not. */
export const taskPageSchema = z.object({ tasks: z.array(taskSchema), last_page: flag });
export type ClickUpTaskPage = z.infer<typeof taskPageSchema>;

const timesSchema = z.object({
  current_status: z.object({ status: z.string().min(1) }),
  /** Where the type of the current one stands. */
  status_history: z.array(z.object({ status: z.string(), type: text })).default([]),
});
export type ClickUpTimes = z.infer<typeof timesSchema>;
export const timesByTaskSchema = z.record(z.string(), timesSchema);

const commentSchema = z.object({
  id,
  comment_text: z.string().default(''),
  date: id,
  resolved: flag,
  user: userSchema.nullish(),
});
export type ClickUpComment = z.infer<typeof commentSchema>;
export const commentsSchema = z.object({ comments: z.array(commentSchema) });

/** Of answers that say nothing but yes. */
export const anythingSchema = z.unknown();
