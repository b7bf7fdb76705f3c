import { markdownToAsana } from './markdown-to-asana.js';

const notes = (markdown: string) => markdownToAsana(markdown, 'notes', '[mark]');
const comment = (markdown: string) => markdownToAsana(markdown, 'comment', '[mark]');

describe('Markdown as Asana’s rich text', () => {
  it.each([
    ['', '<body>[mark]</body>'],
    ['One\nline', '<body>One line\n\n[mark]</body>'],
    ['One\n\nTwo', '<body>One\n\nTwo\n\n[mark]</body>'],
    ['One  \nTwo', '<body>One\nTwo\n\n[mark]</body>'],
    ['# A\n\n### B', '<body><h1>A</h1>\n<h2>B</h2>\n[mark]</body>'],
    ['**a** *b* ~~c~~ `d`', '<body><strong>a</strong> <em>b</em> <s>c</s> <code>d</code>\n\n[mark]</body>'],
    ['- a\n- b', '<body><ul><li>a</li><li>b</li></ul>\n[mark]</body>'],
    ['1. a\n2. b\n   - c', '<body><ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>\n[mark]</body>'],
    ['- [x] a\n- [ ] b', '<body><ul><li>☑ a</li><li>☐ b</li></ul>\n[mark]</body>'],
    ['- a\n\n  b', '<body><ul><li>a\nb</li></ul>\n[mark]</body>'],
    ['- # a', '<body><ul><li><strong>a</strong></li></ul>\n[mark]</body>'],
    ['- > a', '<body><ul><li>a</li></ul>\n[mark]</body>'],
    ['-     code', '<body><ul><li><code>code</code></li></ul>\n[mark]</body>'],
    ['> a\n>\n> - b\n> - c', '<body><blockquote>a\n• b\n• c</blockquote>\n[mark]</body>'],
    ['> # a\n> > b', '<body><blockquote><strong>a</strong>\nb</blockquote>\n[mark]</body>'],
    ['```js\na < b\n```', '<body><pre>a &lt; b</pre>\n[mark]</body>'],
    ['a\n\n---\n\nb', '<body>a\n<hr/>\nb\n\n[mark]</body>'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '<body><strong>a | b</strong>\n1 | 2\n\n[mark]</body>'],
  ])('renders %j', (markdown, expected) => expect(notes(markdown)).toBe(expected));

  it.each([
    ['[a](https://x.test/?b=1&c="2")', '<a href="https://x.test/?b=1&amp;c=&quot;2&quot;">a</a>'],
    ['https://x.test/a_b', '<a href="https://x.test/a_b">https://x.test/a_b</a>'],
    ['<https://x.test>', '<a href="https://x.test">https://x.test</a>'],
    ['[](https://x.test)', '<a href="https://x.test">https://x.test</a>'],
    ['![a](https://x.test/b.png)', '<a href="https://x.test/b.png">a</a>'],
    ['[**a**](mailto:a@x.test)', '<a href="mailto:a@x.test"><strong>a</strong></a>'],
    ['[a](javascript:alert(1))', 'a'],
    ['[a](/relative)', 'a'],
    ['![a](data:image/png;base64,AA)', 'a'],
    ['a <b>bold</b> <br> c', 'a bold  c'],
    ['&lt;b&gt; &amp; & < > "', '&lt;b&gt; &amp; &amp; &lt; &gt; &quot;'],
    ['`&lt;`', '<code>&amp;lt;</code>'],
    ['&#65;&#x42;&#0;&#xD800;&#9999999;', 'AB\uFFFD&amp;#9999999;'],
    ['\\*a\\* a\\_b', '*a* a_b'],
    ['a\u0000\u0007\uFFFEb\uD800', 'ab\uFFFD'],
  ])('renders %j in a line', (markdown, expected) =>
    expect(notes(markdown)).toBe(`<body>${expected}\n\n[mark]</body>`),
  );

  it('leaves out blocks of HTML', () => {
    expect(notes('<div onclick="x">a</div>\n\nb')).toBe('<body>b\n\n[mark]</body>');
  });

  it('has neither headings nor rules in comments', () => {
    expect(comment('# A\n\n---\n\n- b')).toBe(
      '<body><strong>A</strong>\n\n———\n<ul><li>b</li></ul>\n[mark]</body>',
    );
  });
});
