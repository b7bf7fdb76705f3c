import fc from 'fast-check';
import { startAsanaLab, startClickUpLab, startLinearLab, startMondayLab } from '../../../lab/index.js';
import { DEFAULT_COLUMNS } from '../../../lab/monday/board.js';
import { ProviderType } from '../../../src/providers/contract/index.js';
import {
  type DescribedField,
  fieldsOf,
  maybe,
  parametersOf,
  rarely,
  type ShapeSource,
} from './shape-source.js';

export async function linearShapes(): Promise<ShapeSource> {
  const lab = await startLinearLab({ name: 'shapes', teams: [] });
  const { workspace, account } = lab;
  workspace.addLabel('Kind', { isGroup: true });
  for (const name of ['bug', 'chore']) workspace.addLabel(name, { parent: 'Kind' });
  workspace.addLabel('old', { isRetired: true });
  workspace.addLabel('release', { isUnlisted: true });
  const described = fc.record({
    priority: maybe('High', 'no priority', 'Hihg'),
    labels: maybe(['bug'], ['bug', 'chore'], ['Kind'], ['old'], ['new one'], []),
    assignee: maybe(account.id, '00000000-0000-4000-8000-00000000beef', 'nobody'),
    parentKey: maybe('MISSING-1'),
    customFields: maybe({ field: 1 }),
  });
  return {
    ...{ type: ProviderType.LINEAR, connectionField: 'linear', lab },
    values: { baseUrl: lab.baseUrl, ...lab.credentials },
    arbitrary: described,
    build: (parameters, number) => {
      const { key } = workspace.addTeam({ key: `S${number}` });
      return {
        projectKey: key,
        parameters: parametersOf(parameters as object as Record<string, unknown>, []),
      };
    },
  };
}

const ASANA_VALUES = {
  text: { good: ['Night', 7], bad: [['a']] },
  number: { good: [4, '4.5'], bad: ['many'] },
  enum: { good: ['red'], bad: ['Rad', true] },
  multi_enum: { good: [['Red', 'blue'], 'red'], bad: [['Rad']] },
  date: { good: ['2031-02-28'], bad: ['soon'] },
  people: { good: ['Release Bot'], bad: ['nobody@example.test'] },
} as const;

