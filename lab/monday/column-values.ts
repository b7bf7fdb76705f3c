import type { LabBoard } from './board.js';
import type { LabColumn, LabLabel } from './model.js';
import { badValue, noColumn, notJson } from './refusals.js';
import type { MondaySite } from './site.js';

/** Where values are written, and whether labels that are missing may be made. */
export interface WriteContext {
  readonly site: MondaySite;
  readonly board: LabBoard;
  readonly mayCreateLabels: boolean;
}

type Read = (value: unknown, column: LabColumn, context: WriteContext) => unknown;

/**
 * `column_values` of a mutation: a JSON string that holds an object, by column id. An object in its place is refused.
 * @throws GraphqlRefusal for what monday.com would not take.
 */
export function readColumnValues(given: unknown, context: WriteContext): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [id, value] of Object.entries(objectIn(given))) {
    const column = context.board.column(id);
    if (!column) throw noColumn(id);
    const read = READERS[column.type];
    if (!read) throw badValue(id, column.type, `The column ${column.title} cannot be set.`);
    values.set(id, read(value, column, context));
  }
  return values;
}

function objectIn(given: unknown): Record<string, unknown> {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'string') throw notJson();
  try {
    const parsed: unknown = JSON.parse(given);
    if (isObject(parsed)) return parsed;
  } catch {
    // Refused below.
  }
  throw notJson();
}

const READERS: Readonly<Partial<Record<LabColumn['type'], Read>>> = {
  status: (value, column) => {
    const wanted = labelOf(value);
    if (wanted === null) return null;
    const label = column.labels.find(
      (one) => one.index === wanted || (one.label === wanted && wanted !== ''),
    );
    if (label && !label.isDeactivated) return label.index;
    if (wanted === 5) return 5;
    throw badValue(column.id, column.type, `The label ${String(wanted)} does not exist in ${column.title}.`);
  },
  text: (value, column) => textOf(value, column),
  long_text: (value, column) => textOf(isObject(value) ? value['text'] : value, column),
  date: (value, column) => {
    const date = isObject(value) ? value['date'] : value;
    if (typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)))
      return date;
    throw badValue(column.id, column.type, 'A date is written as YYYY-MM-DD.');
  },
  people: (value, column, { site }) => {
    const people = isObject(value) ? value['personsAndTeams'] : undefined;
    if (!Array.isArray(people)) throw badValue(column.id, column.type, 'personsAndTeams is missing.');
    return people.map((one: { id?: unknown; kind?: unknown }) => {
      const user = site.users.find(({ id }) => id === String(one.id));
      if (!user || one.kind !== 'person') throw badValue(column.id, column.type, 'There is no such person.');
      return user.id;
    });
  },
  tags: (value, column, { site }) => {
    const ids = isObject(value) ? value['tag_ids'] : undefined;
    if (!Array.isArray(ids)) throw badValue(column.id, column.type, 'tag_ids is missing.');
    return ids.map((given) => {
      const tag = site.tags.find(({ id }) => id === String(given));
      if (!tag) throw badValue(column.id, column.type, `There is no tag ${String(given)}.`);
      return tag.id;
    });
  },
  dropdown: (value, column, context) => {
    const labels = isObject(value) ? value['labels'] : undefined;
    if (!Array.isArray(labels)) throw badValue(column.id, column.type, 'labels is missing.');
    return labels.map((label) => dropdownLabel(String(label), column, context).index);
  },
  link: (value, column) => {
    if (isObject(value) && typeof value['url'] === 'string')
      return { url: value['url'], text: value['text'] ?? '' };
    throw badValue(column.id, column.type, 'url is missing.');
  },
  numbers: (value, column) => {
    if (value !== '' && Number.isFinite(Number(value))) return Number(value);
    throw badValue(column.id, column.type, 'This is not a number.');
  },
  checkbox: (value) => isObject(value) && String(value['checked']) === 'true',
};

/** Null clears. */
function labelOf(value: unknown): string | number | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  const { index, label } = value;
  if (index !== undefined) return Number(index);
  return typeof label === 'string' ? label : String(label);
}

function textOf(value: unknown, column: LabColumn): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw badValue(column.id, column.type, 'This is not a text.');
}

function dropdownLabel(name: string, column: LabColumn, { mayCreateLabels }: WriteContext): LabLabel {
  const known = column.labels.find(({ label }) => label === name);
  if (known) return known;
  if (!mayCreateLabels)
    throw badValue(column.id, column.type, `The label ${name} does not exist in ${column.title}.`);
  const label = { index: column.labels.length + 1, label: name, isDone: false, isDeactivated: false };
  column.labels.push(label);
  return label;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
