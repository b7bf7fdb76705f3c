import fc from 'fast-check';
import { startJiraCloudLab, startJiraDataCenterLab } from '../../../lab/index.js';
import { ProviderType } from '../../../src/providers/contract/index.js';
import { aManualTicket } from '../fixtures/jira.fixture.js';
import {
  type DescribedField,
  fieldsOf,
  maybe,
  parametersOf,
  rarely,
  type ShapeSource,
} from './shape-source.js';

const VALUES = {
  text: { good: ['Night', 7], bad: ['x'.repeat(256), ['a', 'b']] },
  textarea: { good: ['# Notes\n\n- one'], bad: [7] },
  number: { good: [4, '4.5'], bad: ['many'] },
  date: { good: ['2031-02-28'], bad: ['2031-02-30', 'soon'] },
  datetime: { good: ['2031-02-28T10:00:00Z'], bad: ['noon'] },
  option: { good: ['red', { value: 'Blue' }], bad: ['Rad', { value: 'Rad' }, true] },
  options: { good: [['Red', 'blue'], 'red'], bad: [['Red', 'Rad']] },
  user: { good: ['Release Bot'], bad: ['nobody@example.test', 7] },
  users: { good: [['Release Bot']], bad: [['Release Bot', 'Nobody Atall']] },
} as const;

interface Described {
  readonly style: 'classic' | 'next-gen';
  readonly without: string[];
  readonly fields: DescribedField<keyof typeof VALUES>[];
  readonly isForbidden: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parent: string | undefined;
}

/** The tickets that are there: one of each type, and one of another project. */
const TYPES = ['Epic', 'Story', 'Task', 'Sub-task'];

const DESCRIBED: fc.Arbitrary<Described> = fc.record({
  style: fc.constantFrom('classic', 'next-gen'),
  without: fc.subarray(['labels', 'description', 'priority', 'assignee', 'parent', 'duedate'], {
    maxLength: 2,
  }),
  fields: fieldsOf(VALUES),
  isForbidden: rarely,
  parameters: fc.record({
    issueType: maybe('Epic', 'story', 'Task', 'Sub-task', 'Bug'),
    priority: maybe('High', 'lowest', 'Hihg'),
    assignee: maybe('557058:lab-1', 'release-bot', 'Release Bot', 'nobody'),
    labels: maybe(['one', 'two'], []),
  }),
  parent: maybe(...TYPES, 'OTHER', 'MISSING'),
});

export async function jiraCloudShapes(): Promise<ShapeSource> {
  const lab = await startJiraCloudLab({ name: 'shapes', projects: [{ key: 'OTHER' }] });
  return jiraShapes(lab, { baseUrl: lab.baseUrl, ...lab.credentials });
}

export async function jiraDataCenterShapes(): Promise<ShapeSource> {
  const lab = await startJiraDataCenterLab({ name: 'shapes', projects: [{ key: 'OTHER' }] });
  return jiraShapes(lab, { baseUrl: lab.baseUrl, jiraType: 'DATA_CENTER', ...lab.credentials });
}

type Lab = Awaited<ReturnType<typeof startJiraCloudLab>> | Awaited<ReturnType<typeof startJiraDataCenterLab>>;

function jiraShapes(lab: Lab, values: ShapeSource['values']): ShapeSource {
  aManualTicket(lab, 'OTHER', 'Task');
  return {
    ...{ type: ProviderType.JIRA, connectionField: 'jira', values, lab },
    arbitrary: DESCRIBED,
    build: (described, number) => {
      const { style, without, fields, isForbidden, parameters, parent } = described as Described;
      const key = `S${number}X`;
      const named = fields.map(({ type, isRequired, value }, index) => ({
        ...{ id: `customfield_${20_000 + number * 10 + index}`, value, type },
        ...{ name: `Field ${index}`, required: isRequired, options: ['Red', 'Blue'] },
      }));
      lab.site.addProject({
        ...{ key, style, without },
        fields: named.map(({ value: _, options, ...field }) => ({
          ...field,
          ...(field.type.startsWith('option') && { options }),
        })),
      });
      for (const type of TYPES) aManualTicket(lab, key, type);
      lab.site.project(key)!.setPermission('CREATE_ISSUES', !isForbidden);
      const parentKey = parent && keyOfParent(key, parent);
      return { projectKey: key, parameters: parametersOf({ ...parameters, parentKey }, named) };
    },
  };
}

function keyOfParent(key: string, parent: string): string {
  if (parent === 'OTHER') return 'OTHER-1';
  return parent === 'MISSING' ? `${key}-99` : `${key}-${TYPES.indexOf(parent) + 1}`;
}
