import { lexer, type Token, type Tokens } from 'marked';

/** What of rich text is taken: comments have no headings and no rules. */
export type RichTextPlace = 'notes' | 'comment';

/**
 * Markdown as Asana's rich text: XML of a few tags below one `<body>`, in which new lines are meant as such. The library
 * reads the Markdown; this writes only what Asana accepts, since it refuses the whole ticket for one wrong tag: plain
 * text in quotes and headings, no blocks in list items but lists, links only to the web and to mail. Pictures become
 * links, tables lines; raw HTML is left out. (https://developers.asana.com/docs/rich-text)
 *
 * @param lastLine stands by itself at the end, as plain text.
 */
export function markdownToAsana(markdown: string, place: RichTextPlace, lastLine: string): string {
  const tokens = lexer(markdown, { gfm: true });
  const blocks = tokens.map((token) => block(token, place)).filter((text) => text !== '');
  return `<body>${[...blocks, escapeXml(lastLine)].reduce(joinBlocks, '')}</body>`;
}

/** What XML cannot hold: control characters but tab and line ends, and two code points that are none. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu;

const BLOCK_END = /<\/(ul|ol|h1|h2|blockquote|pre)>$|<hr\/>$/;
const BLOCK_START = /^<(ul|ol|h1|h2|blockquote|pre|hr)\b/;

/** A block begins and ends its own line; between two texts an empty line is wanted. */
function joinBlocks(before: string, text: string): string {
  if (before === '') return text;
  return before + (BLOCK_END.test(before) || BLOCK_START.test(text) ? '\n' : '\n\n') + text;
}

function block(token: Token, place: RichTextPlace): string {
  switch (token.type) {
    case 'heading':
      return heading(token as Tokens.Heading, place);
    case 'list':
      return list(token as Tokens.List);
    case 'code':
      return `<pre>${escapeXml((token as Tokens.Code).text)}</pre>`;
    case 'blockquote': {
      const text = lines((token as Tokens.Blockquote).tokens);
      return text && `<blockquote>${text}</blockquote>`;
    }
    case 'hr':
      return place === 'notes' ? '<hr/>' : '———';
    default:
      return lines([token]);
  }
}

function heading({ depth, tokens }: Tokens.Heading, place: RichTextPlace): string {
  const text = inline(tokens);
  if (text === '') return '';
  if (place === 'comment') return `<strong>${text}</strong>`;
  return depth === 1 ? `<h1>${text}</h1>` : `<h2>${text}</h2>`;
}

function list({ ordered, items }: Tokens.List): string {
  const tag = ordered ? 'ol' : 'ul';
  return `<${tag}>${items.map((item) => `<li>${listItem(item)}</li>`).join('')}</${tag}>`;
}

function listItem(item: Tokens.ListItem): string {
  const lists = item.tokens.filter(({ type }) => type === 'list');
  const texts = item.tokens.filter(({ type }) => type !== 'list');
  return checkbox(item) + lines(texts) + lists.map((token) => list(token as Tokens.List)).join('');
}

function checkbox({ task, checked }: Tokens.ListItem): string {
  return task ? (checked ? '☑ ' : '☐ ') : '';
}

/** Blocks as lines of text, where no block may stand. */
function lines(tokens: readonly Token[]): string {
  return tokens
    .flatMap(linesOf)
    .filter((line) => line !== '')
    .join('\n');
}

function linesOf(token: Token): string[] {
  switch (token.type) {
    case 'paragraph':
    case 'text':
      return [inline((token as Tokens.Paragraph).tokens ?? [token])];
    case 'heading':
      return [bold(inline((token as Tokens.Heading).tokens))];
    case 'code':
      return [`<code>${escapeXml((token as Tokens.Code).text)}</code>`];
    case 'blockquote':
      return [lines((token as Tokens.Blockquote).tokens)];
    case 'list':
      return (token as Tokens.List).items.map((item) => `• ${checkbox(item)}${lines(item.tokens)}`);
    case 'table':
      return tableLines(token as Tokens.Table);
    default:
      return [];
  }
}

function tableLines({ header, rows }: Tokens.Table): string[] {
  const line = (cells: readonly Tokens.TableCell[]) => cells.map(({ tokens }) => inline(tokens)).join(' | ');
  return [bold(line(header)), ...rows.map(line)];
}

function bold(text: string): string {
  return text && `<strong>${text}</strong>`;
}

const SPANS: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', del: 's' };

function inline(tokens: readonly Token[]): string {
  return tokens.map(span).join('');
}

function span(token: Token): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return wrapInTag(SPANS[token.type] ?? '', inline((token as Tokens.Strong).tokens));
    case 'codespan':
      return wrapInTag('code', escapeXml((token as Tokens.Codespan).text));
    case 'br':
      return '\n';
    case 'link':
      return link((token as Tokens.Link).href, inline((token as Tokens.Link).tokens));
    case 'image':
      return link((token as Tokens.Image).href, escapeXml((token as Tokens.Image).text));
    case 'escape':
      return escapeXml((token as Tokens.Escape).text);
    case 'text': {
      const { tokens: inner, text } = token as Tokens.Text;
      // A line end in a paragraph is no more than a space.
      return inner ? inline(inner) : escapeXml(decodeEntities(text).replaceAll(/\s*\n\s*/g, ' '));
    }
    default:
      return '';
  }
}

function wrapInTag(tag: string, text: string): string {
  return text && `<${tag}>${text}</${tag}>`;
}

function link(href: string, text: string): string {
  const target = decodeEntities(href);
  const isSafe = /^(https?:\/\/|mailto:)\S+$/i.test(target) && URL.canParse(target);
  return isSafe ? `<a href="${escapeXml(target)}">${text || escapeXml(target)}</a>` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\u00a0',
};
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|nbsp));/gi;

/** The library leaves entities as they are written: it was made for parsers whose output is HTML. */
function decodeEntities(text: string): string {
  return text.replaceAll(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
