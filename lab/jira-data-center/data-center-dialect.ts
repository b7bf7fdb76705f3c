import { customField, systemFields } from '../jira/defaults.js';
import type { JiraDialect } from '../jira/dialect.js';
import { refuse } from '../jira/errors.js';
import { type ValidatedValue, type LabField, TEXT_LIMIT } from '../jira/model.js';
import { escapeHtml } from '../http/pages.js';

/** Ids of the two fields that tie issues to epics; what they are called may change, their schema never does. */
export const EPIC_NAME_FIELD = 'customfield_10104';
export const EPIC_LINK_FIELD = 'customfield_10100';

/** @param major of the version, 8 to 11: older ones say 403 where newer ones say 404. */
export function dataCenter(major: number): JiraDialect {
  return {
    product: 'Jira Data Center',
    apiPath: '/rest/api/2',
    isCloud: false,
    accountJson: ({ accountId, name, email, displayName, timeZone }, api) => ({
      self: `${api}/user?username=${encodeURIComponent(name)}`,
      ...{ key: accountId, name, emailAddress: email, displayName, timeZone },
      ...{ active: true, deleted: false, locale: 'en_US' },
    }),
    accountName: (value) => value['name'],
    isNamed: ({ name }, wanted) => name === wanted,
    richText,
    richTextHtml: (value) => (value ? `<pre>${escapeHtml(String(value))}</pre>` : '<p>No description.</p>'),
    screen,
    noIssue: (exists) =>
      exists && major < 10
        ? refuse(403, 'You do not have the permission to see the specified issue.')
        : refuse(404, 'Issue Does Not Exist'),
    noTransition: (id) => refuse(500, `There is no transition ${id}.`),
  };
}

/** Any text is wiki text: what means nothing is shown as it stands. */
function richText(value: unknown): ValidatedValue {
  if (typeof value !== 'string') return { error: 'Operation value must be a string' };
  return value.length > TEXT_LIMIT
    ? { error: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' }
    : { value };
}

/** A parent is for sub-tasks alone; an epic has a name of its own, and what belongs to it a link. */
function screen(level: number): LabField[] {
  const fields = systemFields(level, { isCloud: false }).filter(
    ({ fieldId }) => fieldId !== 'parent' || level < 0,
  );
  if (level === 1) {
    const name = { id: EPIC_NAME_FIELD, name: 'Epic Name', type: 'epicName', required: true } as const;
    return [...fields, customField(name, 10_104)];
  }
  if (level < 0) return fields;
  return [...fields, customField({ id: EPIC_LINK_FIELD, name: 'Epic Link', type: 'epicLink' }, 10_100)];
}
