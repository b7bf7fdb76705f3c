import { z } from 'zod';

/** What of Corkboard's answers is used, and no more: unknown members are ignored, a missing essential is UNEXPECTED. */
const text = z.string().nullish();

export const errorSchema = z.object({ error: text, message: text, field: text });

export const personSchema = z.object({ id: z.string().min(1), name: z.string(), email: text });
export type CorkboardPerson = z.infer<typeof personSchema>;
export const peopleSchema = z.object({ items: z.array(personSchema) });
export const tagsSchema = z.object({ items: z.array(z.string()) });

const columnSchema = z.object({ id: z.string().min(1), name: z.string().min(1), kind: text });
export type CorkboardColumn = z.infer<typeof columnSchema>;

const boardRefSchema = z.object({ id: z.string().min(1), name: z.string(), page: text });
export type CorkboardBoardRef = z.infer<typeof boardRefSchema>;
export const boardsSchema = z.object({ items: z.array(boardRefSchema), after: text });

export const boardSchema = boardRefSchema.extend({
  rights: z.array(z.string()),
  columns: z.array(columnSchema),
});
export type CorkboardBoard = z.infer<typeof boardSchema>;

export const cardSchema = z.object({
  id: z.string().min(1),
  board: z.string().min(1),
  external_id: text,
  page: z.string().min(1),
  column: columnSchema,
});
export type CorkboardCard = z.infer<typeof cardSchema>;
export const cardsSchema = z.object({ items: z.array(cardSchema) });
export const takenSchema = z.object({ error: z.literal('external_id_taken'), card: cardSchema.nullish() });

/** Of an answer that says no more than that it went well; a page for people says nothing at all. */
export const doneSchema = z.object({});
