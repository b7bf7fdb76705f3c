import { adfProblem } from './adf.js';

const doc = (...content: unknown[]) => ({ type: 'doc', version: 1, content });
const text = (value: string, ...marks: unknown[]) => ({
  type: 'text',
  text: value,
  ...(marks.length ? { marks } : {}),
});
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });

describe('what counts as an Atlassian document', () => {
  const good: [string, unknown][] = [
    ['an empty one', doc()],
    ['an empty paragraph', doc({ type: 'paragraph' })],
    [
      'headings, lists, code, quotes, rules',
      doc(
        { type: 'heading', attrs: { level: 2 }, content: [text('Notes')] },
        { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('a'))] }] },
        { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('let a = 1;')] },
        { type: 'blockquote', content: [paragraph(text('said'), { type: 'hardBreak' })] },
        { type: 'rule' },
      ),
    ],
    [
      'marks and links',
      doc(
        paragraph(
          text('x', { type: 'strong' }, { type: 'em' }),
          text('y', { type: 'link', attrs: { href: 'https://x.test' } }),
        ),
      ),
    ],
  ];
  it.each(good)('takes %s', (_, document) => expect(adfProblem(document)).toBeNull());

  const bad: [string, unknown][] = [
    ['a string', 'hello'],
    ['another version', { ...doc(), version: 2 }],
    ['no content', { type: 'doc', version: 1 }],
    ['empty text', doc(paragraph(text('')))],
    ['text outside a paragraph', doc(text('x'))],
    [
      'a heading in a list item',
      doc({
        type: 'bulletList',
        content: [{ type: 'listItem', content: [{ type: 'heading', attrs: { level: 1 } }] }],
      }),
    ],
    ['an empty list', doc({ type: 'bulletList', content: [] })],
    ['a heading of level 7', doc({ type: 'heading', attrs: { level: 7 } })],
    ['bold code', doc(paragraph(text('x', { type: 'code' }, { type: 'strong' })))],
    ['marks in a code block', doc({ type: 'codeBlock', content: [text('x', { type: 'em' })] })],
    [
      'a quote in a quote',
      doc({ type: 'blockquote', content: [{ type: 'blockquote', content: [paragraph()] }] }),
    ],
    ['an unknown node', doc({ type: 'marquee' })],
    ['an unknown mark', doc(paragraph(text('x', { type: 'blink' })))],
    ['a link without address', doc(paragraph(text('x', { type: 'link' })))],
  ];
  it.each(bad)('refuses %s', (_, document) => expect(adfProblem(document)).toEqual(expect.any(String)));
});
