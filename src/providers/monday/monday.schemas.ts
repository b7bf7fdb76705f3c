import { z } from 'zod';

/**
 * What of monday.com's answers is used, and no more: unknown members are ignored, a missing essential makes the answer
 * unreadable. Ids are texts in its schema, numbers in some of its JSON.
 */
const id = z.union([z.string().min(1), z.number().int()]).transform(String);

/** Values of the scalar JSON come as objects, or as texts that hold one. */
const json = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return undefined;
    }
  });

const errorSchema = z.object({
  message: z.string().nullish(),
  extensions: z
    .object({
      code: z.string().nullish(),
      status_code: z.coerce.number().nullish().catch(null),
      retry_in_seconds: z.coerce.number().nullish().catch(null),
      reset_in: z.coerce.number().nullish().catch(null),
      error_data: z.object({ column_id: z.string().nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
export type MondayError = z.infer<typeof errorSchema>;

/** Around every answer. Refused credentials come as a list of texts; old versions put the error on top. */
export const envelopeSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.union([errorSchema, z.string().transform((message): MondayError => ({ message }))]))
    .nullish(),
  error_code: z.string().nullish(),
  error_message: z.string().nullish(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const meSchema = z.object({
  me: z.object({ id, name: z.string().nullish(), email: z.string().nullish() }).nullable(),
});

const projectSchema = z.object({
  id,
  name: z.string(),
  type: z.string().nullish(),
  url: z.string().nullish(),
});
export type MondayProject = z.infer<typeof projectSchema>;
export const projectPageSchema = z.object({ boards: z.array(projectSchema.nullable()) });

const columnSchema = z.object({
  id: z.string().min(1),
  title: z.string(),
  type: z.string(),
  archived: z.boolean().nullish(),
  settings: json,
});
export type RawColumn = z.infer<typeof columnSchema>;

const boardSchema = projectSchema.extend({
  board_kind: z.string().nullish(),
  hierarchy_type: z.string().nullish(),
  access_level: z.string().nullish(),
  columns: z.array(columnSchema.nullable()).transform((columns) => columns.filter((one) => one !== null)),
});
export type RawBoard = z.infer<typeof boardSchema>;
export const boardsSchema = z.object({ boards: z.array(boardSchema.nullable()) });

/** Settings of status and dropdown columns: labels as a list, or by index beside a list of done colours. */
export const settingsSchema = z.object({
  labels: z
    .union([
      z.array(
        z.object({
          id: z.union([z.string(), z.number()]).nullish(),
          index: z.number().nullish(),
          label: z.string().nullish(),
          name: z.string().nullish(),
          is_done: z.boolean().nullish(),
          is_deactivated: z.boolean().nullish(),
        }),
      ),
      z.record(z.string(), z.string()),
    ])
    .nullish(),
  done_colors: z.array(z.number()).nullish(),
  boardIds: z.array(z.union([z.string(), z.number()]).transform(String)).nullish(),
});

const itemRefSchema = z.object({ id, url: z.string().nullish() });
export type MondayItemRef = z.infer<typeof itemRefSchema>;
export const createdItemSchema = z
  .object({ create_item: itemRefSchema })
  .transform(({ create_item }) => create_item);
export const createdSubitemSchema = z
  .object({ create_subitem: itemRefSchema })
  .transform(({ create_subitem }) => create_subitem);

const statusValueSchema = z.object({
  id: z.string().min(1),
  index: z.number().nullish(),
  label: z.string().nullish(),
  is_done: z.boolean().nullish(),
  column: z.object({ title: z.string() }),
});
export type StatusValue = z.infer<typeof statusValueSchema>;

const itemSchema = itemRefSchema.extend({
  state: z.string().nullish(),
  board: z.object({ id }).nullish(),
  column_values: z.array(statusValueSchema),
});
export type MondayItem = z.infer<typeof itemSchema>;
export const itemsSchema = z.object({ items: z.array(itemSchema.nullable()) });

/** As far as recognising goes: `column_values` hold the operation id's column alone. */
const itemMarkerSchema = itemRefSchema.extend({
  name: z.string(),
  state: z.string().nullish(),
  column_values: z.array(z.object({ text: z.string().nullish() })),
});
export type ItemMarker = z.infer<typeof itemMarkerSchema>;
export const itemMarkersSchema = z.object({ items: z.array(itemMarkerSchema.nullable()) });
export const foundItemsSchema = z.object({
  items_page_by_column_values: z.object({ cursor: z.string().nullish(), items: z.array(itemMarkerSchema) }),
});

export const activitySchema = z.object({
  boards: z.array(
    z
      .object({
        activity_logs: z
          .array(z.object({ event: z.string(), data: json }).nullable())
          .nullish()
          .transform((entries) => entries ?? []),
      })
      .nullable(),
  ),
});

const updateSchema = z.object({ id, body: z.string() });
export type MondayUpdate = z.infer<typeof updateSchema>;
export const itemUpdatesSchema = z.object({
  items: z.array(
    z
      .object({
        id,
        state: z.string().nullish(),
        board: z.object({ id }).nullish(),
        updates: z.array(updateSchema.nullable()).nullish(),
      })
      .nullable(),
  ),
});

export const usersSchema = z.object({
  users: z
    .array(
      z
        .object({ id, name: z.string(), email: z.string().nullish(), status: z.string().nullish() })
        .nullable(),
    )
    .nullish(),
});
export type MondayUser = NonNullable<NonNullable<z.infer<typeof usersSchema>['users']>[number]>;

const tagSchema = z.object({ id, name: z.string() });
export const tagsSchema = z.object({
  boards: z.array(z.object({ tags: z.array(tagSchema.nullable()).nullish() }).nullable()),
  tags: z.array(tagSchema.nullable()).nullish(),
});
export const createdTagSchema = z.object({ create_or_get_tag: z.object({ id }) });

/** Of a mutation whose result does not matter, beyond that there is one. */
export const doneSchema = (mutation: string) => z.object({ [mutation]: z.object({ id }) });
