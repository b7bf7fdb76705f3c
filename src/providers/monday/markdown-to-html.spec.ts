import { linkHtml, markdownToHtml } from './markdown-to-html.js';

describe('Markdown as monday.com’s updates want it', () => {
  it('keeps headings, lists, emphasis and code', () => {
    expect(markdownToHtml('# Notes\n\n- **one**\n- *two* `three`')).toBe(
      '<h1>Notes</h1>\n<ul>\n<li><strong>one</strong></li>\n<li><em>two</em> <code>three</code></li>\n</ul>',
    );
  });

  it('shows raw HTML as it is written, and lets no attribute through', () => {
    const html = markdownToHtml('<img src=x onerror=alert(1)> and <b>bold</b>\n\n<script>alert(1)</script>');
    expect(html).not.toMatch(/<(img|b|script)/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('links to the web and to mail alone', () => {
    expect(markdownToHtml('[a](https://x.test/?a="b) [b](mailto:me@x.test)')).toContain(
      'href="mailto:me@x.test"',
    );
    expect(markdownToHtml('[bad](javascript:alert(1))')).toBe('<p>bad</p>');
    expect(markdownToHtml('![picture](https://x.test/a.png)')).toBe(
      '<p><a href="https://x.test/a.png">picture</a></p>',
    );
    expect(linkHtml('javascript:alert(1)', '<b>')).toBe('&lt;b&gt;');
    expect(linkHtml('https://x.test/?a=1&b="2"', 'Build "7"')).toBe(
      '<a href="https://x.test/?a=1&amp;b=&quot;2&quot;">Build &quot;7&quot;</a>',
    );
  });

  it('takes out control characters', () => {
    expect(markdownToHtml('a\u0000b\u0007c')).toBe('<p>abc</p>');
  });

  it('shows tasks as boxes', () => {
    expect(markdownToHtml('- [x] done\n- [ ] open')).toMatch(/☑ .*done[^]*☐ .*open/);
  });
});
