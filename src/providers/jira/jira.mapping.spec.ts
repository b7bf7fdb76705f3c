import { TicketStatusCategory } from '../contract/index.js';
import { categoryOf, EPIC_NAME, issueTypeOf } from './jira.mapping.js';
import type { JiraField } from './jira.schemas.js';

function field(fieldId: string, parts: Partial<JiraField> = {}): JiraField {
  return {
    fieldId,
    name: fieldId,
    required: true,
    hasDefaultValue: false,
    schema: { type: 'string' },
    ...parts,
  };
}

describe('Jira’s objects as the port’s', () => {
  it.each([
    ['new', TicketStatusCategory.TODO],
    ['undefined', TicketStatusCategory.TODO],
    ['indeterminate', TicketStatusCategory.IN_PROGRESS],
    ['done', TicketStatusCategory.DONE],
    ['something-else', TicketStatusCategory.UNKNOWN],
    ['constructor', TicketStatusCategory.UNKNOWN],
    [undefined, TicketStatusCategory.UNKNOWN],
  ])('reads the category %s as %s', (key, category) => expect(categoryOf(key)).toBe(category));

  it('lists what a creation must send, and what fills it', () => {
    const type = issueTypeOf(
      { id: '1', name: 'Epic', subtask: false },
      [
        field('summary'),
        field('labels', { schema: { type: 'array', items: 'string' } }),
        field('priority', {
          allowedValues: [
            { id: '1', name: 'High' },
            { id: '2', name: 'Low' },
          ],
        }),
        field('duedate'),
        field('customfield_1', { schema: { type: 'string', custom: EPIC_NAME } }),
        field('customfield_2', { schema: { type: 'option' }, allowedValues: [{ id: '9', value: 'Red' }] }),
        field('reporter', { hasDefaultValue: true }),
        field('description', { required: false }),
      ],
      [],
    );
    expect(type.requiredFields.map(({ remoteId, filledBy }) => [remoteId, filledBy])).toEqual([
      ['summary', 'ALWAYS'],
      ['labels', 'ALWAYS'],
      ['priority', 'PRIORITY'],
      ['duedate', 'DUE_DATE'],
      ['customfield_1', 'ALWAYS'],
      ['customfield_2', null],
    ]);
    expect(type.requiredFields.map(({ type: word, allowedValues }) => [word, allowedValues])).toEqual([
      ['string', null],
      ['array of string', null],
      ['string', ['High', 'Low']],
      ['string', null],
      ['string', null],
      ['option', ['Red']],
    ]);
    expect(type.priorities).toEqual(['High', 'Low']);
    expect(type.settableFields).toContain('description');
  });

  it('knows a type that takes no priority from one that takes any', () => {
    const type = { id: '1', name: 'Epic', subtask: false };
    expect(issueTypeOf(type, [], []).priorities).toEqual([]);
    expect(issueTypeOf(type, [field('priority')], []).priorities).toBeNull();
  });
});
