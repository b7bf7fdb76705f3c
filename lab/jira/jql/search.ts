import type { View } from '../view.js';
import { refuse, refuseAll } from '../errors.js';
import type { IndexedIssue, LabIssue } from '../issue.js';
import { jqlInstant } from './dates.js';
import { parseJql, type JqlNode, type JqlQuery, type JqlValue } from './parse.js';

type Clause = JqlNode & { kind: 'clause' };

interface Candidate {
  readonly issue: LabIssue;
  readonly indexed: IndexedIssue;
}

const UNBOUNDED =
  'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.';

/**
 * The issues that a search shows: what the index knows by now, less what it hides this time.
 * @param warnings given: names that do not exist are added here and match nothing; otherwise they are refused.
 * @throws JiraRefusal 400
 */
export function searchIssues(view: View, jql: string, warnings?: string[]): LabIssue[] {
  const query = parseJql(jql);
  if (!query.where && view.site.dialect.isCloud) throw refuse(400, UNBOUNDED);
  // To nobody every search is empty rather than refused: the trap of a bad token.
  if (!view.account) return [];
  const unknownNames = query.where ? unknownNamesIn(query.where, view) : [];
  if (unknownNames.length > 0 && !warnings) throw refuseAll(400, unknownNames);
  warnings?.push(...unknownNames);
  const now = Date.now();
  const found: Candidate[] = [];
  for (const issue of view.site.issueList) {
    const indexed = issue.indexed(now);
    if (!indexed || !view.issue(issue.id) || !matchesWhere(query.where, { issue, indexed }, view)) continue;
    if (!view.site.flickers(issue)) found.push({ issue, indexed });
  }
  return found.sort(byOrder(query)).map(({ issue }) => issue);
}

const KEY_FIELDS = ['key', 'issue', 'issuekey', 'id'];
const DATE_FIELDS: Readonly<Record<string, 'created' | 'updated'>> = {
  created: 'created',
  createddate: 'created',
  updated: 'updated',
  updateddate: 'updated',
};

/** What Jira looks up before it searches: every name that does not exist. */
function unknownNamesIn(node: JqlNode, view: View): string[] {
  if (node.kind === 'not') return unknownNamesIn(node.part, view);
  if (node.kind !== 'clause') return node.parts.flatMap((part) => unknownNamesIn(part, view));
  return node.values.flatMap((value) => {
    const text = textOf(value, view);
    if (node.field === 'project' && !view.project(text) && !projectNamed(view, text)) {
      return [`The value '${text}' does not exist for the field 'project'.`];
    }
    const isKnown = view.issue(text) !== undefined && !view.site.unknownToSearch.has(text);
    return KEY_FIELDS.includes(node.field) && !isKnown
      ? [`An issue with key '${text}' does not exist for field '${node.field}'.`]
      : [];
  });
}

function matchesWhere(node: JqlNode | null, candidate: Candidate, view: View): boolean {
  return node === null || matches(node, candidate, view);
}

function projectNamed(view: View, name: string) {
  return view.projects.find((project) => project.name.toLowerCase() === name.toLowerCase());
}

function matches(node: JqlNode, candidate: Candidate, view: View): boolean {
  if (node.kind === 'not') return !matches(node.part, candidate, view);
  if (node.kind !== 'clause') {
    const isMet = (part: JqlNode) => matches(part, candidate, view);
    return node.kind === 'and' ? node.parts.every(isMet) : node.parts.some(isMet);
  }
  const dateField = DATE_FIELDS[node.field];
  if (dateField) return matchesDate(node, candidate.issue[dateField], view);
  if (KEY_FIELDS.includes(node.field)) return matchesKey(node, candidate.issue, view);
  return matchesText(node, candidate, view);
}

function matchesDate({ operator, values }: Clause, at: number, view: View): boolean {
  const [value] = values;
  if (!value) return operator === 'is not';
  const zone = view.account?.timeZone ?? 'UTC';
  const now = view.site.now();
  const than = value.kind === 'call' ? now : jqlInstant(value.text, now, zone);
  switch (operator) {
    case '>':
      return at > than;
    case '>=':
      return at >= than;
    case '<':
      return at < than;
    case '<=':
      return at <= than;
    default:
      throw refuse(400, `The operator '${operator}' is not supported by the 'created' field.`);
  }
}

