import type { LabRequest } from '../http/messages.js';
import type { LinearLabIssue } from './issue.js';
import type { LabTeam, LabUser } from './model.js';
import { notFound } from './refusals.js';
import type { LinearWorkspace } from './workspace.js';

/** What a resolver knows: the workspace as one caller sees it. */
export class LinearContext {
  constructor(
    readonly workspace: LinearWorkspace,
    readonly user: LabUser,
    readonly request: LabRequest,
  ) {}

  get teams(): readonly LabTeam[] {
    return this.workspace.teams.filter(({ isHidden }) => !isHidden);
  }

  teamOrRefuse(id: string): LabTeam {
    const team = this.workspace.team(id);
    if (!team || team.isHidden) throw notFound('Team');
    return team;
  }

  issueOrRefuse(idOrIdentifier: string): LinearLabIssue {
    const issue = this.workspace.issue(idOrIdentifier);
    if (!issue || !this.workspace.isVisible(issue)) throw notFound('Issue');
    return issue;
  }

  done() {
    return { success: true, lastSyncId: this.workspace.nextSyncId() };
  }
}
