import { html, type LabResponse } from '../http/messages.js';
import { document, escapeHtml } from '../http/pages.js';
import { page, type Route } from '../http/router.js';
import type { LabBoard } from './board.js';
import type { LabItem } from './item.js';
import { textOf, valueJson } from './json.js';
import type { MondaySite } from './site.js';

/** Pages for people: the links that the product prints lead here. */
export function browseRoutes(site: MondaySite): Route[] {
  const home = () => html(200, document('Emulated monday.com', homePage(site)));
  return [
    page('/', home),
    page('/boards/{board}', home),
    page('/boards/{board}/pulses/{item}', ({ params }) => itemPage(site, params['item'] ?? '')),
  ];
}

function homePage(site: MondaySite): string {
  const sections = site.boards.map((board) => {
    const items = site.items.filter((item) => item.board === board && item.state !== 'deleted').reverse();
    const rows = items.map((item) => row(site, item)).join('');
    const table = `<table><tr><th>Item</th><th>Name</th><th>Status</th></tr>${rows}</table>`;
    const body = items.length > 0 ? table : '<p class="dim">No items yet.</p>';
    return `<h2>${escapeHtml(board.name)} <span class="dim">${board.id}</span></h2>${body}`;
  });
  return `<h1>Emulated monday.com: ${escapeHtml(site.slug)}</h1>${sections.join('')}`;
}

function row(site: MondaySite, item: LabItem): string {
  const link = `<a href="${escapeHtml(site.urlOf(item))}">${item.id}</a>`;
  return `<tr><td>${link}</td><td>${escapeHtml(item.name)}</td><td>${status(item)}</td></tr>`;
}

export function statusColumnOf({ columns }: LabBoard) {
  const all = columns.filter(({ type, archived }) => type === 'status' && !archived);
  return all.find(({ title }) => title === 'Status') ?? all[0];
}

function status(item: LabItem): string {
  const column = statusColumnOf(item.board);
  const label = column?.labels.find(({ index }) => index === item.values.get(column.id));
  const statusClass = label?.isDone ? 'done' : label ? 'indeterminate' : '';
  const more = item.state === 'archived' ? ' (archived)' : '';
  return `<span class="status ${statusClass}">${escapeHtml(label?.label ?? '–')}</span>${more}`;
}

function itemPage(site: MondaySite, id: string): LabResponse {
  const item = site.item(id);
  if (!item) return html(404, document('Not found', `<h1>There is no item ${escapeHtml(id)}</h1>`));
  const facts = item.board.columns
    .filter(({ type }) => type !== 'name')
    .map((column) => [column.title, (valueJson(site, item, column) as { text?: string }).text ?? '']);
  const list = facts.map(
    ([name = '', value = '']) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  const updates = item.updates.map(({ body }) => `<blockquote>${escapeHtml(textOf(body))}</blockquote>`);
  const parent = item.parent
    ? ` / <a href="${escapeHtml(site.urlOf(item.parent))}">${item.parent.id}</a>`
    : '';
  const content =
    `<p><a href="/">${escapeHtml(item.board.name)}</a>${parent} / ${item.id}</p>` +
    `<h1>${escapeHtml(item.name)}</h1><dl>${list.join('')}</dl>` +
    (updates.length > 0 ? `<h2>Updates</h2>${updates.join('')}` : '');
  return html(200, document(item.name, content));
}
