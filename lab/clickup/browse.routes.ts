import { html, type LabResponse } from '../http/messages.js';
import { page, type Route } from '../http/router.js';
import { document, escapeHtml } from '../http/pages.js';
import type { LabList } from './hierarchy.js';
import type { ClickUpSite } from './site.js';
import type { LabTask } from './task.js';

/** Pages for people: the links that the product prints lead here. */
export function browseRoutes(site: ClickUpSite): Route[] {
  return [
    page('/', () => html(200, document('Emulated ClickUp', home(site)))),
    page('/t/{task_id}', ({ params }) => browse(site, params['task_id'] ?? '')),
    page('/{team_id}/v/li/{list_id}', () => html(200, document('Emulated ClickUp', home(site)))),
  ];
}

function home(site: ClickUpSite): string {
  const sections = [...site.lists.values()].map((list) => {
    const tasks = site.taskList.filter((task) => task.list === list).reverse();
    const head = '<tr><th>Id</th><th>Name</th><th>Status</th></tr>';
    const table = `<table>${head}${tasks.map(row).join('')}</table>`;
    const title = `<h2>${escapeHtml(pathOf(list))} <span class="dim">${list.id}</span></h2>`;
    return title + (tasks.length > 0 ? table : '<p class="dim">No tasks yet.</p>');
  });
  return `<h1>Emulated ClickUp</h1>${sections.join('')}`;
}

export function pathOf({ space, folder, name }: LabList): string {
  return [space.name, folder?.name, name].filter((part) => part !== undefined).join(' / ');
}

function row(task: LabTask): string {
  const link = `<a href="/t/${task.id}">${escapeHtml(task.customId ?? task.id)}</a>`;
  return `<tr><td>${link}</td><td>${escapeHtml(task.name)}</td><td>${status(task)}</td></tr>`;
}

const STATUS_CLASSES: Readonly<Record<string, string>> = {
  custom: 'indeterminate',
  done: 'done',
  closed: 'done',
};

function status({ status: { status: name, type } }: LabTask): string {
  return `<span class="status ${STATUS_CLASSES[type] ?? ''}">${escapeHtml(name)}</span>`;
}

function browse(site: ClickUpSite, id: string): LabResponse {
  const task = site.task(id);
  if (!task || task.isDeleted)
    return html(404, document('Not found', `<h1>There is no task ${escapeHtml(id)}</h1>`));
  const facts: [string, string][] = [
    ['List', escapeHtml(pathOf(task.list))],
    ['Status', status(task)],
    ['Priority', String(task.priority ?? '–')],
    ['Tags', [...task.tags].map((tag) => `<code>${escapeHtml(tag)}</code>`).join(' ') || '–'],
    ['Due', task.dueDate === null ? '–' : new Date(task.dueDate).toISOString().slice(0, 10)],
    ['Parent', task.parent ? `<a href="/t/${task.parent.id}">${task.parent.id}</a>` : '–'],
    ['Created', new Date(task.createdAt).toISOString()],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('');
  const pre = (text: string) => `<pre>${escapeHtml(text)}</pre>`;
  const commentsHtml = task.comments.map(({ text }) => `<blockquote>${pre(text)}</blockquote>`).join('');
  const body = `<p><a href="/">All lists</a></p><h1>${escapeHtml(task.name)}</h1><dl>${list}</dl><article>${pre(task.markdown)}</article>`;
  return html(200, document(task.name, body + (commentsHtml ? `<h2>Comments</h2>${commentsHtml}` : '')));
}