interface AsanaShape {
  readonly access: 'editor' | 'commenter' | null;
  readonly isArchived: boolean;
  readonly fields: DescribedField<keyof typeof ASANA_VALUES>[];
  readonly hasPriority: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export async function asanaShapes(): Promise<ShapeSource> {
  const lab = await startAsanaLab({ name: 'shapes', projects: [{ name: 'Other' }] });
  const described: fc.Arbitrary<AsanaShape> = fc.record({
    access: fc.constantFrom('editor', 'editor', 'commenter', null),
    isArchived: rarely,
    fields: fieldsOf(ASANA_VALUES),
    hasPriority: fc.boolean(),
    parameters: fc.record({
      priority: maybe('High', 'Hihg'),
      labels: maybe(['nightly'], []),
      assignee: maybe('me', lab.account.user.gid, lab.account.user.email, '4711'),
      parentKey: maybe('4711'),
    }),
  });
  return {
    ...{ type: ProviderType.ASANA, connectionField: 'asana', lab },
    values: { baseUrl: lab.baseUrl, ...lab.credentials },
    arbitrary: described,
    build: (given, number) => {
      const { access, isArchived, fields, hasPriority, parameters } = given as AsanaShape;
      const named = fields.map(({ type }, index) => ({
        ...{ name: `Field ${index}`, type },
        ...(type.endsWith('enum') && { options: ['Red', 'Blue'] }),
      }));
      const priority = { name: 'Priority', type: 'enum', options: ['High', 'Low'] } as const;
      const project = lab.addProject({
        ...{ name: `Shape ${number}`, access, isArchived },
        fields: hasPriority ? [...named, priority] : named,
      });
      const values = fields.map(({ value }, index) => ({ id: project.field(`Field ${index}`).gid, value }));
      return { projectKey: project.gid, parameters: parametersOf(parameters, values) };
    },
  };
}

const CLICKUP_VALUES = {
  short_text: { good: ['Night', 7], bad: [['a']] },
  text: { good: ['Night'], bad: [] },
  url: { good: ['https://example.test/'], bad: ['here'] },
  number: { good: [4, '4.5'], bad: ['many'] },
  checkbox: { good: [true, 'no'], bad: ['perhaps'] },
  date: { good: ['2031-02-28', 1_900_000_000_000], bad: ['soon'] },
  drop_down: { good: ['red'], bad: ['Rad'] },
  labels: { good: [['Red', 'blue']], bad: [['Rad']] },
} as const;

interface ClickUpShape {
  readonly level: 'create' | 'edit';
  readonly fields: DescribedField<keyof typeof CLICKUP_VALUES>[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

export async function clickUpShapes(): Promise<ShapeSource> {
  const lab = await startClickUpLab({ name: 'shapes', lists: [{ id: '901' }] });
  lab.site.addTaskType('Bug');
  const described: fc.Arbitrary<ClickUpShape> = fc.record({
    level: fc.constantFrom('create', 'create', 'create', 'edit'),
    fields: fieldsOf(CLICKUP_VALUES),
    parameters: fc.record({
      issueType: maybe('Task', 'bug', 'Epic'),
      priority: maybe('high', 'Hihg'),
      labels: maybe(['nightly'], []),
      assignee: maybe(lab.account.id, 4711).map((id) => id && String(id)),
      parentKey: maybe('4711abc'),
    }),
  });
  return {
    ...{ type: ProviderType.CLICKUP, connectionField: 'clickup', lab },
    values: { baseUrl: lab.baseUrl, ...lab.credentials },
    arbitrary: described,
    build: (given, number) => {
      const { level, fields, parameters } = given as ClickUpShape;
      const id = String(10_000 + number);
      const named = fields.map(({ type, isRequired, value }, index) => ({
        ...{ id: `f-${number}-${index}`, name: `Field ${index}`, type, required: isRequired, value },
        options: ['Red', 'Blue'],
      }));
      lab.site.addList({ id, fields: named }).permissionLevel = level;
      return { projectKey: id, parameters: parametersOf(parameters, named) };
    },
  };
}

const MONDAY_VALUES = {
  text: { good: ['Night', 7], bad: [['a']] },
  long_text: { good: ['One.'], bad: [] },
  numbers: { good: [4, '4.5'], bad: ['many'] },
  date: { good: ['2031-02-28'], bad: ['soon'] },
  status: { good: ['red'], bad: ['Rad'] },
  dropdown: { good: ['red', ['Blue']], bad: ['Rad'] },
  checkbox: { good: [true], bad: ['perhaps'] },
  link: { good: ['https://example.test/'], bad: ['here'] },
  people: { good: ['Release Bot'], bad: ['nobody@example.test'] },
} as const;

interface MondayShape {
  readonly access: 'edit' | 'view';
  readonly without: string[];
  readonly fields: DescribedField<keyof typeof MONDAY_VALUES>[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

export async function mondayShapes(): Promise<ShapeSource> {
  const lab = await startMondayLab({ name: 'shapes', boards: [{ id: '902' }] });
  const described: fc.Arbitrary<MondayShape> = fc.record({
    access: fc.constantFrom('edit', 'edit', 'edit', 'view'),
    without: fc.subarray(['Priority', 'Owner', 'Due date', 'Description', 'Tags', 'delivr'], {
      maxLength: 2,
    }),
    fields: fieldsOf(MONDAY_VALUES),
    parameters: fc.record({
      issueType: maybe('Item', 'Subitem', 'Epic'),
      priority: maybe('High', 'Hihg'),
      labels: maybe(['nightly'], []),
      assignee: maybe(lab.account.id, '4711'),
      parentKey: maybe('4711'),
    }),
  });
  return {
    ...{ type: ProviderType.MONDAY, connectionField: 'monday', lab },
    values: { baseUrl: lab.baseUrl, ...lab.credentials },
    arbitrary: described,
    build: (given, number) => {
      const { access, without, fields, parameters } = given as MondayShape;
      const labels = ['Red', 'Blue'].map((label, index) => ({ index, label }));
      const columns = fields.map(({ type }, index) => ({
        ...{ id: `field_${index}`, title: `Field ${index}`, type },
        ...(['status', 'dropdown'].includes(type) && { labels }),
      }));
      const kept = DEFAULT_COLUMNS.filter(({ title }) => !without.includes(title));
      const id = String(20_000 + number);
      lab.site.addBoard({ id, access, columns: [...kept, ...columns] });
      const values = fields.map(({ value }, index) => ({ id: `field_${index}`, value }));
      return { projectKey: id, parameters: parametersOf(parameters, values) };
    },
  };
}
