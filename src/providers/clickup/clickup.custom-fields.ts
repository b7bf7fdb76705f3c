import {
  type Choice,
  choiceIn,
  type ConvertedFields,
  convertFields,
  dayIn,
  type FieldValue,
  listIn,
  numberIn,
  shown,
  textIn,
  yesOrNoIn,
} from '../contract/index.js';
import { dueTimeOf } from './clickup.dates.js';
import type { ClickUpField } from './clickup.schemas.js';

type TimeZone = () => Promise<Parameters<typeof dueTimeOf>[1]>;

/** Custom fields as people write them, in the form that ClickUp's field of that type takes. */
export function convertCustomFields(
  given: Readonly<Record<string, unknown>> | null,
  fields: readonly ClickUpField[],
  timeZone: TimeZone,
): Promise<ConvertedFields> {
  const byId = new Map(fields.map((field) => [field.id, field]));
  return convertFields(given, async (id, value) => {
    const field = byId.get(id);
    return field ? { name: field.name, result: await convert(field, value, timeZone) } : null;
  });
}

function convert(field: ClickUpField, value: unknown, timeZone: TimeZone): FieldValue | Promise<FieldValue> {
  switch (field.type) {
    case 'short_text':
    case 'text':
    case 'email':
    case 'phone':
      return textIn(value);
    case 'url':
      return typeof value === 'string' && URL.canParse(value)
        ? { value }
        : { words: `takes an address as https://example.com, and ${shown(value)} is none.` };
    case 'number':
    case 'currency':
      return numberIn(value);
    case 'checkbox':
      return yesOrNoIn(value);
    case 'date':
      return date(value, timeZone);
    case 'drop_down':
      return choiceIn(value, choicesOf(field));
    case 'labels':
      return listIn(value, (member) => choiceIn(member, choicesOf(field)));
    default:
      return { value };
  }
}

/** Milliseconds since 1970 are ClickUp's own form. */
async function date(value: unknown, timeZone: TimeZone): Promise<FieldValue> {
  if (Number.isInteger(value)) return { value };
  const day = dayIn(value);
  return 'value' in day ? { value: dueTimeOf(day.value as string, await timeZone()) } : day;
}

function choicesOf({ type_config: config }: ClickUpField): Choice[] {
  return (config?.options ?? []).map(({ id, name, label }) => ({ id, name: name ?? label ?? id }));
}
