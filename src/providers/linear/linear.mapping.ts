import {
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type TicketSnapshot,
  TicketStatusCategory,
} from '../contract/index.js';
import type {
  LinearIssue,
  LinearIssueRef,
  LinearPriority,
  LinearState,
  LinearTeam,
} from './linear.schemas.js';

/** Linear's objects as the port's. */

/** By the type of a workflow state, which is an open set, in the order of a team's workflow. */
const CATEGORIES: Readonly<Record<string, TicketStatusCategory>> = {
  triage: TicketStatusCategory.TODO,
  backlog: TicketStatusCategory.TODO,
  unstarted: TicketStatusCategory.TODO,
  started: TicketStatusCategory.IN_PROGRESS,
  completed: TicketStatusCategory.DONE,
  canceled: TicketStatusCategory.CANCELLED,
  duplicate: TicketStatusCategory.CANCELLED,
};
const TYPES = Object.keys(CATEGORIES);

export function categoryOf(type: string): TicketStatusCategory {
  return (Object.hasOwn(CATEGORIES, type) && CATEGORIES[type]) || TicketStatusCategory.UNKNOWN;
}

export function ticketOf({ id, identifier, url }: LinearIssueRef): RemoteTicket {
  return { remoteId: id, key: identifier, url };
}

export function snapshotOf(issue: LinearIssue): TicketSnapshot {
  return {
    ...ticketOf(issue),
    status: issue.state.name,
    statusId: issue.state.id,
    category: categoryOf(issue.state.type),
  };
}

export function statusOf({ id, name, type }: LinearState): RemoteStatus {
  return { remoteId: id, name, category: categoryOf(type) };
}

/** As people see them in Linear. */
export function inWorkflowOrder(states: readonly LinearState[]): LinearState[] {
  const rank = ({ type }: LinearState) => (TYPES.includes(type) ? TYPES.indexOf(type) : TYPES.length);
  return [...states].sort((one, other) => rank(one) - rank(other) || one.position - other.position);
}

/** @param address of the API; the pages for people are beside it. */
export function projectOf(address: string, urlKey: string, { id, key, name }: LinearTeam): RemoteProject {
  const path = `${encodeURIComponent(urlKey)}/team/${encodeURIComponent(key)}/all`;
  return { remoteId: id, key, name, url: `${webOriginOf(address)}/${path}` };
}

/** api.linear.app and linear.app; elsewhere both are taken to be in one place. */
function webOriginOf(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host.replace(/^api\./, '')}`;
}

/** By name, without case; null where there is none of that name. */
export function priorityOf(name: string, priorities: readonly LinearPriority[]): number | null {
  const wanted = name.trim().toLowerCase();
  const known = priorities.find(({ label }) => label.toLowerCase() === wanted);
  return known?.priority ?? null;
}
