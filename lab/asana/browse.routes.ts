import { html, type LabResponse } from '../http/messages.js';
import { document, escapeHtml } from '../http/pages.js';
import { page, type Route } from '../http/router.js';
import type { LabProject } from './project.js';
import { taskUrl } from './resources.js';
import type { AsanaSite } from './site.js';
import type { LabTask } from './task.js';

/** Pages for people: the links that the product prints lead here. */
export function browseRoutes(site: AsanaSite): Route[] {
  const task = ({ params }: { readonly params: Readonly<Record<string, string>> }) =>
    browse(site, params['task'] ?? '');
  return [
    page('/', () => html(200, document('Emulated Asana', home(site)))),
    page('/1/{workspace}/project/{project}/list', () => html(200, document('Emulated Asana', home(site)))),
    page('/1/{workspace}/project/{project}/task/{task}', task),
    page('/1/{workspace}/task/{task}', task),
  ];
}

function home(site: AsanaSite): string {
  const sections = site.projects.map((project) => {
    const tasks = site.tasks.filter((task) => task.isIn(project)).reverse();
    const rows = tasks.map(row).join('');
    const table = `<table><tr><th>Task</th><th>Section</th><th>Due</th></tr>${rows}</table>`;
    return `<h2>${escapeHtml(project.name)} <span class="dim">${project.gid}</span></h2>${tasks.length > 0 ? table : '<p class="dim">No tasks yet.</p>'}`;
  });
  return `<h1>Emulated Asana</h1>${sections.join('') || '<p class="dim">No projects.</p>'}`;
}

function row(task: LabTask): string {
  const link = `<a href="${taskUrl(task, '')}">${escapeHtml(task.name)}</a>`;
  return `<tr><td>${link}</td><td>${status(task)}</td><td>${task.dueOn ?? ''}</td></tr>`;
}

function status({ isCompleted, sectionName }: LabTask): string {
  const badge = isCompleted ? '<span class="status done">Completed</span> ' : '';
  return `${badge}<span class="status">${escapeHtml(sectionName ?? '–')}</span>`;
}

function browse(site: AsanaSite, gid: string): LabResponse {
  const task = site.tasks.find((each) => each.gid === gid);
  if (!task) return html(404, document('Not found', `<h1>There is no task ${escapeHtml(gid)}</h1>`));
  const facts: [string, string][] = [
    ['Status', status(task)],
    ['Assignee', escapeHtml(task.assignee?.name ?? '–')],
    ['Tags', task.tags.map(({ name }) => `<code>${escapeHtml(name)}</code>`).join(' ') || '–'],
    ['Due', task.dueOn ?? '–'],
    [
      'Parent',
      task.parent ? `<a href="${taskUrl(task.parent, '')}">${escapeHtml(task.parent.name)}</a>` : '–',
    ],
    ...fieldsOf(task),
    ['Links', task.attachments.map(({ name, url }) => linkTo(name, url)).join('<br>') || '–'],
    ['Created', new Date(task.created).toISOString()],
    ['Created by', escapeHtml(task.creator.name)],
  ];
  const list = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${value}</dd>`).join('');
  const commentsHtml = task.stories.map(({ type, text, htmlText }) =>
    type === 'comment' ? `<blockquote>${htmlText ? shown(htmlText) : escapeHtml(text)}</blockquote>` : '',
  );
  const content = `<p><a href="/">Emulated Asana</a></p><h1>${escapeHtml(task.name)}</h1><dl>${list}</dl><article>${shown(task.htmlNotes)}</article>${commentsHtml.join('')}`;
  return html(200, document(task.name, content));
}

function fieldsOf(task: LabTask): [string, string][] {
  const projects: LabProject[] = task.memberships.map(({ project }) => project);
  return projects
    .flatMap(({ fields }) => fields)
    .map(({ gid, name, options }) => {
      const value = task.fieldValues.get(gid);
      const chosen = options.find((option) => option.gid === value)?.name ?? value;
      return [
        name,
        chosen == null ? '–' : escapeHtml(typeof chosen === 'string' ? chosen : JSON.stringify(chosen)),
      ];
    });
}

function linkTo(name: string, url: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`;
}

/** Checked when it came in: every tag in it is one that a browser may see. New lines are meant. */
function shown(richText: string): string {
  return `<div style="white-space: pre-wrap">${richText.replace(/^<body>|<\/body>$/g, '')}</div>`;
}