function matchesKey({ operator, values }: Clause, issue: LabIssue, view: View): boolean {
  const named = values.map((value) => view.issue(textOf(value, view)));
  const isNamed = named.includes(issue);
  const other = named[0];
  if (operator === '=' || operator === 'in') return isNamed;
  if (operator === '!=' || operator === 'not in') return !isNamed;
  if (!other || other.project !== issue.project) return false;
  const difference = numberOf(issue.key) - numberOf(other.key);
  if (operator === '>') return difference > 0;
  if (operator === '>=') return difference >= 0;
  if (operator === '<') return difference < 0;
  return operator === '<=' && difference <= 0;
}

function matchesText(clause: Clause, candidate: Candidate, view: View): boolean {
  const has = valuesOf(clause.field, candidate, view).map((value) => value.toLowerCase());
  const wanted = clause.values.map((value) => textOf(value, view).toLowerCase());
  switch (clause.operator) {
    case '=':
    case 'in':
      return wanted.some((value) => has.includes(value));
    // Jira: an empty field is neither equal nor unequal to anything.
    case '!=':
    case 'not in':
      return has.length > 0 && !wanted.some((value) => has.includes(value));
    case 'is':
      return has.length === 0;
    case 'is not':
      return has.length > 0;
    case '~':
      return wanted.some((value) => has.some((text) => text.includes(value.replaceAll('"', ''))));
    default:
      throw refuse(400, `The operator '${clause.operator}' is not supported by the '${clause.field}' field.`);
  }
}

function valuesOf(field: string, { issue, indexed }: Candidate, view: View): readonly string[] {
  switch (field) {
    case 'project': {
      const project = view.site.project(indexed.projectId);
      return project ? [project.id, project.key, project.name] : [];
    }
    case 'labels':
      return indexed.labels;
    case 'creator':
    case 'reporter':
      return [issue.creator.accountId, issue.creator.name, issue.creator.displayName, issue.creator.email];
    case 'status':
      return [indexed.statusName, issue.status.id];
    case 'issuetype':
    case 'type':
      return [indexed.typeName, issue.type.id];
    case 'parent':
      return parentOf(issue, view);
    case 'summary':
      return [indexed.summary];
    case 'text':
    case 'description':
      return [indexed.text];
    default:
      throw refuse(400, `Field '${field}' does not exist or you do not have permission to view it.`);
  }
}

function parentOf(issue: LabIssue, view: View): readonly string[] {
  const parent = issue.fields['parent'];
  const above = typeof parent === 'string' ? view.issue(parent) : undefined;
  return above ? [above.id, above.key] : [];
}

function textOf(value: JqlValue, view: View): string {
  if (value.kind === 'text') return value.text;
  if (value.name === 'currentuser') return view.account?.accountId ?? '';
  if (value.name === 'now') return String(view.site.now());
  throw refuse(400, `Unable to find JQL function '${value.name}()'.`);
}

function numberOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('-') + 1));
}

const SORTS: Readonly<Record<string, (a: Candidate, b: Candidate) => number>> = {
  created: (a, b) => a.issue.created - b.issue.created || Number(a.issue.id) - Number(b.issue.id),
  updated: (a, b) => a.indexed.updated - b.indexed.updated,
  key: (a, b) =>
    a.issue.project.key.localeCompare(b.issue.project.key) || numberOf(a.issue.key) - numberOf(b.issue.key),
  id: (a, b) => Number(a.issue.id) - Number(b.issue.id),
};
const SORT_NAMES: Readonly<Record<string, string>> = {
  createddate: 'created',
  issuekey: 'key',
  updateddate: 'updated',
};

function byOrder({ orderBy }: JqlQuery) {
  const sorts = orderBy.map(({ field, isDescending }) => {
    const sort = SORTS[SORT_NAMES[field] ?? field];
    if (!sort) throw refuse(400, `Not able to sort using field '${field}'.`);
    return (a: Candidate, b: Candidate) => (isDescending ? -1 : 1) * sort(a, b);
  });
  // Without an order Jira gives the newest first.
  const newestFirst = (a: Candidate, b: Candidate) => Number(b.issue.id) - Number(a.issue.id);
  return (a: Candidate, b: Candidate) => {
    for (const sort of sorts) if (sort(a, b) !== 0) return sort(a, b);
    return newestFirst(a, b);
  };
}
