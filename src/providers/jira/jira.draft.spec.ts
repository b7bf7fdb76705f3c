import { ProviderError, type TicketDraft } from '../contract/index.js';
import { chooseIssueType, issueCreationOf } from './jira.draft.js';
import { CLOUD } from './jira.edition.js';
import { EPIC_NAME } from './jira.mapping.js';
import type { JiraField, JiraIssueType } from './jira.schemas.js';

const EPIC: JiraIssueType = { id: '1', name: 'Epic', subtask: false, hierarchyLevel: 1 };
const TASK: JiraIssueType = { id: '2', name: 'Task', subtask: false, hierarchyLevel: 0 };

function field(fieldId: string, parts: Partial<JiraField> = {}): JiraField {
  return {
    fieldId,
    name: fieldId,
    required: false,
    hasDefaultValue: false,
    schema: { type: 'string' },
    ...parts,
  };
}
const PRIORITY = field('priority', { allowedValues: [{ id: '3', name: 'High' }] });
const SCREEN = [field('summary'), field('description'), field('labels'), PRIORITY];

function aDraft(parts: Partial<TicketDraft> = {}): TicketDraft {
  return {
    operationId: '0b8f6a7e-0000-4000-8000-000000000001',
    generation: 0,
    projectKey: 'ABC',
    issueType: null,
    title: 'Web 1.2.0',
    description: 'Notes',
    labels: ['release'],
    priority: null,
    assignee: null,
    parentKey: null,
    dueDate: null,
    customFields: null,
    ...parts,
  };
}
const update = (draft: TicketDraft, fields = SCREEN) =>
  issueCreationOf(draft, 'ABC', EPIC, fields, CLOUD, { values: draft.customFields ?? {}, problems: [] })
    .update;

function violationsOf(act: () => unknown): ProviderError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProviderError) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('the issue type', () => {
  it('is chosen by name without case', () => {
    expect(chooseIssueType([EPIC, TASK], { issueType: ' tASK' })).toBe(TASK);
  });

  it('is the only one of the epics’ level where Epic is called otherwise', () => {
    const renamed = { ...EPIC, name: 'Épopée' };
    expect(chooseIssueType([TASK, renamed], { issueType: null })).toBe(renamed);
    expect(chooseIssueType([TASK, renamed], { issueType: 'epic' })).toBe(renamed);
  });

  it('is not guessed where two could be meant, and the known ones are named', () => {
    const types = [TASK, { ...EPIC, name: 'Initiative' }, { ...EPIC, id: '9', name: 'Theme' }];
    const error = violationsOf(() => chooseIssueType(types, { issueType: null }));
    expect(error.fields).toEqual([
      { path: 'issuetype', message: 'The project has no issue type Epic. It has: Task, Initiative, Theme.' },
    ]);
  });
});

describe('a draft for Jira', () => {
  it('carries the operation id twice: as a label and as a property', () => {
    const { fields, properties } = update(aDraft());
    expect(fields.labels).toEqual(['release', 'delivr-0b8f6a7e-0000-4000-8000-000000000001']);
    expect(properties).toEqual([{ key: 'delivr.operation', value: '0b8f6a7e-0000-4000-8000-000000000001' }]);
  });

  it('sends ids for names, and nothing that was not asked for', () => {
    expect(update(aDraft({ priority: 'hIGH' })).fields).toMatchObject({
      project: { key: 'ABC' },
      issuetype: { id: '1' },
      priority: { id: '3' },
    });
    expect(Object.keys(update(aDraft()).fields)).toEqual([
      'project',
      'issuetype',
      'summary',
      'labels',
      'description',
    ]);
  });

  it('leaves out what is not on the screen, but never the property', () => {
    const { fields, properties } = update(aDraft(), [field('summary')]);
    expect(Object.keys(fields)).toEqual(['project', 'issuetype', 'summary']);
    expect(properties).toHaveLength(1);
  });

  it('leaves out an empty description', () => {
    expect(update(aDraft({ description: ' \n' })).fields).not.toHaveProperty('description');
  });

  it("fills the epic's own name where it is required and not given", () => {
    const epicName = field('customfield_7', {
      required: true,
      schema: { type: 'string', custom: EPIC_NAME },
    });
    expect(update(aDraft(), [...SCREEN, epicName]).fields.customfield_7).toBe('Web 1.2.0');
    const given = aDraft({ customFields: { customfield_7: 'Mine' } });
    expect(update(given, [...SCREEN, epicName]).fields.customfield_7).toBe('Mine');
    expect(update(aDraft(), [...SCREEN, { ...epicName, required: false }]).fields).not.toHaveProperty(
      'customfield_7',
    );
  });

  it('never lets a custom field stand for one of its own', () => {
    const customFields = { project: { key: 'XYZ' }, summary: 'x', labels: ['y'] };
    expect(update(aDraft({ customFields })).fields).toMatchObject({
      project: { key: 'ABC' },
      summary: 'Web 1.2.0',
    });
    expect(update(aDraft({ customFields })).fields.labels).toContain('release');
  });

  it('names every field that cannot be sent', () => {
    const draft = aDraft({ labels: ['two words'], priority: 'Huge', parentKey: '../1' });
    expect(violationsOf(() => update(draft)).fields).toEqual([
      { path: 'labels', message: 'Jira takes no label with spaces: "two words".' },
      { path: 'priority', message: 'There is no priority Huge here. There are: High.' },
      { path: 'parent', message: '../1 is no key of a ticket.' },
    ]);
  });

  it('says that a type takes no priority', () => {
    const draft = aDraft({ priority: 'High' });
    expect(violationsOf(() => update(draft, [field('summary')])).fields[0]?.path).toBe('priority');
  });
});
