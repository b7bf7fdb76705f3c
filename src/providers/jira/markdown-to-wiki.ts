import { type AdfNode, markdownToAdf } from './markdown-to-adf.js';

/**
 * Markdown as Jira Server and Data Center want it: wiki text. It is made from the document that Cloud would get, so that
 * both show the same, and everything that means something in wiki text, but is only text here, is escaped.
 */
export function markdownToWiki(markdown: string): string {
  const { content } = markdownToAdf(markdown);
  return blocks(content).trim();
}

function blocks(nodes: readonly AdfNode[]): string {
  return nodes
    .map((node) => block(node))
    .filter((text) => text !== '')
    .join('\n\n');
}

function block(node: AdfNode): string {
  const children = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return lines(inline(children));
    case 'heading':
      return `h${Number(node.attrs?.level ?? 1)}. ${oneLine(inline(children))}`;
    case 'codeBlock':
      return code(node);
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return list(node, '');
    case 'blockquote':
      return `{quote}\n${blocks(children)}\n{quote}`;
    case 'table':
      return children.map(row).join('\n');
    case 'rule':
      return '----';
    default:
      return '';
  }
}

/** Languages that Jira colours; it shows an error for others. */
const LANGUAGES = new Set([
  ...['actionscript', 'ada', 'applescript', 'bash', 'c', 'c#', 'c++', 'css', 'erlang', 'go', 'groovy'],
  ...['haskell', 'html', 'java', 'javascript', 'json', 'lua', 'objc', 'perl', 'php', 'python', 'r', 'ruby'],
  ...['scala', 'sql', 'swift', 'visualbasic', 'xml', 'yaml'],
]);
const OTHER_NAMES: Readonly<Record<string, string>> = {
  js: 'javascript',
  ts: 'javascript',
  typescript: 'javascript',
  sh: 'bash',
  shell: 'bash',
  py: 'python',
  rb: 'ruby',
  yml: 'yaml',
};

function code({ attrs, content = [] }: AdfNode): string {
  const asked = String(attrs?.language ?? '').toLowerCase();
  const language = OTHER_NAMES[asked] ?? asked;
  // Nothing inside is escaped, so the end of the block itself must not stand there.
  const text = content
    .map((node) => node.text ?? '')
    .join('')
    .replaceAll(/\{(code|noformat)/gi, '{\u200b$1');
  return LANGUAGES.has(language) ? `{code:${language}}\n${text}\n{code}` : `{noformat}\n${text}\n{noformat}`;
}

const BULLETS: Readonly<Record<string, string>> = { bulletList: '*', orderedList: '#', taskList: '*' };

/** @param parentBullets the bullets of the lists around this one. */
function list({ type, content = [] }: AdfNode, parentBullets: string): string {
  const bullets = parentBullets + (BULLETS[type] ?? '*');
  return content
    .map((item) => (item.type in BULLETS ? list(item, bullets) : listItem(item, bullets)))
    .join('\n');
}

/** One line of text, then what stands below it; other blocks keep to the item as lines of their own. */
function listItem(item: AdfNode, bullets: string): string {
  const checkbox = item.type === 'taskItem' ? (item.attrs?.state === 'DONE' ? '☑ ' : '☐ ') : '';
  const children = item.content ?? [];
  const isText = item.type === 'taskItem';
  const [first, ...others] = isText ? [undefined] : children;
  const head = isText ? inline(children) : first?.type === 'paragraph' ? inline(first.content ?? []) : '';
  const rest = first && first.type !== 'paragraph' ? [first, ...others] : others;
  const nested = rest.filter((node) => node !== undefined).map((node) => nestedUnderItem(node, bullets));
  return [`${bullets} ${checkbox}${lines(head)}`.trimEnd(), ...nested].join('\n');
}

function nestedUnderItem(node: AdfNode, bullets: string): string {
  return node.type in BULLETS ? list(node, bullets) : block(node);
}

function row({ content = [] }: AdfNode): string {
  return content.map(cell).join('') + (content.at(-1)?.type === 'tableHeader' ? '||' : '|');
}

/** A cell is one line, and never empty. */
function cell({ type, content = [] }: AdfNode): string {
  const text = content
    .map((node) => lines(block(node)))
    .join(' \\\\ ')
    .replaceAll('\n', ' \\\\ ');
  return `${type === 'tableHeader' ? '||' : '|'}${text || ' '}`;
}

const LINE_BREAK = '\n';

function inline(nodes: readonly AdfNode[]): string {
  return joined(nodes)
    .map((node) => (node.type === 'hardBreak' ? LINE_BREAK : text(node)))
    .join('');
}

/** Neighbours that look alike are one text: whether a sign means something depends on what stands beside it. */
function joined(nodes: readonly AdfNode[]): AdfNode[] {
  const all: AdfNode[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    const isAlike = last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks);
    if (isAlike && node.type === 'text') all[all.length - 1] = { ...last, text: `${last.text}${node.text}` };
    else all.push(node);
  }
  return all;
}

function oneLine(words: string): string {
  return words.replaceAll(/\s*\n\s*/g, ' ');
}

/** What would make a heading, a list, a quote, a table or a rule at the beginning of a line is text there. */
function lines(words: string): string {
  return words
    .replaceAll(/^([#*-]+\s|-{4,}$)/gm, '\\$1')
    .replaceAll(/^(h[1-6]\.|bq\.)(?=\s)/gim, `${NO_TEXT}$1`);
}

/** Takes no room, and keeps what follows from being the first sign. */
const NO_TEXT = '\u200b';

const MARKS: Readonly<Record<string, string>> = { strong: '*', em: '_', strike: '-', underline: '+' };

/** Signs of emphasis stand in braces, so that they hold within words too. */
function text({ text: words = '', marks = [] }: AdfNode): string {
  const types = marks.map(({ type }) => type);
  const link = marks.find(({ type }) => type === 'link')?.attrs?.href;
  const [, before = '', inner = '', after = ''] =
    /^(\s*)(.*?)(\s*)$/s.exec(words.replaceAll(/\s*\n\s*/g, ' ')) ?? [];
  if (inner === '') return before;
  const isPlain = types.includes('code') ? `{{${escape(inner)}}}` : escape(inner);
  const linked = typeof link === 'string' ? linkTo(link, inner, isPlain) : isPlain;
  const markupSigns = types.flatMap((type) => MARKS[type] ?? []);
  return before + markupSigns.reduce((displayed, sign) => `{${sign}}${displayed}{${sign}}`, linked) + after;
}

const IN_ADDRESSES: Readonly<Record<string, string>> = {
  '|': '%7C',
  '[': '%5B',
  ']': '%5D',
  '{': '%7B',
  '}': '%7D',
  '\\': '%5C',
};

function linkTo(link: string, words: string, displayed: string): string {
  const target = link.replaceAll(/[|[\]{}\\]/g, (sign) => IN_ADDRESSES[sign] ?? '');
  return words === link ? `[${target}]` : `[${displayed}|${target}]`;
}

/**
 * Takes every sign of wiki text for what it is. Braces, brackets and bars mean something anywhere; the signs of emphasis
 * where they begin a word; a backslash, which would escape or break the line, stands as an entity.
 */
function escape(words: string): string {
  return words
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('\\', '&#92;')
    .replaceAll(/[{[|]/g, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}])[*_+^~?!-](?=\S|$)/gu, '\\$&')
    .replaceAll(/\((?=([/x!?+*iynf-]|on|off|flag|flagoff)\))/g, '\\(')
    .replaceAll(/[:;](?=[)(DP])/g, '\\$&');
}
