import {
  choiceIn,
  type Choice,
  type ConvertedFields,
  convertFields,
  dayIn,
  type FieldValue,
  noPerson,
  numberIn,
  personIn,
  type RemoteUser,
  shown,
  textIn,
} from '../contract/index.js';
import type { JiraEdition } from './jira.edition.js';
import { idOf, nameOf } from './jira.mapping.js';
import type { JiraField } from './jira.schemas.js';

export interface FieldContext {
  readonly edition: Pick<JiraEdition, 'isCloud' | 'richText' | 'user'>;
  /** People by id, address or a part of their name. */
  readonly findUsers: (text: string) => Promise<readonly RemoteUser[]>;
}

/** Custom fields as people write them, in the form that Jira's field of that kind takes. */
export function convertCustomFields(
  given: Readonly<Record<string, unknown>> | null,
  fields: readonly JiraField[],
  context: FieldContext,
): Promise<ConvertedFields> {
  const onScreen = new Map(fields.map((field) => [field.fieldId, field]));
  return convertFields(given, async (fieldId, value) => {
    const field = onScreen.get(fieldId);
    return field ? { name: field.name, result: await convert(field, value, context) } : null;
  });
}

const TEXT_FIELD_MAX = 255;

/** A single value for a field that takes several is a list of one. */
async function convert(field: JiraField, value: unknown, context: FieldContext): Promise<FieldValue> {
  const { type, items } = field.schema;
  if (type !== 'array') return convertOne(field, type, value, context);
  const converted: unknown[] = [];
  for (const member of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const one = await convertOne(field, items ?? '', member, context);
    if (!('value' in one)) return one;
    converted.push(one.value);
  }
  return { value: converted };
}

function convertOne(
  field: JiraField,
  kind: string,
  value: unknown,
  context: FieldContext,
): FieldValue | Promise<FieldValue> {
  if (isRichText(field)) return richText(value, context);
  if (kind === 'user') return user(value, context);
  if (kind === 'number') return numberIn(value);
  if (kind === 'date') return dayIn(value);
  if (kind === 'datetime') return dateTime(value);
  if (field.allowedValues) return choice(field, value);
  const isShortText = field.schema.custom?.endsWith(':textfield') === true;
  return isShortText ? textIn(value, TEXT_FIELD_MAX) : { value };
}

/** Text areas, and the system fields of that kind. */
function isRichText({ fieldId, schema }: JiraField): boolean {
  return schema.custom?.endsWith(':textarea') === true || ['description', 'environment'].includes(fieldId);
}

function richText(value: unknown, { edition }: FieldContext): FieldValue {
  if (typeof value === 'string') return { value: edition.richText(value) };
  const isDocument = edition.isCloud && isObject(value) && value['type'] === 'doc';
  return isDocument ? { value } : { words: 'takes text. Give it as Markdown.' };
}

/** `2026-01-31T10:00:00.000+0000` is Jira's own form. */
function dateTime(value: unknown): FieldValue {
  const isTime = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value);
  const at = isTime ? Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : NaN;
  if (Number.isNaN(at))
    return { words: `takes a time as 2026-01-31T10:00:00Z, and ${shown(value)} is none.` };
  return { value: new Date(at).toISOString().replace('Z', '+0000') };
}

/** By name or id, in words or in Jira's form; `Region > City` where one list hangs below another. */
function choice(field: JiraField, value: unknown): FieldValue {
  const wanted = isObject(value) ? nameIn(value) : value;
  const choices = choicesOf(field.allowedValues ?? []);
  if (field.schema.type !== 'option-with-child' || typeof wanted !== 'string')
    return choiceIn(wanted, choices, ({ form }) => form);
  const [name = '', ...below] = wanted.split('>').map((part) => part.trim());
  return childChoice(choices, name, below.join('>'), value);
}

interface FormChoice extends Choice {
  readonly form: object;
  readonly children: readonly FormChoice[];
}

function childChoice(
  choices: readonly FormChoice[],
  name: string,
  child: string,
  value: unknown,
): FieldValue {
  const parent = choiceIn(name, choices, (chosen) => chosen);
  if (!('value' in parent)) return parent;
  const { form, children } = parent.value as FormChoice;
  if (isObject(value) && 'child' in value) return { value: { ...form, child: value['child'] } };
  if (child === '') return { value: form };
  return choiceIn(child, children, (chosen) => ({ ...form, child: chosen.form }));
}

type AllowedValue = NonNullable<JiraField['allowedValues']>[number];

function choicesOf(values: readonly AllowedValue[]): FormChoice[] {
  return values.map((one) => {
    const [id, name] = [idOf(one), nameOf(one)];
    const children =
      'children' in one && Array.isArray(one.children)
        ? (one.children as unknown[]).filter((child): child is AllowedValue => isObject(child))
        : [];
    return {
      ...{ id: id ?? name, name, form: id === null ? { value: name } : { id } },
      children: choicesOf(children),
    };
  });
}

function nameIn(value: Record<string, unknown>): unknown {
  return value['id'] ?? value['value'] ?? value['name'] ?? value['key'];
}

async function user(value: unknown, { edition, findUsers }: FieldContext): Promise<FieldValue> {
  const wanted = isObject(value) ? (value['accountId'] ?? value['id'] ?? value['name']) : value;
  if (typeof wanted !== 'string' || wanted.trim() === '') return noPerson(value, []);
  const found = await findUsers(wanted.trim());
  const chosen = personIn(found, wanted);
  return chosen ? { value: edition.user(chosen.remoteId) } : noPerson(wanted, found);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
