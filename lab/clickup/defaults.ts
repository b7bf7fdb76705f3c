import { randomUUID } from 'node:crypto';
import type { CustomFieldType, LabCustomField, LabListStatus, StatusType } from './model.js';

export interface StatusOptions {
  readonly status: string;
  readonly type: StatusType;
}

export interface CustomFieldOptions {
  readonly name: string;
  /** Default: a new one. */
  readonly id?: string;
  /** Default short_text. */
  readonly type?: CustomFieldType;
  readonly required?: boolean;
  /** Names of a drop_down or labels. */
  readonly options?: readonly string[];
  /** Ids of the task types that have it; all where absent. */
  readonly taskTypes?: readonly number[];
}

export const DEFAULT_STATUSES: readonly StatusOptions[] = [
  { status: 'to do', type: 'open' },
  { status: 'in progress', type: 'custom' },
  { status: 'in review', type: 'custom' },
  { status: 'shipped', type: 'done' },
  { status: 'complete', type: 'closed' },
];

const COLORS: Readonly<Record<StatusType, string>> = {
  open: '#d3d3d3',
  unstarted: '#a8b0bc',
  custom: '#4194f6',
  done: '#2ea52c',
  closed: '#6bc950',
};

export function statusesOf(listId: string, options: readonly StatusOptions[]): LabListStatus[] {
  return options.map(({ status, type }, orderindex) => ({
    id: `p${listId}_${orderindex}`,
    status: status.toLowerCase(),
    color: COLORS[type],
    orderindex,
    type,
  }));
}

export function customField(options: CustomFieldOptions): LabCustomField {
  return {
    id: options.id ?? randomUUID(),
    name: options.name,
    type: options.type ?? 'short_text',
    required: options.required ?? false,
    options: (options.options ?? []).map((name) => ({ id: randomUUID(), name })),
    taskTypes: options.taskTypes ?? null,
  };
}
