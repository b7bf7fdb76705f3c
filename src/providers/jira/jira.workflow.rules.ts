import type { FieldViolation } from '../contract/index.js';
import { TicketStatusCategory } from '../contract/index.js';
import { categoryOf, isRequiredOnCreate, namesOf } from './jira.mapping.js';
import type { JiraStatus, JiraTransition } from './jira.schemas.js';

/** One step that can be taken from a status, and what its screen still asks for. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly to: JiraStatus;
  /** What is sent with it. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly missing: readonly FieldViolation[];
}

/** The steps from each status (by id) whose steps are known: Jira tells only those of a ticket that is there. */
export type Workflow = ReadonlyMap<string, readonly Step[]>;

type Screen = NonNullable<JiraTransition['fields']>;
type ScreenField = Screen[string];

/** @param given values by field id; those that the step's screen does not have are left out, for Jira refuses them. */
export function stepOf(
  { id, name, to, fields }: JiraTransition,
  given: Readonly<Record<string, unknown>>,
): Step {
  const values: Record<string, unknown> = {};
  const missing: FieldViolation[] = [];
  for (const [fieldId, field] of Object.entries(fields ?? {})) {
    const value = given[fieldId] ?? (fieldId === 'resolution' ? resolutionFor(field, to.name) : undefined);
    if (value !== undefined) values[fieldId] = value;
    else if (isRequiredOnCreate({ ...field, fieldId }))
      missing.push({ path: fieldId, message: requiredFieldMessage(field, name) });
  }
  return { id, name, to, fields: values, missing };
}

/** Nearly every screen that closes a ticket asks for one: taken where there is no choice, or the status names it. */
function resolutionFor(field: ScreenField, status: string): unknown {
  if (!isRequiredOnCreate({ ...field, fieldId: 'resolution' })) return undefined;
  const names = namesOf({ ...field, fieldId: 'resolution' }) ?? [];
  const name = names.length === 1 ? names[0] : names.find((one) => sameName(one, status));
  return name === undefined ? undefined : { name };
}

function requiredFieldMessage(field: ScreenField, step: string): string {
  const names = namesOf({ ...field, fieldId: '' });
  const choice = names && names.length > 0 ? ` One of: ${names.join(', ')}.` : '';
  return `The step "${step}" asks for ${field.name}.${choice}`;
}

/** The fewest steps to a status that can be taken with what is given; null where no way is known. */
export function knownPath(workflow: Workflow, from: JiraStatus, to: JiraStatus): readonly Step[] | null {
  return shortestPaths(workflow, from, canTakeStep).get(to.id) ?? null;
}

/** The same, whatever screens ask for. */
export function pathPastScreens(
  workflow: Workflow,
  from: JiraStatus,
  to: JiraStatus,
): readonly Step[] | null {
  return shortestPaths(workflow, from, () => true).get(to.id) ?? null;
}

/**
 * The fewest steps to a status from which nobody knows how it goes on, where that is on the way forward: from to do over
 * in progress to done, and never over another status that is done.
 */
export function pathForward(workflow: Workflow, from: JiraStatus, to: JiraStatus): readonly Step[] | null {
  if (rankOf(to) <= rankOf(from) && rankOf(to) !== IN_PROGRESS) return null;
  if (rankOf(from) > rankOf(to)) return null;
  const isForward = (step: Step) =>
    canTakeStep(step) && rankOf(step.to) >= rankOf(from) && rankOf(step.to) <= IN_PROGRESS;
  for (const [statusId, path] of shortestPaths(workflow, from, isForward))
    if (!workflow.has(statusId)) return path;
  return null;
}

/** What can be reached as far as is known. */
export function reachableStatuses(workflow: Workflow, from: JiraStatus): readonly JiraStatus[] {
  const all = [...shortestPaths(workflow, from, () => true).values()];
  return all.flatMap((path) => path.at(-1)?.to ?? []);
}

/** The fewest steps to each status that can be reached, nearest first. */
function shortestPaths(workflow: Workflow, from: JiraStatus, canTake: (step: Step) => boolean) {
  const found = new Map<string, readonly Step[]>();
  const queue: [string, readonly Step[]][] = [[from.id, []]];
  for (const [statusId, path] of queue) {
    for (const step of workflow.get(statusId) ?? []) {
      if (!canTake(step) || step.to.id === from.id || found.has(step.to.id)) continue;
      found.set(step.to.id, [...path, step]);
      queue.push([step.to.id, [...path, step]]);
    }
  }
  return found;
}

function canTakeStep({ missing }: Step): boolean {
  return missing.length === 0;
}

const IN_PROGRESS = 1;

function rankOf({ statusCategory }: JiraStatus): number {
  const category = categoryOf(statusCategory?.key);
  if (category === TicketStatusCategory.TODO) return 0;
  return category === TicketStatusCategory.DONE ? 2 : IN_PROGRESS;
}

export function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
