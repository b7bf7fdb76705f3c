import { isObject } from '../jira/json.js';

/** A structured document of Jira's (ADF); only the lab's validator reads it. */
export interface AdfNode {
  readonly type: string;
  readonly version?: number;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly content?: readonly AdfNode[];
}

/** What may stand in what; a node that is not here is unknown. `inline` and `block` are groups. */
const INLINE = ['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'status', 'date'];
const LISTS = ['bulletList', 'orderedList'];
const LEAVES = ['paragraph', 'codeBlock', 'mediaSingle', ...LISTS];
const CELL = [...LEAVES, 'heading', 'blockquote', 'rule', 'panel', 'taskList', 'decisionList', 'blockCard'];
const BLOCK = [...CELL, 'table', 'expand', 'mediaGroup'];

const CONTENT: Readonly<Record<string, readonly string[]>> = {
  doc: BLOCK,
  paragraph: INLINE,
  heading: INLINE,
  codeBlock: ['text'],
  blockquote: ['paragraph', 'codeBlock', 'mediaSingle', ...LISTS],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: LEAVES,
  panel: ['paragraph', 'heading', 'codeBlock', 'rule', 'taskList', ...LISTS],
  expand: CELL,
  table: ['tableRow'],
  tableRow: ['tableCell', 'tableHeader'],
  tableCell: CELL,
  tableHeader: CELL,
  taskList: ['taskItem', 'taskList'],
  taskItem: INLINE,
  decisionList: ['decisionItem'],
  decisionItem: INLINE,
  mediaSingle: ['media'],
  mediaGroup: ['media'],
};
const CHILDLESS = [
  'text',
  'hardBreak',
  'rule',
  'mention',
  'emoji',
  'inlineCard',
  'status',
  'date',
  'media',
  'blockCard',
];
/** Lists, rows and the like may not be empty. */
const NEVER_EMPTY = [
  ...LISTS,
  'listItem',
  'blockquote',
  'table',
  'tableRow',
  'panel',
  'taskList',
  'decisionList',
];
const MARKS = [
  'strong',
  'em',
  'code',
  'strike',
  'underline',
  'link',
  'subsup',
  'textColor',
  'backgroundColor',
];

/** Why this is no Atlassian document, with the place; null where it is one. */
export function adfProblem(value: unknown): string | null {
  if (!isObject(value) || value['type'] !== 'doc') return 'the root is not a doc';
  if (value['version'] !== 1) return 'doc.version is not 1';
  return nodeProblem(value as unknown as AdfNode, 'doc');
}

function nodeProblem(node: AdfNode, path: string): string | null {
  if (node.type === 'text') return textProblem(node, path);
  const attrs = attributeProblem(node, path);
  if (attrs) return attrs;
  if (CHILDLESS.includes(node.type)) return node.content === undefined ? null : `${path}: may hold nothing`;
  const allowed = CONTENT[node.type];
  if (!allowed) return `${path}: unknown node`;
  const children = node.content ?? [];
  if (!Array.isArray(children)) return `${path}.content is not an array`;
  if (node.type === 'doc' && node.content === undefined) return 'doc.content is missing';
  if (children.length === 0 && NEVER_EMPTY.includes(node.type)) return `${path}: is empty`;
  for (const [index, child] of (children as AdfNode[]).entries()) {
    if (!isObject(child) || typeof child.type !== 'string') return `${path}[${index}]: is not a node`;
    const where = `${path}.${child.type}[${index}]`;
    if (!allowed.includes(child.type)) return `${where}: not allowed here`;
    const isMarkedCode = node.type === 'codeBlock' && (child.marks?.length ?? 0) > 0;
    if (isMarkedCode) return `${where}: code blocks hold text without marks`;
    const problem = nodeProblem(child, where);
    if (problem) return problem;
  }
  return null;
}

function attributeProblem({ type, attrs = {} }: AdfNode, path: string): string | null {
  const level = attrs['level'];
  if (type === 'heading' && !(Number.isInteger(level) && Number(level) >= 1 && Number(level) <= 6)) {
    return `${path}: level is not 1 to 6`;
  }
  if (type === 'panel' && typeof attrs['panelType'] !== 'string') return `${path}: panelType is missing`;
  if (type === 'orderedList' && attrs['order'] !== undefined && !(Number(attrs['order']) >= 0)) {
    return `${path}: order is no number`;
  }
  return null;
}

function textProblem({ text, marks = [] }: AdfNode, path: string): string | null {
  if (typeof text !== 'string' || text.length === 0) return `${path}: text is empty`;
  const types = marks.map(({ type }) => type);
  const unknown = types.find((type) => !MARKS.includes(type));
  if (unknown !== undefined) return `${path}: unknown mark ${unknown}`;
  if (new Set(types).size !== types.length) return `${path}: a mark twice`;
  if (types.includes('code') && types.some((type) => type !== 'code' && type !== 'link')) {
    return `${path}: code goes with link alone`;
  }
  const link = marks.find(({ type }) => type === 'link');
  if (link && typeof link.attrs?.['href'] !== 'string') return `${path}: a link without href`;
  return null;
}

/** How long the text is that a person would read. */
export function adfTextLength(node: AdfNode): number {
  const own = node.text?.length ?? 0;
  return (node.content ?? []).reduce((sum, child) => sum + adfTextLength(child), own);
}
