import { z } from 'zod';

/**
 * What of Asana's answers is used, and no more: unknown members are ignored, a missing essential makes the answer
 * unreadable.
 */
const gid = z.string().min(1);
const named = z.object({ gid, name: z.string().default('') });
export type AsanaNamed = z.infer<typeof named>;
const url = z.string().nullish();

export const one = <T extends z.ZodType>(data: T) => z.object({ data });
export const many = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_page: z.object({ offset: z.string().min(1) }).nullish() });

export const namedSchema = named;

export const accountSchema = named.extend({
  email: z.string().nullish(),
  workspaces: z.array(named).default([]),
});
export type AsanaAccount = z.infer<typeof accountSchema>;

export const userSchema = named.extend({ email: z.string().nullish() });
export type AsanaUser = z.infer<typeof userSchema>;

const fieldSchema = named.extend({
  resource_subtype: z.string().nullish(),
  /** Asana's own name for a field that it made itself. */
  asana_created_field: z.string().nullish(),
  is_value_read_only: z.boolean().nullish(),
  enum_options: z.array(named.extend({ enabled: z.boolean().nullish() })).nullish(),
});
export type AsanaField = z.infer<typeof fieldSchema>;

export const projectSchema = named.extend({
  permalink_url: url,
  archived: z.boolean().nullish(),
  workspace: z.object({ gid }).nullish(),
  custom_field_settings: z.array(z.object({ custom_field: fieldSchema })).nullish(),
});
export type AsanaProject = z.infer<typeof projectSchema>;

export const membershipSchema = z.object({ access_level: z.string().nullish() });

/** A task as far as it is known after it was made. */
export const taskRefSchema = z.object({ gid, permalink_url: url });
export type AsanaTaskRef = z.infer<typeof taskRefSchema>;

/** … as far as its status goes. */
export const taskSchema = taskRefSchema.extend({
  completed: z.boolean(),
  memberships: z
    .array(z.object({ project: z.object({ gid }).nullish(), section: named.nullish() }))
    .nullish()
    .transform((memberships) => memberships ?? []),
});
export type AsanaTask = z.infer<typeof taskSchema>;

/** … as far as it tells whose it is. */
export const taskMarkerSchema = taskRefSchema.extend({
  notes: z.string().nullish(),
  created_at: z.string().nullish(),
});
export type AsanaTaskMarker = z.infer<typeof taskMarkerSchema>;

export const storySchema = z.object({ gid, text: z.string().nullish() });
export const attachmentSchema = named;

export const doneSchema = z.object({});

export const batchSchema = one(
  z.array(
    z.object({
      status_code: z.number().int(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown(),
    }),
  ),
);

export const errorSchema = z.object({
  errors: z.array(z.object({ message: z.string().nullish(), phrase: z.string().nullish() })),
});
