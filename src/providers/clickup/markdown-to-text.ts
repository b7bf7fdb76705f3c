import { Marked } from 'marked';

/**
 * Markdown for ClickUp's comments, which show what they are given letter by letter: without the signs that only mean
 * something, lists with dots, links with their address behind them.
 */
export function markdownToText(markdown: string): string {
  const text = parser.parse(markdown.replaceAll(CONTROL, ''), { async: false });
  return text.replaceAll(/\n{3,}/g, '\n\n').trim();
}

/** What no text may hold: control characters but tab and line ends. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

const parser = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens }) {
      return `${this.parser.parseInline(tokens)}\n\n`;
    },
    paragraph({ tokens }) {
      return `${this.parser.parseInline(tokens)}\n\n`;
    },
    blockquote({ tokens }) {
      return `${this.parser.parse(tokens).trim().replaceAll(/^/gm, '> ')}\n\n`;
    },
    list({ items, ordered, start }) {
      const first = start === '' ? 1 : start;
      const lines = items.map(({ tokens, loose, task, checked }, index) => {
        const checkbox = task ? (checked ? '☑ ' : '☐ ') : '';
        const text = this.parser.parse(tokens, loose).trim().replaceAll('\n', '\n  ');
        return `${ordered ? `${first + index}.` : '•'} ${checkbox}${text}\n`;
      });
      return `${lines.join('')}\n`;
    },
    table({ header, rows }) {
      const lines = [header, ...rows].map((cells) =>
        cells.map(({ tokens }) => this.parser.parseInline(tokens)).join(' | '),
      );
      return `${lines.join('\n')}\n\n`;
    },
    code: ({ text }) => `${text}\n\n`,
    hr: () => '———\n\n',
    space: () => '',
    html: ({ text }) => text,
    text(token) {
      return 'tokens' in token && token.tokens ? `${this.parser.parseInline(token.tokens)}\n` : token.text;
    },
    strong({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    em({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    del({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    codespan: ({ text }) => text,
    br: () => '\n',
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return words === href ? href : `${words} (${href})`;
    },
    image: ({ href, text }) => (text ? `${text} (${href})` : href),
  },
});
