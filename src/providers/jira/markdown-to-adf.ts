import { markdownToAdf as convert } from 'marklassian';

/** A node of the Atlassian Document Format. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  readonly text?: string;
}
interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}
export interface AdfDocument extends AdfNode {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

/**
 * Markdown as Jira Cloud wants it. The library reads the Markdown; this makes its result something that Jira accepts,
 * since Jira refuses the whole ticket for one wrong node: no empty text, in lists and quotes only what may stand there,
 * pictures as links, links only to the web and to mail. Raw HTML, and the library's `<adf>` tag (any node, unchecked),
 * are left out.
 */
export function markdownToAdf(markdown: string): AdfDocument {
  const { content } = convert(markdown.replaceAll(CONTROL, '').replaceAll(/<adf>/gi, '<adf >'));
  return { type: 'doc', version: 1, content: blocks(content, 'doc') };
}

/** What no text may hold: control characters but tab and line ends. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

type AdfContext = 'doc' | 'list' | 'quote' | 'cell';

function blocks(nodes: readonly AdfNode[], context: AdfContext): AdfNode[] {
  return nodes.flatMap((node) => block(node, context));
}

function block(node: AdfNode, context: AdfContext): AdfNode[] {
  const children = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return [paragraph(inline(children))];
    case 'heading':
      return [context === 'doc' ? { ...node, content: inline(children) } : paragraph(inline(children))];
    case 'codeBlock':
      return [{ ...node, content: children.filter(({ text }) => text) }];
    case 'bulletList':
    case 'orderedList':
      return [{ ...node, content: children.map(listItem) }];
    case 'taskList':
      return context === 'doc' ? [taskList(node)] : [taskListAsBullets(node)];
    case 'mediaSingle':
      return children.map((media) => paragraph(imageAsLink(media)));
    case 'blockquote':
      return quote(children, context);
    case 'table':
      return context === 'doc'
        ? [table(node)]
        : cellsOf(node).flatMap((cell) => blocks(cell.content ?? [], context));
    case 'rule':
      return context === 'doc' ? [node] : [];
    default:
      return [];
  }
}

function paragraph(content: readonly AdfNode[]): AdfNode {
  return { type: 'paragraph', content };
}

/** A list item must begin with text: `- - a` gets an empty line. */
function listItem(item: AdfNode): AdfNode {
  const content = blocks(item.content ?? [], 'list');
  const hasValidStart = content[0]?.type === 'paragraph' || content[0]?.type === 'codeBlock';
  return { type: 'listItem', content: hasValidStart ? content : [paragraph([]), ...content] };
}

function quote(children: readonly AdfNode[], context: AdfContext): AdfNode[] {
  const content = blocks(children, 'quote');
  if (context !== 'doc') return content;
  return content.length === 0 ? [] : [{ type: 'blockquote', content }];
}

/** A task holds one line of text; tasks below it are a list beside it. */
function taskList(list: AdfNode): AdfNode {
  const content = (list.content ?? []).flatMap((item) => {
    const nested = (item.content ?? []).filter(({ type }) => type === 'taskList').map(taskList);
    return [{ ...item, content: taskLine(item) }, ...nested];
  });
  return { ...list, content };
}

function taskListAsBullets(list: AdfNode): AdfNode {
  const items = (list.content ?? []).map((item) => {
    const checkbox: AdfNode = { type: 'text', text: item.attrs?.state === 'DONE' ? '☑ ' : '☐ ' };
    const nested = (item.content ?? []).filter(({ type }) => type === 'taskList').map(taskListAsBullets);
    return { type: 'listItem', content: [paragraph([checkbox, ...taskLine(item)]), ...nested] };
  });
  return { type: 'bulletList', content: items };
}

function taskLine(item: AdfNode): AdfNode[] {
  return inline((item.content ?? []).filter(({ type }) => type !== 'taskList').flatMap(textIn));
}

function textIn(node: AdfNode): readonly AdfNode[] {
  if (node.type === 'text' || node.type === 'hardBreak') return [node];
  if (node.type === 'media') return imageAsLink(node);
  return (node.content ?? []).flatMap(textIn);
}

function table(node: AdfNode): AdfNode {
  const rows = (node.content ?? []).map((row) => ({
    ...row,
    content: (row.content ?? []).map((cell) => {
      const content = blocks(cell.content ?? [], 'cell');
      return { ...cell, content: content.length > 0 ? content : [paragraph([])] };
    }),
  }));
  return { ...node, content: rows };
}

function cellsOf(node: AdfNode): readonly AdfNode[] {
  return (node.content ?? []).flatMap((row) => row.content ?? []);
}

function imageAsLink(media: AdfNode): AdfNode[] {
  const url = String(media.attrs?.url ?? '');
  const text = String(media.attrs?.alt || url);
  return textNode({ type: 'text', text, marks: [{ type: 'link', attrs: { href: url } }] });
}

function inline(nodes: readonly AdfNode[]): AdfNode[] {
  return nodes.flatMap((node) =>
    node.type === 'text' ? textNode(node) : node.type === 'hardBreak' ? [node] : [],
  );
}

function textNode({ text, marks = [] }: AdfNode): AdfNode[] {
  const isCode = marks.some(({ type }) => type === 'code');
  const words = isCode ? text : decodeEntities(text ?? '');
  if (!words) return [];
  const allowedMarks = marks.filter((mark) => mark.type !== 'link' || isSafeLink(mark.attrs?.href));
  return [
    allowedMarks.length > 0
      ? { type: 'text', text: words, marks: allowedMarks }
      : { type: 'text', text: words },
  ];
}

function isSafeLink(href: unknown): boolean {
  return typeof href === 'string' && /^(https?:\/\/|mailto:)[^\s]+$/i.test(href);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: '\u00a0',
};

/** The library leaves entities as they are written: it was made for parsers whose output is HTML. */
function decodeEntities(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
