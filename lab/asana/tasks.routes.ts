import { json, type LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { refuse } from './errors.js';
import { GID } from './json.js';
import { taskJson } from './resources.js';
import type { As } from './api.js';
import type { LabTask } from './task.js';
import type { View } from './view.js';
import { editTask, newTaskOf } from './write-task.js';

export function taskRoutes(as: As): Route[] {
  return [
    as('POST /tasks', create),
    as('GET /tasks', list),
    as('GET /tasks/{task_gid}', (view) =>
      view.answer(taskJson(view.task(view.param('task_gid')), view.webUrl)),
    ),
    as('PUT /tasks/{task_gid}', edit),
    as('DELETE /tasks/{task_gid}', remove),
    as('POST /sections/{section_gid}/addTask', addToSection),
  ];
}

function create(view: View): LabResponse {
  const task = view.site.addTask(newTaskOf(view, view.data()));
  return view.answer(taskJson(task, view.webUrl), 201);
}

/** Sees what was made a moment ago; searches do not. */
function list(view: View): LabResponse {
  const { query } = view.request;
  const since = timeOf(view, 'modified_since');
  const completedSince = timeOf(view, 'completed_since');
  const isWanted = ({ modified, completedAt }: LabTask) =>
    modified >= since && (completedAt === null || completedAt >= completedSince);
  const section = query.get('section');
  const project = query.get('project');
  if ((section === null) === (project === null)) {
    const words =
      'You must specify exactly one of project, tag, section, user task list, or assignee + workspace';
    throw refuse(400, words);
  }
  const isThere = section === null ? inProject(view, project ?? '') : inSection(view, section);
  const found = view.site.tasks.filter((task) => isThere(task) && view.seesTask(task) && isWanted(task));
  return view.answerList(found.map((task) => taskJson(task, view.webUrl)));
}

function inProject(view: View, gid: string): (task: LabTask) => boolean {
  const project = view.site.projects.find((each) => each.gid === gid);
  if (!project) {
    throw refuse(
      400,
      GID.test(gid) ? `project: Unknown object: ${gid}` : `project: Not a recognized ID: ${gid}`,
    );
  }
  const seen = view.project(gid);
  return (task) => task.isIn(seen);
}

function inSection(view: View, gid: string): (task: LabTask) => boolean {
  const { section } = view.section(gid);
  return (task) => task.memberships.some((membership) => membership.section === section);
}

function timeOf(view: View, name: string): number {
  const text = view.request.query.get(name);
  if (text === null) return -Infinity;
  if (text === 'now') return view.site.now();
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw refuse(400, `${name}: Not a valid date`);
  return time;
}

function edit(view: View): LabResponse {
  const task = view.task(view.param('task_gid'));
  const data = view.data();
  view.mustEdit(task.memberships.map(({ project }) => project));
  editTask(view, task, data);
  view.site.recordChange(task, Object.keys(data)[0] ?? null, view.account.user);
  return view.answer(taskJson(task, view.webUrl));
}

function remove(view: View): LabResponse {
  const task = view.task(view.param('task_gid'));
  view.mustEdit(task.memberships.map(({ project }) => project));
  view.site.delete(task, view.account.user);
  return json(200, { data: {} });
}

/** Out of the project's other sections; into the project, where it was not in it. */
function addToSection(view: View): LabResponse {
  const { project, section } = view.section(view.param('section_gid'));
  const task = view.task(String(view.data()['task']));
  view.mustEdit([project]);
  const membership = task.memberships.find((each) => each.project === project);
  if (membership) membership.section = section;
  else task.memberships.push({ project, section });
  view.site.recordChange(task, 'memberships', view.account.user);
  return json(200, { data: {} });
}
