import type {
  LabAttachment,
  LabCustomField,
  LabEnumOption,
  LabSection,
  LabStory,
  LabTag,
  LabUser,
  LabWorkspace,
} from './model.js';
import type { LabProject } from './project.js';
import type { Resource } from './sparse.js';
import type { LabTask } from './task.js';

/** What the API shows of the lab's objects, in full; `sparse.ts` leaves out what nobody asked for. */

export function userJson({ gid, name, email }: LabUser): Resource {
  return { gid, resource_type: 'user', name, email };
}

export function workspaceJson({ gid, name }: LabWorkspace): Resource {
  return { gid, resource_type: 'workspace', name };
}

export function tagJson({ gid, name, madeAt }: LabTag): Resource {
  return { gid, resource_type: 'tag', name, created_at: isoTime(madeAt) };
}

export function sectionJson({ gid, name }: LabSection): Resource {
  return { gid, resource_type: 'section', name };
}

export function projectJson(project: LabProject, webUrl: string): Resource {
  return {
    gid: project.gid,
    resource_type: 'project',
    name: project.name,
    archived: project.isArchived,
    created_at: isoTime(project.madeAt),
    permalink_url: `${webUrl}/1/${project.workspace.gid}/project/${project.gid}/list`,
    workspace: () => workspaceJson(project.workspace),
    custom_field_settings: (project.workspace.isPremium ? project.fields : []).map(
      (field) => () => fieldSettingJson(project, field, webUrl),
    ),
  };
}

export function fieldSettingJson(project: LabProject, field: LabCustomField, webUrl: string): Resource {
  return {
    gid: `${field.gid}9`,
    resource_type: 'custom_field_setting',
    is_important: false,
    project: () => projectJson(project, webUrl),
    custom_field: () => fieldJson(field),
  };
}

export function fieldJson({ gid, name, type, options, createdByAsanaAs }: LabCustomField): Resource {
  return {
    gid,
    resource_type: 'custom_field',
    name,
    type,
    resource_subtype: type,
    asana_created_field: createdByAsanaAs,
    ...(type.endsWith('enum') && { enum_options: options.map(optionJson) }),
  };
}

function optionJson({ gid, name, isEnabled }: LabEnumOption): Resource {
  return { gid, resource_type: 'enum_option', name, enabled: isEnabled };
}

export function taskJson(task: LabTask, webUrl: string): Resource {
  const { gid, isCompleted, completedAt } = task;
  return {
    gid,
    resource_type: 'task',
    resource_subtype: task.subtype,
    name: task.name,
    notes: task.notes,
    html_notes: task.htmlNotes,
    completed: isCompleted,
    completed_at: completedAt === null ? null : isoTime(completedAt),
    created_at: isoTime(task.created),
    modified_at: isoTime(task.modified),
    created_by: () => userJson(task.creator),
    due_on: task.dueOn,
    assignee: task.assignee && (() => userJson(task.assignee as LabUser)),
    parent: task.parent && (() => taskJson(task.parent as LabTask, webUrl)),
    workspace: () => workspaceJson(task.workspace),
    tags: task.tags.map((tag) => () => tagJson(tag)),
    projects: task.memberships.map(
      ({ project }) =>
        () =>
          projectJson(project, webUrl),
    ),
    memberships: task.memberships.map(({ project, section }) => ({
      project: () => projectJson(project, webUrl),
      section: () => sectionJson(section),
    })),
    custom_fields: task.memberships
      .flatMap(({ project }) => project.fields)
      .map((field) => () => ({ ...fieldJson(field), ...valueJson(field, task.fieldValues.get(field.gid)) })),
    permalink_url: taskUrl(task, webUrl),
  };
}

function valueJson({ type, options }: LabCustomField, value: unknown): object {
  if (type === 'enum') {
    const chosen = options.find(({ gid }) => gid === value);
    return { enum_value: chosen ? optionJson(chosen) : null };
  }
  if (type === 'text') return { text_value: value ?? null };
  return type === 'number' ? { number_value: value ?? null } : {};
}

/** Stays the same wherever the task is moved to, as long as old links lead on. */
export function taskUrl(task: LabTask, webUrl: string): string {
  const project = task.memberships[0]?.project.gid;
  const within = project === undefined ? '' : `/project/${project}`;
  return `${webUrl}/1/${task.workspace.gid}${within}/task/${task.gid}`;
}

export function storyJson({ gid, type, subtype, text, htmlText, author, created }: LabStory): Resource {
  return {
    gid,
    resource_type: 'story',
    resource_subtype: subtype,
    type,
    text,
    ...(htmlText !== null && { html_text: htmlText }),
    created_at: isoTime(created),
    created_by: () => userJson(author),
  };
}

export function attachmentJson({ gid, name, url, created }: LabAttachment): Resource {
  return {
    gid,
    resource_type: 'attachment',
    resource_subtype: 'external',
    name,
    host: 'external',
    view_url: url,
    permanent_url: url,
    download_url: null,
    created_at: isoTime(created),
  };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
