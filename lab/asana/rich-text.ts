import { refuse } from './errors.js';

/** Asana's rich text: XML of a few tags below one `<body>`. */
export type RichNode = string | RichElement;
export interface RichElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: RichNode[];
}

/** Where the text stands: comments take less. */
export type Place = 'html_notes' | 'html_text';

const INLINE = ['strong', 'em', 'u', 's', 'code', 'a'];
const BLOCKS = ['ol', 'ul', 'blockquote', 'pre'];
const TAGS: Readonly<Record<Place, ReadonlySet<string>>> = {
  html_notes: new Set(['body', 'li', ...INLINE, ...BLOCKS, 'h1', 'h2', 'hr']),
  html_text: new Set(['body', 'li', ...INLINE, ...BLOCKS]),
};
const LISTS = new Set(['ol', 'ul']);
/** Blocks that take text alone. */
const TEXT_BLOCKS = new Set(['h1', 'h2', 'blockquote', 'pre']);

/** @throws AsanaRefusal 400 for whatever Asana would not take. */
export function parseRichText(markup: unknown, place: Place): RichElement {
  if (typeof markup !== 'string') throw refuse(400, `${place}: Not a string`);
  const root = parseXml(markup, place);
  if (root.tag !== 'body') throw refuse(400, `${place}: XML is invalid: the root must be <body>`);
  check(root, [], place);
  return root;
}

const TOKEN = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g;

function parseXml(markup: string, place: Place): RichElement {
  const invalid = (why: string) => refuse(400, `${place}: XML is invalid: ${why}`);
  const top: RichElement = { tag: '', attributes: {}, children: [] };
  const open = [top];
  let end = 0;
  for (const match of markup.matchAll(TOKEN)) {
    if (match.index !== end) throw invalid(`at ${end}`);
    end += match[0].length;
    const [, closes, tag = '', attributes = '', isEmpty, text] = match;
    const parent = open.at(-1) ?? top;
    if (text !== undefined) parent.children.push(decoded(text, invalid));
    else if (closes) {
      if (parent.tag !== tag || open.length === 1) throw invalid(`</${tag}> closes nothing`);
      open.pop();
    } else {
      const element = { tag, attributes: attributesOf(attributes, invalid), children: [] };
      parent.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const [root, ...others] = top.children;
  if (end !== markup.length || open.length > 1) throw invalid('it is not closed');
  if (typeof root !== 'object' || others.length > 0) throw invalid('there must be one root');
  return root;
}

type Invalid = (why: string) => Error;

function attributesOf(text: string, invalid: Invalid): Record<string, string> {
  const pairs = [...text.matchAll(/([a-z-]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decoded(value, invalid)]));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string, invalid: Invalid): string {
  if (/[^\P{Cc}\t\n\r]/u.test(text)) throw invalid('a control character');
  return text.replace(/&([^;&\s]*;)?/g, (whole, entity: string | undefined) => {
    const name = entity?.slice(0, -1) ?? '';
    const code = /^#(\d+)$/.exec(name)?.[1];
    const character = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (character === undefined) throw invalid(`unknown entity ${whole}`);
    return character;
  });
}

function check(element: RichElement, above: readonly string[], place: Place): void {
  const { tag, attributes, children } = element;
  const refused = (why: string) => refuse(400, `${place}: XML is invalid: ${why}`);
  if (!TAGS[place].has(tag) || (tag === 'body') !== (above.length === 0))
    throw refused(`<${tag}> is not supported`);
  const parent = above.at(-1) ?? '';
  if (tag === 'li' && !LISTS.has(parent)) throw refused('<li> outside a list');
  if (LISTS.has(parent) && tag !== 'li' && !LISTS.has(tag)) throw refused(`<${tag}> right in a list`);
  if (LISTS.has(tag) && above.some((name) => TEXT_BLOCKS.has(name))) throw refused(`a list in <${parent}>`);
  if (TEXT_BLOCKS.has(tag) && above.some((name) => name === 'li' || TEXT_BLOCKS.has(name)))
    throw refused(`<${tag}> in <${parent}>`);
  if (tag !== 'a' && Object.keys(attributes).length > 0) throw refused(`<${tag}> takes no attributes`);
  if (tag === 'a') checkLink(attributes, refused);
  for (const child of children) {
    if (typeof child === 'object') check(child, [...above, tag], place);
    else if (LISTS.has(tag) && child.trim() !== '') throw refused('text right in a list');
  }
}

function checkLink(attributes: Readonly<Record<string, string>>, refused: (why: string) => Error): void {
  const unknown = Object.keys(attributes).find((name) => name !== 'href' && !name.startsWith('data-asana-'));
  if (unknown !== undefined) throw refused(`<a> takes no ${unknown}`);
  const { href } = attributes;
  const isLink = href !== undefined && /^(https?|mailto):/.test(href) && URL.canParse(href);
  if (!isLink && attributes['data-asana-gid'] === undefined) throw refused('<a> leads nowhere');
}

/** The same without any format, as `notes` and `text` have it. */
export function plainText(node: RichNode): string {
  if (typeof node === 'string') return node;
  const inner = node.children.map(plainText).join('');
  if (node.tag === 'li') return `\n• ${inner}`;
  if (LISTS.has(node.tag) || TEXT_BLOCKS.has(node.tag)) return `${inner}\n`;
  return node.tag === 'hr' ? '\n' : inner;
}
