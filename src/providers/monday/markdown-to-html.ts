import { Marked } from 'marked';

/**
 * Markdown as monday.com's updates want it. Raw HTML is shown as it is written, pictures become links, and links go to
 * the web and to mail alone.
 */
export function markdownToHtml(markdown: string): string {
  return parser.parse(markdown.replaceAll(CONTROL, ''), { async: false }).trim();
}

/** What no text may hold: control characters but tab and line ends. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

const parser = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return isSafe(href) ? anchor(href, words) : words;
    },
    image: ({ href, text }) => (isSafe(href) ? anchor(href, escapeHtml(text || href)) : escapeHtml(text)),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

function isSafe(href: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(href);
}

function anchor(href: string, html: string): string {
  return `<a href="${escapeHtml(href)}">${html}</a>`;
}

/** A link with plain words. */
export function linkHtml(url: string, title: string): string {
  return isSafe(url) ? anchor(url, escapeHtml(title)) : escapeHtml(title);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
