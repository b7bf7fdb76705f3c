import type { LabList, LabSpace } from './hierarchy.js';
import type { LabCustomField, LabUser } from './model.js';

export function userJson({ id, username, email }: LabUser) {
  const initials = username
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join('');
  return { id, username, email, color: '#7b68ee', profilePicture: '', initials };
}

export function spaceJson({ id, name, features }: LabSpace) {
  const on = { enabled: true };
  return {
    ...{ id, name, private: false, multiple_assignees: true, archived: false },
    statuses: [],
    features: {
      due_dates: {
        ...{ enabled: features.dueDates, start_date: true },
        ...{ remap_due_dates: false, remap_closed_due_date: false },
      },
      tags: { enabled: features.tags },
      priorities: { enabled: features.priorities },
      ...{ time_tracking: on, time_estimates: on, checklists: on, custom_fields: on },
      ...{ remap_dependencies: on, dependency_warning: on, portfolios: on },
    },
  };
}

export function listJson({ id, name, space, folder, isArchived, permissionLevel }: LabList) {
  return {
    ...{ id, name, orderindex: 0, content: '', task_count: '0', archived: isArchived },
    folder: folderOf(folder, space),
    space: { id: space.id, name: space.name, access: true },
    ...{ override_statuses: true, permission_level: permissionLevel },
  };
}

/** A list outside any folder lies in one that nobody sees. */
export function folderOf(folder: LabList['folder'], space: LabSpace) {
  return folder
    ? { id: folder.id, name: folder.name, hidden: false, access: true }
    : { id: `${space.id}0`, name: 'hidden', hidden: true, access: true };
}

export function fieldJson({ id, name, type, required, options }: LabCustomField) {
  const list = options.map((option, orderindex) => ({
    ...{ id: option.id, orderindex, color: null },
    ...(type === 'labels' ? { label: option.name } : { name: option.name }),
  }));
  const hasOptions = type === 'drop_down' || type === 'labels';
  return {
    ...{ id, name, type, required, hide_from_guests: false, date_created: '1700000000000' },
    type_config: hasOptions ? { options: list } : {},
  };
}
