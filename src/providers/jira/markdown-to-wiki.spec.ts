import { markdownToWiki } from './markdown-to-wiki.js';

const show = (markdown: string) => markdownToWiki(markdown);

describe('Markdown as wiki text', () => {
  it.each([
    ['# Notes', 'h1. Notes'],
    ['### Deep *down*', 'h3. Deep {_}down{_}'],
    ['**bold** _em_ ~~gone~~ `co`', '{*}bold{*} {_}em{_} {-}gone{-} {{co}}'],
    ['in**word**s', 'in{*}word{*}s'],
    ['- a\n- b\n  - c\n    1. d', '* a\n* b\n** c\n**# d'],
    ['1. a\n2. b', '# a\n# b'],
    ['- [ ] open\n- [x] done', '* ☐ open\n* ☑ done'],
    ['> said', '{quote}\nsaid\n{quote}'],
    ['---', '----'],
    ['```ts\nconst a = {b};\n```', '{code:javascript}\nconst a = {b};\n{code}'],
    ['```nonsense\n*x*\n```', '{noformat}\n*x*\n{noformat}'],
    ['| a | b |\n|---|---|\n| 1 | |', '||a||b||\n|1| |'],
    ['[here](https://example.com/a|b)', '[here|https://example.com/a%7Cb]'],
    ['https://example.com/a_b', '[https://example.com/a_b]'],
    ['one  \ntwo', 'one\ntwo'],
    ['one\ntwo', 'one two'],
    ['', ''],
  ])('%j is %j', (markdown, wiki) => expect(show(markdown)).toBe(wiki));

  it.each([
    ['{code} and {color:red}', '\\{code} and \\{color:red}'],
    ['\\[~admin\\]', '\\[\\~admin]'],
    ['a \\* b \\*c\\*', 'a * b \\*c*'],
    ['release-1.2_rc and snake_case', 'release-1.2_rc and snake_case'],
    ['a -- b', 'a \\-- b'],
    ['C:\\\\temp', 'C:&#92;temp'],
    ['h1. no heading', '\u200bh1. no heading'],
    ['a | b', 'a \\| b'],
    ['fine :) (x)', 'fine \\:) \\(x)'],
    ['&amp;lt;', '&amp;lt;'],
    ['!picture.png!', '\\!picture.png!'],
  ])('%j stays the text that it is: %j', (markdown, wiki) => expect(show(markdown)).toBe(wiki));

  it('lets no block end early', () => {
    const wiki = show('```\n{noformat}\n{code}\nx\n```');
    expect(wiki.match(/\{noformat\}/g)).toHaveLength(2);
    expect(wiki).not.toContain('{code}');
  });

  it('links only to the web and to mail, and drops raw HTML', () => {
    expect(show('[x](javascript:alert(1)) <b>y</b>')).toBe('x y');
  });
});
