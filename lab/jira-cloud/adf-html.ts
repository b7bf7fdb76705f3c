import { escapeHtml } from '../http/pages.js';
import type { AdfNode } from './adf.js';

const TAGS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  codeBlock: 'pre',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
  tableHeader: 'th',
};
const MARK_TAGS: Readonly<Record<string, string>> = {
  strong: 'strong',
  em: 'em',
  code: 'code',
  strike: 's',
  underline: 'u',
};

/** A validated document as HTML. */
export function adfHtml(value: unknown): string {
  return value ? render(value as AdfNode) : '<p class="dim">No description.</p>';
}

function render(node: AdfNode): string {
  if (node.type === 'text') return renderText(node);
  if (node.type === 'hardBreak') return '<br>';
  if (node.type === 'rule') return '<hr>';
  const inner = (node.content ?? []).map(render).join('');
  const tag = node.type === 'heading' ? `h${Number(node.attrs?.['level'] ?? 2)}` : TAGS[node.type];
  return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
}

function renderText({ text = '', marks = [] }: AdfNode): string {
  return marks.reduce((inner, { type, attrs }) => {
    if (type === 'link') {
      const href = String(attrs?.['href'] ?? '');
      return /^https?:/.test(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
    }
    const tag = MARK_TAGS[type];
    return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
  }, escapeHtml(text));
}
