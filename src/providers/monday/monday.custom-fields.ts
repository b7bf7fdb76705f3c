import {
  type Choice,
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
  shown,
  textIn,
  yesOrNoIn,
} from '../contract/index.js';
import { type Board, type Column, isSettable } from './monday.columns.js';
import { namedLabels } from './monday.mapping.js';

export type FindUsers = (text: string) => Promise<readonly RemoteUser[]>;

/** Columns as people write their values, in the form that monday.com's column of that type takes; an object is one. */
export function convertCustomFields(
  given: Readonly<Record<string, unknown>> | null,
  { columns }: Pick<Board, 'columns'>,
  findUsers: FindUsers,
): Promise<ConvertedFields> {
  return convertFields(given, async (id, value) => {
    const column = columns.find((one) => one.id === id);
    if (!column || !isSettable(column) || isObject(value)) return null;
    return { name: column.title, result: await convert(column, value, findUsers) };
  });
}

function convert(column: Column, value: unknown, findUsers: FindUsers): FieldValue | Promise<FieldValue> {
  switch (column.type) {
    case 'status':
      return choiceIn(value, choicesOf(column), ({ id }) => ({ index: Number(id) }));
    case 'dropdown':
      return inObject(
        'labels',
        listIn(value, (member) => choiceIn(member, choicesOf(column), ({ name }) => name)),
      );
    case 'text':
      return textIn(value);
    case 'long_text':
      return inObject('text', textIn(value));
    case 'numbers':
      return numberAsText(value);
    case 'date':
      return inObject('date', dayIn(value));
    case 'checkbox':
      return checkbox(value);
    case 'link':
      return address(value);
    case 'people':
      return people(value, findUsers);
    default:
      return { value };
  }
}

function choicesOf(column: Column): Choice[] {
  return namedLabels(column).map(({ index, name }) => ({ id: String(index), name: name.trim() }));
}

function inObject(member: string, converted: FieldValue): FieldValue {
  return 'value' in converted ? { value: { [member]: converted.value } } : converted;
}

function numberAsText(value: unknown): FieldValue {
  const converted = numberIn(value);
  return 'value' in converted ? { value: String(converted.value) } : converted;
}

function checkbox(value: unknown): FieldValue {
  const converted = yesOrNoIn(value);
  return 'value' in converted ? { value: { checked: String(converted.value) } } : converted;
}

function address(value: unknown): FieldValue {
  return typeof value === 'string' && URL.canParse(value)
    ? { value: { url: value, text: value } }
    : { words: `takes an address as https://example.com, and ${shown(value)} is none.` };
}

async function people(value: unknown, findUsers: FindUsers): Promise<FieldValue> {
  const personsAndTeams: object[] = [];
  for (const member of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const text = typeof member === 'number' ? String(member) : member;
    const found = typeof text === 'string' ? await findUsers(text) : [];
    const person = typeof text === 'string' ? personIn(found, text) : null;
    if (!person) return noPerson(member, found);
    personsAndTeams.push({ id: Number(person.remoteId), kind: 'person' });
  }
  return { value: { personsAndTeams } };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
