import { ProviderError, ProviderFailure, type TicketDraft } from '../contract/index.js';
import { draftViolations, isMarker, markerOf, newTask } from './clickup.draft.js';
import { PLAIN_TASK } from './clickup.mapping.js';

const ID = '0F0e0d0c-0000-4000-8000-00000000000a';
const MARKER = 'delivr-0f0e0d0c-0000-4000-8000-00000000000a';
const DRAFT: TicketDraft = {
  ...{ operationId: ID, generation: 0, projectKey: '901', issueType: null, title: 'Shop 1.2.0' },
  ...{ description: '# Notes\n', labels: [], priority: null, assignee: null, parentKey: null },
  ...{ dueDate: null, customFields: null },
};
const taskOf = (parts: Partial<TicketDraft> = {}, found: Partial<Parameters<typeof newTask>[1]> = {}) =>
  newTask(
    { ...DRAFT, ...parts },
    {
      ...{ taskType: PLAIN_TASK, parentId: null, dueTime: null, ...found },
      customFields: { values: parts.customFields ?? {}, problems: [] },
    },
  );

describe('a draft as a task of ClickUp', () => {
  it('says no more than it must, and whose it is in two places', () => {
    expect(taskOf()).toEqual({
      name: 'Shop 1.2.0',
      markdown_content: `# Notes\n\n\`${MARKER}\``,
      tags: [MARKER],
      notify_all: false,
      check_required_custom_fields: true,
    });
    expect(taskOf({ description: ' ' }).markdown_content).toBe(`\`${MARKER}\``);
  });

  it('carries all that was said, as ClickUp wants it', () => {
    const parts = {
      ...{ labels: ['Release', 'iOS', 'ios'], priority: ' URGENT', assignee: '183', dueDate: '2031-02-28' },
      customFields: { 'a-b': ['x'], c: 0 },
    };
    expect(
      taskOf(parts, { taskType: { id: 1001, name: 'Bug' }, parentId: '86abc', dueTime: 1_930_000_000_000 }),
    ).toMatchObject({
      tags: ['release', 'ios', MARKER],
      ...{ priority: 1, assignees: [183], parent: '86abc', custom_item_id: 1001 },
      ...{ due_date: 1_930_000_000_000, due_date_time: false },
      custom_fields: [
        { id: 'a-b', value: ['x'] },
        { id: 'c', value: 0 },
      ],
    });
  });

  it('is refused for everything that cannot be sent, at once', () => {
    try {
      taskOf({ priority: 'Blocker', assignee: 'me@x.test' });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      expect([error.failure, error.tookEffect]).toEqual([ProviderFailure.REJECTED, 'no']);
      expect(error.fields.map(({ path }) => path)).toEqual(['priority', 'assignees']);
      expect(error.message).toMatch(/urgent, high, normal, low.*a number/);
      return;
    }
    throw new Error('It was not refused.');
  });

  it('knows its own markers from tags of people', () => {
    expect([markerOf(ID), isMarker(MARKER)]).toEqual([MARKER, true]);
    for (const tag of ['delivr', 'delivr-1.2.0', `x${MARKER}`, `${MARKER}0`])
      expect(isMarker(tag)).toBe(false);
  });

  it('can have no parent that is no task, whatever the list', () => {
    expect(draftViolations({ labels: [], parentKey: '../x' })).toEqual([
      { path: 'parentKey', message: '../x is no id of a task.' },
    ]);
    for (const parentKey of [null, '86abc', 'SHOP-1']) {
      expect(draftViolations({ labels: ['two words'], parentKey })).toEqual([]);
    }
  });
});
