import {
  choiceIn,
  type ConvertedFields,
  convertFields,
  dayIn,
  type FieldValue,
  listIn,
  noPerson,
  numberIn,
  personIn,
  type RemoteUser,
  textIn,
} from '../contract/index.js';
import { fieldsOf, optionsOf } from './asana.mapping.js';
import type { AsanaField, AsanaProject } from './asana.schemas.js';

type FindUsers = (text: string) => Promise<readonly RemoteUser[]>;

/** Custom fields as people write them, in the form that Asana's field of that type takes. */
export function convertCustomFields(
  given: Readonly<Record<string, unknown>> | null,
  project: AsanaProject,
  findUsers: FindUsers,
): Promise<ConvertedFields> {
  const fields = new Map((fieldsOf(project) ?? []).map((field) => [field.gid, field]));
  return convertFields(given, async (gid, value) => {
    const field = fields.get(gid);
    return field ? { name: field.name, result: await convert(field, value, findUsers) } : null;
  });
}

function convert(field: AsanaField, value: unknown, findUsers: FindUsers): FieldValue | Promise<FieldValue> {
  const choices = () => optionsOf(field).map(({ gid: id, name }) => ({ id, name }));
  switch (field.resource_subtype) {
    case 'text':
      return textIn(value);
    case 'number':
      return numberIn(value);
    case 'enum':
      return choiceIn(value, choices());
    case 'multi_enum':
      return listIn(value, (member) => choiceIn(member, choices()));
    case 'date':
      return date(value);
    case 'people':
      return people(value, findUsers);
    default:
      return { value };
  }
}

/** Asana's own form is an object. */
function date(value: unknown): FieldValue {
  if (typeof value === 'object') return { value };
  const day = dayIn(value);
  return 'value' in day ? { value: { date: day.value } } : day;
}

async function people(value: unknown, findUsers: FindUsers): Promise<FieldValue> {
  const gids: string[] = [];
  for (const member of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const found = typeof member === 'string' ? await findUsers(member) : [];
    const person = typeof member === 'string' ? personIn(found, member) : null;
    if (!person) return noPerson(member, found);
    gids.push(person.remoteId);
  }
  return { value: gids };
}
