import { html, type LabResponse } from '../http/messages.js';
import { page, type Route } from '../http/router.js';
import type { LabIssue } from './issue.js';
import { document, escapeHtml } from '../http/pages.js';
import type { JiraSite } from './site.js';

/** Pages for people: the links that the product prints lead here. */
export function browseRoutes(site: JiraSite): Route[] {
  return [
    page('/', () => html(200, document(`Emulated ${site.dialect.product}`, home(site)))),
    page('/browse/{key}', ({ params }) => browse(site, params['key'] ?? '')),
  ];
}

function home(site: JiraSite): string {
  const sections = site.projects.map((project) => {
    const issues = site.issueList.filter((issue) => issue.project === project).reverse();
    const rows = issues.map((issue) => row(issue, site)).join('');
    const table = `<table><tr><th>Key</th><th>Type</th><th>Summary</th><th>Status</th></tr>${rows}</table>`;
    const body = issues.length > 0 ? table : '<p class="dim">No tickets yet.</p>';
    return `<h2>${escapeHtml(project.name)} <span class="dim">${escapeHtml(project.key)}</span></h2>${body}`;
  });
  return `<h1>Emulated ${escapeHtml(site.dialect.product)}</h1>${sections.join('') || '<p class="dim">No projects.</p>'}`;
}

function row(issue: LabIssue, { contextPath }: JiraSite): string {
  return (
    `<tr><td><a href="${contextPath}/browse/${issue.key}">${issue.key}</a></td><td>${escapeHtml(issue.type.name)}</td>` +
    `<td>${escapeHtml(issue.summary)}</td><td>${status(issue)}</td></tr>`
  );
}

function status(issue: LabIssue): string {
  return `<span class="status ${issue.status.category}">${escapeHtml(issue.status.name)}</span>`;
}

function browse(site: JiraSite, key: string): LabResponse {
  const issue = site.issue(key);
  if (!issue) return html(404, document('Not found', `<h1>There is no ticket ${escapeHtml(key)}</h1>`));
  const priority = issue.project.priorities.find(({ id }) => id === issue.fields['priority'])?.name;
  const parent = typeof issue.fields['parent'] === 'string' ? site.issue(issue.fields['parent']) : undefined;
  const facts: [string, string][] = [
    ['Type', escapeHtml(issue.type.name)],
    ['Status', status(issue)],
    ['Priority', escapeHtml(priority ?? '–')],
    ['Labels', issue.labels.map((label) => `<code>${escapeHtml(label)}</code>`).join(' ') || '–'],
    ['Due', escapeHtml(String(issue.fields['duedate'] ?? '–'))],
    ['Parent', parent ? `<a href="${site.contextPath}/browse/${parent.key}">${parent.key}</a>` : '–'],
    ['Created', new Date(issue.created).toISOString()],
    ['Created by', escapeHtml(issue.creator.displayName)],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('');
  const links = `<p><a href="${site.contextPath}/">${escapeHtml(issue.project.name)}</a> / ${issue.key}</p>`;
  const comments = issue.comments
    .map(({ body }) => `<blockquote>${site.dialect.richTextHtml(body)}</blockquote>`)
    .join('');
  const content = `${links}<h1>${escapeHtml(issue.summary)}</h1><dl>${list}</dl><article>${site.dialect.richTextHtml(issue.fields['description'])}</article>`;
  const commentsHtml = comments ? `<h2>Comments</h2>${comments}` : '';
  return html(200, document(`${issue.key} ${issue.summary}`, content + commentsHtml));
}
