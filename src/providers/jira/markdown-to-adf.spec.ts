import { markdownToAdf } from './markdown-to-adf.js';

const adf = (markdown: string) => markdownToAdf(markdown).content;
const text = (words: string, ...marks: object[]) =>
  marks.length > 0 ? { type: 'text', text: words, marks } : { type: 'text', text: words };
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });
const link = (href: string) => ({ type: 'link', attrs: { href } });

function allNodes(node: {
  content?: readonly object[];
}): { type: string; text?: string; content?: readonly object[] }[] {
  const here = node as { type: string; text?: string; content?: readonly object[] };
  return [here, ...(node.content ?? []).flatMap((child) => allNodes(child))];
}

describe('Markdown as an Atlassian document', () => {
  it('makes an empty document of nothing', () => {
    expect(markdownToAdf('')).toEqual({ type: 'doc', version: 1, content: [] });
  });

  it('keeps headings, emphasis, lists, links and code', () => {
    expect(
      adf(
        '# Release\n\nSee **the** *[notes](https://example.com/n)*, `npm ci`\n\n1. one\n   - two\n\n```sh\nls\n```',
      ),
    ).toEqual([
      { type: 'heading', attrs: { level: 1 }, content: [text('Release')] },
      paragraph(
        text('See '),
        text('the', { type: 'strong' }),
        text(' '),
        text('notes', { type: 'em' }, link('https://example.com/n')),
        text(', '),
        text('npm ci', { type: 'code' }),
      ),
      {
        type: 'orderedList',
        attrs: { order: 1 },
        content: [
          {
            type: 'listItem',
            content: [
              paragraph(text('one')),
              { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('two'))] }] },
            ],
          },
        ],
      },
      { type: 'codeBlock', attrs: { language: 'sh' }, content: [text('ls')] },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:x',
    'data:text/html,x',
    'vbscript:x',
    '/relative',
    '#anchor',
    'file:///etc',
  ])('keeps the words of a link to %s, not the link', (href) =>
    expect(adf(`[words](${href})`)).toEqual([paragraph(text('words'))]),
  );

  it('shows pictures as links, and those that are no safe link as words', () => {
    expect(adf('![plan](https://example.com/p.png)')).toEqual([
      paragraph(text('plan', link('https://example.com/p.png'))),
    ]);
    expect(adf('![plan](javascript:x)')).toEqual([paragraph(text('plan'))]);
  });

  it('never lets anybody write nodes of their own', () => {
    for (const markdown of [
      '<adf>{"type":"panel"}</adf>',
      '<adf>\n{"type":"panel"}\n</adf>',
      '<adf\n>[{"type":"panel"}]</adf>',
    ]) {
      expect(allNodes(markdownToAdf(markdown)).map(({ type }) => type)).not.toContain('panel');
    }
    expect(() => adf('a\n\n<ADF>no json</ADF>\n\nb')).not.toThrow();
  });

  it.each([
    ['```\n```'],
    ['# '],
    ['[](https://example.com)'],
    ['| a | |\n|---|---|\n| | x |'],
    ['- [ ] \n- [x] done'],
    ['****'],
    ['&nbsp;'],
    ['> '],
    ['- '],
  ])('makes no empty text of %j', (markdown) => {
    const texts = allNodes(markdownToAdf(markdown)).filter(({ type }) => type === 'text');
    expect(texts.filter((node) => !node.text)).toEqual([]);
  });

  it('puts into quotes and list items only what Jira takes there', () => {
    expect(adf('> # Title\n> ---\n> > deeper')).toEqual([
      { type: 'blockquote', content: [paragraph(text('Title')), paragraph(text('deeper'))] },
    ]);
    expect(adf('- # Title\n- > quoted\n- - nested')).toEqual([
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [paragraph(text('Title'))] },
          { type: 'listItem', content: [paragraph(text('quoted'))] },
          {
            type: 'listItem',
            content: [
              paragraph(),
              { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('nested'))] }] },
            ],
          },
        ],
      },
    ]);
  });

  it('puts tasks below a task beside it, and tasks below a bullet into bullets', () => {
    const [list] = adf('- [ ] one\n  - [x] two');
    expect(allNodes(list ?? {}).map(({ type }) => type)).toEqual([
      'taskList',
      'taskItem',
      'text',
      'taskList',
      'taskItem',
      'text',
    ]);
    expect(JSON.stringify(adf('- plain\n  - [ ] one\n  - [x] two'))).toMatch(/☐ .*☑ /);
    expect(JSON.stringify(adf('- plain\n  - [ ] one'))).not.toMatch(/task/);
  });

  it('gives every table cell a paragraph', () => {
    const cells = allNodes(markdownToAdf('| a | |\n|---|---|\n| | x |')).filter(({ type }) =>
      /^table(Cell|Header)$/.test(type),
    );
    expect(cells).toHaveLength(4);
    expect(cells.every(({ content }) => (content?.length ?? 0) > 0)).toBe(true);
  });

  it('drops control characters', () => {
    expect(adf('a\u0000b\u0007\tc\u0085')).toEqual([paragraph(text('ab c'))]);
  });

  it('reads entities outside code, and leaves them alone inside', () => {
    expect(adf('a &amp; b &lt;c&gt; `&amp;`')).toEqual([
      paragraph(text('a & b <c> '), text('&amp;', { type: 'code' })),
    ]);
  });
});
