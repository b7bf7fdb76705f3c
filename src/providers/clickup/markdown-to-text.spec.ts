import { markdownToText } from './markdown-to-text.js';

describe('Markdown as a comment of ClickUp', () => {
  it.each([
    ['It **shipped** _today_, ~~at last~~.', 'It shipped today, at last.'],
    ['# Notes\n\nOne\n\nTwo', 'Notes\n\nOne\n\nTwo'],
    ['- one\n- two\n  - deeper\n\nEnd', '• one\n• two\n  • deeper\n\nEnd'],
    ['3. three\n4. four', '3. three\n4. four'],
    ['0. zero\n1. one', '0. zero\n1. one'],
    ['- [x] done\n- [ ] not', '• ☑ done\n• ☐ not'],
    ['[the notes](https://x.test/n_1)', 'the notes (https://x.test/n_1)'],
    ['https://x.test/a?b=1&c=2', 'https://x.test/a?b=1&c=2'],
    ['![A build](https://x.test/b.png)', 'A build (https://x.test/b.png)'],
    ['`a < b` & 1\\.2\\_3 "quoted" <b>', 'a < b & 1.2_3 "quoted" <b>'],
    ['```js\nlet a = 1 < 2;\n\nb\n```', 'let a = 1 < 2;\n\nb'],
    ['> said\n> so', '> said\n> so'],
    ['| a | b |\n| - | - |\n| 1 | *2* |', 'a | b\n1 | 2'],
    ['one\n\n---\n\ntwo  \nthree', 'one\n\n———\n\ntwo\nthree'],
    ['a\u0000b\u0007', 'ab'],
    ['', ''],
  ])('%j is %j', (markdown, text) => expect(markdownToText(markdown)).toBe(text));
});
