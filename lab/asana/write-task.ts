import { refuse } from './errors.js';
import { checkFieldValue } from './field-values.js';
import { isGid, isObject } from './json.js';
import type { LabTag, LabUser } from './model.js';
import type { LabProject } from './project.js';
import { parseRichText, plainText } from './rich-text.js';
import type { LabTask, NewTask } from './task.js';
import type { View } from './view.js';

const SUBTYPES = ['default_task', 'milestone', 'approval', 'custom'];

/** What a creation asks for, checked as Asana does it. @throws AsanaRefusal. */
export function newTaskOf(view: View, data: Record<string, unknown>): NewTask {
  // Only apps of OAuth may give a task a key of their own.
  if (data['external'] !== undefined) throw refuse(400, 'external: Requires an OAuth app');
  const projects = projectsOf(view, data['projects']);
  const parent = data['parent'] == null ? null : parentOf(view, data['parent']);
  const workspace = projects[0]?.workspace ?? parent?.workspace ?? workspaceOf(view, data['workspace']);
  if (!workspace) throw refuse(400, 'You should specify one of workspace, parent, projects');
  view.mustEdit([...projects, ...(parent?.memberships ?? []).map(({ project }) => project)]);
  const fields = projects.flatMap((project) => project.fields);
  return {
    workspace,
    creator: view.account.user,
    projects,
    parent,
    name: nameOf(data['name'] ?? ''),
    ...notesOf(data),
    subtype: oneOf('resource_subtype', data['resource_subtype'] ?? 'default_task', SUBTYPES),
    dueOn: dueOnOf(data['due_on'] ?? null),
    assignee: assigneeOf(view, data['assignee'] ?? null, workspace.users),
    tags: tagsOf(data['tags'] ?? [], workspace.tags),
    fieldValues: fieldValuesOf(data['custom_fields'] ?? {}, fields),
  };
}

/** Changes a task. All or nothing. @throws AsanaRefusal. */
export function editTask(view: View, task: LabTask, data: Record<string, unknown>): void {
  const fields = task.memberships.flatMap(({ project }) => project.fields);
  const values = fieldValuesOf(data['custom_fields'] ?? {}, fields);
  const changes: Partial<LabTask> = {
    ...('name' in data && { name: nameOf(data['name']) }),
    ...(('html_notes' in data || 'notes' in data) && notesOf(data)),
    ...('due_on' in data && { dueOn: dueOnOf(data['due_on']) }),
    ...('assignee' in data && { assignee: assigneeOf(view, data['assignee'], task.workspace.users) }),
  };
  const { completed } = data;
  if (completed !== undefined && typeof completed !== 'boolean')
    throw refuse(400, 'completed: Not a boolean');
  Object.assign(task, changes);
  for (const [gid, value] of values) task.fieldValues.set(gid, value);
  if (completed === true) task.completedAt ??= view.site.now();
  if (completed === false) task.completedAt = null;
}

function projectsOf(view: View, given: unknown): LabProject[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw refuse(400, 'projects: Value is not an array');
  return given.map((gid: unknown, index) => {
    const place = `projects: [${index}]`;
    const project = view.site.projects.find((each) => each.gid === checkedGid(place, gid));
    if (!project || !view.sees(project)) throw refuse(400, `${place}: Unknown object: ${String(gid)}`);
    return project;
  });
}

function workspaceOf(view: View, gid: unknown) {
  return gid === undefined ? undefined : view.workspace(checkedGid('workspace', gid));
}

function parentOf(view: View, given: unknown): LabTask {
  const gid = checkedGid('parent', given);
  const parent = view.site.tasks.find((task) => task.gid === gid);
  if (!parent || !view.seesTask(parent)) throw refuse(400, `parent: Unknown object: ${gid}`);
  return parent;
}

function nameOf(given: unknown): string {
  if (typeof given !== 'string') throw refuse(400, 'name: Not a string');
  if (given.length > 1_024) throw refuse(400, 'name: Too long');
  return given;
}

function notesOf(data: Record<string, unknown>): { htmlNotes: string; notes: string } {
  const { html_notes: htmlNotes, notes = '' } = data;
  if (htmlNotes !== undefined) {
    const root = parseRichText(htmlNotes, 'html_notes');
    return { htmlNotes: String(htmlNotes), notes: plainText(root) };
  }
  if (typeof notes !== 'string') throw refuse(400, 'notes: Not a string');
  const escaped = notes.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return { htmlNotes: `<body>${escaped}</body>`, notes };
}

function dueOnOf(given: unknown): string | null {
  if (given === null) return null;
  const isDate =
    typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given));
  if (!isDate) throw refuse(400, 'due_on: Not a valid date');
  return given;
}

function assigneeOf(view: View, given: unknown, users: readonly LabUser[]): LabUser | null {
  if (given === null) return null;
  if (given === 'me') return view.account.user;
  const user = users.find(({ gid, email }) => gid === given || email === given);
  if (user) return user;
  throw refuse(
    400,
    isGid(given) ? `assignee: Unknown object: ${given}` : `assignee: Not a recognized ID: ${String(given)}`,
  );
}

function tagsOf(given: unknown, tags: readonly LabTag[]): LabTag[] {
  if (!Array.isArray(given)) throw refuse(400, 'tags: Value is not an array');
  return given.map((gid: unknown, index) => {
    const tag = tags.find((each) => each.gid === checkedGid(`tags: [${index}]`, gid));
    if (!tag) throw refuse(400, `tags: [${index}]: Unknown object: ${String(gid)}`);
    return tag;
  });
}

function fieldValuesOf(given: unknown, fields: LabProject['fields']): Map<string, unknown> {
  if (!isObject(given)) throw refuse(400, 'custom_fields: Value is not an object');
  const values = Object.entries(given).map(([gid, value]): [string, unknown] => {
    const field = fields.find((each) => each.gid === gid);
    if (!field) throw refuse(400, `Custom field with ID ${gid} is not on given object`);
    checkFieldValue(field, value);
    return [gid, value];
  });
  return new Map(values);
}

function oneOf(place: string, given: unknown, allowed: readonly string[]): string {
  if (typeof given === 'string' && allowed.includes(given)) return given;
  throw refuse(400, `${place}: Not one of ${allowed.join(', ')}`);
}

function checkedGid(place: string, given: unknown): string {
  if (isGid(given)) return given;
  throw refuse(400, `${place}: Not a recognized ID: ${String(given)}`);
}
