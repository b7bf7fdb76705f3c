import { systemFields } from '../jira/defaults.js';
import type { JiraDialect } from '../jira/dialect.js';
import { refuse } from '../jira/errors.js';
import { isObject } from '../jira/json.js';
import { type ValidatedValue, TEXT_LIMIT } from '../jira/model.js';
import { adfProblem, adfTextLength, type AdfNode } from './adf.js';
import { adfHtml } from './adf-html.js';

const NOT_ADF = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';

export const CLOUD: JiraDialect = {
  product: 'Jira Cloud',
  apiPath: '/rest/api/3',
  isCloud: true,
  accountJson: ({ accountId, email, displayName, timeZone }, api) => ({
    self: `${api}/user?accountId=${encodeURIComponent(accountId)}`,
    accountId,
    accountType: 'atlassian',
    emailAddress: email,
    displayName,
    active: true,
    timeZone,
  }),
  accountName: (value) => value['id'] ?? value['accountId'],
  isNamed: ({ accountId }, name) => accountId === name,
  richText,
  richTextHtml: adfHtml,
  screen: (level) => systemFields(level, { isCloud: true }),
  noIssue: () => refuse(404, 'Issue does not exist or you do not have permission to see it.'),
  noTransition: (id) =>
    refuse(
      400,
      `It seems that you have tried to perform a workflow operation (${id}) that is not valid for the current state of this issue.`,
    ),
};

function richText(value: unknown): ValidatedValue {
  if (!isObject(value)) return { error: NOT_ADF };
  if (adfProblem(value)) return { error: 'INVALID_INPUT' };
  const isTooLong = adfTextLength(value as unknown as AdfNode) > TEXT_LIMIT;
  return isTooLong
    ? { error: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' }
    : { value };
}
