import type { LabBoard } from './board.js';
import type { LabItem, LabLogEntry } from './item.js';
import type { LabColumn, LabUpdate } from './model.js';
import type { MondaySite } from './site.js';

/** The lab's objects as the API shows them. What has arguments is resolved elsewhere. */

export function columnJson(column: LabColumn, board: LabBoard) {
  const { id, title, type, archived } = column;
  return { id, title, type, archived, settings: settingsOf(column, board) };
}

function settingsOf({ type, labels, subitemBoardId }: LabColumn, { settingsForm }: LabBoard): object {
  if (type === 'subtasks') return { boardIds: subitemBoardId === null ? [] : [Number(subitemBoardId)] };
  if (type === 'dropdown') {
    return {
      labels: labels.map(({ index, label }) =>
        settingsForm === 'list' ? { id: index, label, is_deactivated: false } : { id: index, name: label },
      ),
    };
  }
  if (type !== 'status') return {};
  if (settingsForm === 'legacy') {
    return {
      labels: Object.fromEntries(labels.map(({ index, label }) => [String(index), label])),
      done_colors: labels.filter(({ isDone }) => isDone).map(({ index }) => index),
    };
  }
  return {
    labels: labels.map(({ index, label, isDone, isDeactivated }) => ({
      id: index,
      index,
      label,
      is_done: isDone,
      is_deactivated: isDeactivated,
    })),
  };
}

export function updateJson({ id, body, creator, createdAt }: LabUpdate) {
  const at = new Date(createdAt).toISOString();
  return { id, body, text_body: textOf(body), creator_id: creator.id, created_at: at, updated_at: at };
}

/** Times of the log count tenths of microseconds, as a text. */
export function logJson({ id, event, at, user, item, boardId }: LabLogEntry) {
  const { parent } = item;
  const data = {
    board_id: Number(boardId),
    group_id: item.groupId,
    pulse_id: Number(item.id),
    pulse_name: item.name,
    ...(parent ? { parent_item_id: Number(parent.id), parent_board_id: Number(parent.board.id) } : {}),
  };
  const created_at = `${at}0000`;
  return {
    id,
    event,
    entity: 'pulse',
    data: JSON.stringify(data),
    user_id: user.id,
    account_id: '1',
    created_at,
  };
}

export function textOf(html: string): string {
  const text = html.replaceAll(/<(br|\/p|\/li|\/h\d)[^>]*>/g, '\n').replaceAll(/<[^>]+>/g, '');
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => entities[name] ?? '').trim();
}

const TYPENAMES: Readonly<Record<LabColumn['type'], string>> = {
  name: 'TextValue',
  status: 'StatusValue',
  text: 'TextValue',
  long_text: 'LongTextValue',
  date: 'DateValue',
  people: 'PeopleValue',
  tags: 'TagsValue',
  dropdown: 'DropdownValue',
  link: 'LinkValue',
  numbers: 'NumbersValue',
  checkbox: 'CheckboxValue',
  subtasks: 'SubtasksValue',
  formula: 'FormulaValue',
  creation_log: 'CreationLogValue',
};

/** One of the union's members, by the column's type. */
export function valueJson(site: MondaySite, item: LabItem, column: LabColumn) {
  const value = item.values.get(column.id) ?? null;
  return {
    __typename: TYPENAMES[column.type],
    id: column.id,
    type: column.type,
    value: value === null ? null : JSON.stringify(value),
    column: columnJson(column, item.board),
    ...particulars(site, column, value),
  };
}

function particulars(site: MondaySite, column: LabColumn, value: unknown): object {
  const labels = (indexes: unknown) =>
    column.labels.filter(({ index }) => Array.isArray(indexes) && indexes.includes(index));
  switch (column.type) {
    case 'status': {
      const label = column.labels.find(({ index }) => index === value);
      const words = label?.label || null;
      return { text: words, label: words, index: value, is_done: label?.isDone ?? false };
    }
    case 'tags': {
      const tags = site.tags.filter(({ id }) => Array.isArray(value) && value.includes(id));
      const all = tags.map(({ id, name }) => ({ id, name, color: '#000000' }));
      return {
        tags: all,
        tag_ids: tags.map(({ id }) => Number(id)),
        text: tags.map(({ name }) => name).join(', '),
      };
    }
    case 'dropdown': {
      const values = labels(value).map(({ index, label }) => ({ id: String(index), label }));
      return { values, text: values.map(({ label }) => label).join(', ') };
    }
    case 'people': {
      const people = site.users.filter(({ id }) => Array.isArray(value) && value.includes(id));
      const persons_and_teams = people.map(({ id }) => ({ id, kind: 'person' }));
      return { persons_and_teams, text: people.map(({ name }) => name).join(', ') };
    }
    case 'link': {
      const { url = null, text = null } = (value ?? {}) as { url?: string; text?: string };
      return { url, url_text: text, text: url === null ? '' : `${text ?? ''} - ${url}` };
    }
    default:
      return { text: value === null ? '' : String(value), date: value, number: value, checked: value };
  }
}
