import { html, type LabResponse } from '../http/messages.js';
import { document, escapeHtml } from '../http/pages.js';
import { page, type Route } from '../http/router.js';
import type { LinearLabIssue } from './issue.js';
import { PRIORITIES } from './model.js';
import type { LinearWorkspace } from './workspace.js';

/** Pages for people: the links that the product prints lead here. */
export function browseRoutes(workspace: LinearWorkspace): Route[] {
  const issue = ({ params }: { params: Readonly<Record<string, string>> }) =>
    browse(workspace, params['identifier'] ?? '');
  const home = () => html(200, document('Emulated Linear', homePage(workspace)));
  return [
    page('/', home),
    page('/{workspace}/team/{key}/all', home),
    page('/{workspace}/issue/{identifier}', issue),
    page('/{workspace}/issue/{identifier}/{slug}', issue),
  ];
}

function homePage(workspace: LinearWorkspace): string {
  const sections = workspace.teams.map((team) => {
    const issues = workspace.issues.filter((issue) => issue.team === team).reverse();
    const rows = issues.map((issue) => row(workspace, issue)).join('');
    const table = `<table><tr><th>Issue</th><th>Title</th><th>Status</th></tr>${rows}</table>`;
    const body = issues.length > 0 ? table : '<p class="dim">No issues yet.</p>';
    return `<h2>${escapeHtml(team.name)} <span class="dim">${escapeHtml(team.key)}</span></h2>${body}`;
  });
  return `<h1>Emulated Linear: ${escapeHtml(workspace.name)}</h1>${sections.join('')}`;
}

function row(workspace: LinearWorkspace, issue: LinearLabIssue): string {
  const link = `<a href="${escapeHtml(workspace.urlOf(issue))}">${issue.identifier}</a>`;
  return `<tr><td>${link}</td><td>${escapeHtml(issue.title)}</td><td>${status(issue)}</td></tr>`;
}

const STATUS_CLASSES: Readonly<Record<string, string>> = { started: 'indeterminate', completed: 'done' };

function status({ state, trashed, archivedAt }: LinearLabIssue): string {
  const more = trashed ? ' (deleted)' : archivedAt === null ? '' : ' (archived)';
  return `<span class="status ${STATUS_CLASSES[state.type] ?? ''}">${escapeHtml(state.name)}</span>${more}`;
}

function browse(workspace: LinearWorkspace, identifier: string): LabResponse {
  const issue = workspace.issue(identifier);
  if (!issue) return html(404, document('Not found', `<h1>There is no issue ${escapeHtml(identifier)}</h1>`));
  const { parent } = issue;
  const facts: [string, string][] = [
    ['Status', status(issue)],
    ['Priority', PRIORITIES[issue.priority]?.label ?? '–'],
    ['Labels', issue.labelList.map(({ name }) => `<code>${escapeHtml(name)}</code>`).join(' ') || '–'],
    ['Assignee', escapeHtml(issue.assignee?.name ?? '–')],
    ['Due', escapeHtml(issue.dueDate ?? '–')],
    ['Parent', parent ? `<a href="${escapeHtml(workspace.urlOf(parent))}">${parent.identifier}</a>` : '–'],
    ['Created', `${issue.createdAt} by ${escapeHtml(issue.creator.name)}`],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('');
  const links = issue.attachmentList.map(({ url, title }) => `<li>${link(url, title)}</li>`).join('');
  const commentsHtml = issue.commentList
    .map(({ body }) => `<blockquote>${markdown(body)}</blockquote>`)
    .join('');
  const content =
    `<p><a href="/">${escapeHtml(issue.team.name)}</a> / ${issue.identifier}</p>` +
    `<h1>${escapeHtml(issue.title)}</h1><dl>${list}</dl><article>${markdown(issue.description ?? '')}</article>` +
    (links ? `<h2>Links</h2><ul>${links}</ul>` : '') +
    (commentsHtml ? `<h2>Comments</h2>${commentsHtml}` : '');
  return html(200, document(`${issue.identifier} ${issue.title}`, content));
}

function link(url: string, title: string): string {
  return /^https?:/.test(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>` : escapeHtml(title);
}

/** As it was sent: Linear keeps Markdown. */
function markdown(text: string): string {
  return text ? `<pre>${escapeHtml(text)}</pre>` : '<p class="dim">No description.</p>';
}
