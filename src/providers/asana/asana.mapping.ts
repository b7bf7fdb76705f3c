import {
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type TicketShape,
  type TicketSnapshot,
  TicketStatusCategory,
} from '../contract/index.js';
import type { AsanaField, AsanaNamed, AsanaProject, AsanaTask, AsanaTaskRef } from './asana.schemas.js';

/**
 * Asana's objects as the port's.
 *
 * The statuses of a project are its sections and `Completed`. Asana itself knows no more of a task than whether it is
 * completed; so no name is ever taken for more than a name. An open task is TODO in the project's first section, where
 * new tasks land, and IN_PROGRESS in any other: somebody has moved it on. A section called "Done" completes nothing.
 */

export const COMPLETED: RemoteStatus = {
  remoteId: 'completed',
  name: 'Completed',
  category: TicketStatusCategory.DONE,
};
/** Of a task in no project, hence in no section. */
export const INCOMPLETE: RemoteStatus = {
  remoteId: 'incomplete',
  name: 'Incomplete',
  category: TicketStatusCategory.TODO,
};

export function statusesOf(sections: readonly AsanaNamed[]): RemoteStatus[] {
  return [
    ...sections.map(({ gid, name }) => ({ remoteId: gid, name, category: categoryIn(sections, gid) })),
    COMPLETED,
  ];
}

function categoryIn(sections: readonly AsanaNamed[], section: string): TicketStatusCategory {
  const isFirst = sections.length === 0 || sections[0]?.gid === section;
  return isFirst ? TicketStatusCategory.TODO : TicketStatusCategory.IN_PROGRESS;
}

/** The project whose section is the task's status: where it was made, else the first that shows one. */
export function statusMembershipOf({ memberships }: AsanaTask, home: string | undefined) {
  const shown = memberships.filter(({ project, section }) => project && section);
  return shown.find(({ project }) => project?.gid === home) ?? shown[0];
}

/** @param sections of the task's home, in their order. */
export function statusOf(
  task: AsanaTask,
  section: AsanaNamed | null,
  sections: readonly AsanaNamed[],
): RemoteStatus {
  if (task.completed) return COMPLETED;
  if (!section) return INCOMPLETE;
  return { remoteId: section.gid, name: section.name, category: categoryIn(sections, section.gid) };
}

/** Asana has no keys: the gid is all that there is. */
export function ticketOf({ gid, permalink_url: url }: AsanaTaskRef): RemoteTicket {
  // Leads to the task, wherever it is.
  return { remoteId: gid, key: gid, url: webAddress(url) ?? `https://app.asana.com/0/0/${gid}` };
}

export function snapshotOf(task: AsanaTask, { remoteId, name, category }: RemoteStatus): TicketSnapshot {
  return { ...ticketOf(task), status: name, statusId: remoteId, category };
}

export function projectOf({ gid, name, permalink_url: url }: AsanaProject): RemoteProject {
  return { remoteId: gid, key: gid, name, url: webAddress(url) };
}

function webAddress(url: string | null | undefined): string | null {
  return url && /^https?:\/\//.test(url) && URL.canParse(url) ? url : null;
}

export function fieldsOf({ custom_field_settings: settings }: AsanaProject): AsanaField[] | null {
  return settings?.map(({ custom_field: field }) => field) ?? null;
}

/** What Asana itself calls the field, in projects made from its templates. */
const PRIORITY_FIELDS = ['priority', 'priority_level'];

/** Asana's own priority field, or an enum field of that name; null where the project has none. */
export function priorityField(fields: readonly AsanaField[]): AsanaField | null {
  const enums = fields.filter(({ resource_subtype: type }) => type === 'enum');
  const own = enums.find(({ asana_created_field: kind }) => kind != null && PRIORITY_FIELDS.includes(kind));
  return own ?? enums.find(({ name }) => sameName(name, 'priority')) ?? null;
}

export function optionsOf({ enum_options: options }: AsanaField): AsanaNamed[] {
  return (options ?? []).filter(({ enabled }) => enabled !== false);
}

/** Formulas, ids and the like fill themselves. */
const SETTABLE_TYPES = ['text', 'enum', 'multi_enum', 'number', 'date', 'people', 'reference'];

/** Asana demands no field: rules of its forms do not hold for the API. */
export function ticketShapeOf(fields: readonly AsanaField[] | null): TicketShape {
  const settable = fields?.filter(
    ({ resource_subtype: type, is_value_read_only: isReadOnly }) =>
      !isReadOnly && (type == null || SETTABLE_TYPES.includes(type)),
  );
  return {
    requiredFields: [],
    settableFields: settable?.map(({ gid }) => gid) ?? null,
    unsupportedFields: priorityField(fields ?? []) ? [] : [{ field: 'PRIORITY', isRefused: false }],
  };
}

export function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
