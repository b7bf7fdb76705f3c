import type { JiraRefusal } from './errors.js';
import type { ValidatedValue, LabAccount, LabField } from './model.js';

/** What differs between Jira Cloud and Jira Data Center, as far as both have it at all. */
export interface JiraDialect {
  /** As pages for people call it. */
  readonly product: string;
  /** Before every path of the API: `/rest/api/3`. */
  readonly apiPath: string;
  /** Cloud says a little more about types, projects, transitions and comments. */
  readonly isCloud: boolean;
  accountJson(account: LabAccount, api: string): Readonly<Record<string, unknown>>;
  /** Which account the value of a user field names; null: nobody. */
  accountName(value: Readonly<Record<string, unknown>>): unknown;
  isNamed(account: LabAccount, name: unknown): boolean;
  /** Descriptions, comments and large text fields. */
  richText(value: unknown): ValidatedValue;
  richTextHtml(value: unknown): string;
  /** The create screen that every type of that level (-1 sub-task, 0 base, 1 epic) starts with. */
  screen(level: number): LabField[];
  /** For an issue that does not exist, or that the caller may not see. */
  noIssue(exists: boolean): JiraRefusal;
  /** For a transition that the workflow does not know at all. */
  noTransition(id: string): JiraRefusal;
}
