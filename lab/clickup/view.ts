import type { LabRequest } from '../http/messages.js';
import type { LabResponse } from '../http/messages.js';
import { isObject, notAuthorized, refuse, taskNotFound } from './errors.js';
import type { LabList, LabSpace, LabTeam } from './hierarchy.js';
import type { LabUser } from './model.js';
import type { ClickUpSite } from './site.js';
import type { LabTask } from './task.js';

export type ViewHandler = (view: View) => LabResponse;

/** The bearings of a handler: the site as one caller sees it. */
export class View {
  constructor(
    readonly site: ClickUpSite,
    readonly request: LabRequest,
    readonly user: LabUser,
    /** Of the pages for people. */
    readonly webUrl: string,
  ) {}

  get teams(): readonly LabTeam[] {
    return this.site.teams.filter((team) => team.members.includes(this.user));
  }

  param(name: string): string {
    return this.request.params[name] ?? '';
  }

  flag(name: string): boolean {
    return this.request.query.get(name) === 'true';
  }

  /** @throws ClickUpRefusal for the strange and the unknown alike. */
  team(id: string): LabTeam {
    const team = this.teams.find((one) => one.id === id);
    if (!team) throw notAuthorized();
    return team;
  }

  space(id: string): LabSpace {
    const space = this.teams.flatMap(({ spaces }) => spaces).find((one) => one.id === id);
    if (!space) throw notAuthorized();
    return space;
  }

  list(id: string): LabList {
    if (!/^[0-9]+$/.test(id)) throw refuse(400, 'List ID invalid', 'INPUT_003');
    const list = this.site.lists.get(id);
    if (!list || list.isHidden || !this.teams.includes(list.space.team)) throw notAuthorized();
    if (list.isDeleted) throw refuse(404, 'List not found', 'ITEM_015');
    return list;
  }

  /** By id, or by custom id where the query says so. */
  task(id = this.param('task_id')): LabTask {
    const isCustom = this.flag('custom_task_ids');
    const teamId = this.request.query.get('team_id') ?? '';
    const task = isCustom ? this.site.taskByCustomId(this.team(teamId).id, id) : this.site.task(id);
    if (!task || !this.sees(task)) throw notAuthorized();
    if (task.isDeleted) throw taskNotFound();
    return task;
  }

  sees({ isHidden, list }: LabTask): boolean {
    return !isHidden && !list.isHidden && this.teams.includes(list.space.team);
  }

  /** The JSON object that was sent. */
  body(): Record<string, unknown> {
    let body: unknown;
    try {
      body = JSON.parse(this.request.rawBody);
    } catch {
      throw refuse(400, 'Unexpected token in JSON', 'INPUT_000');
    }
    if (!isObject(body)) throw refuse(400, 'Body invalid', 'INPUT_001');
    return body;
  }
}
