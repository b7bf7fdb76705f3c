import { escapeForMarkdown, isWithinCode, escapeForCode } from './markdown-text.rules.js';

/** How a tracker shows it: test/contract/ticket-text.spec.ts. */
describe('plain text in Markdown', () => {
  it.each(['1.2.0', '1.2.0_rc_1', '2.0-beta+7', 'Shop', 'a_b'])(
    'leaves %j alone, since nothing of it could be misread and it may stand in an address',
    (text) => {
      expect(escapeForMarkdown(text)).toBe(text);
    },
  );

  it.each([
    ['_1_', '\\_1\\_'],
    ['-1', '\\-1'],
    ['1.', '1\\.'],
    ['a*b', 'a\\*b'],
    ['# 1 # 2', '\\# 1 # 2'],
    ['<b>&amp;', '\\<b\\>\\&amp;'],
  ])('escapes %j to %j', (text, escaped) => {
    expect(escapeForMarkdown(text)).toBe(escaped);
  });

  it.each([
    ['`{}`', true],
    ['``a ` {}``', true],
    ['```\nx\n{}\n```', true],
    ['~~~\n{}', true],
    ['a `b` {} `c`', false],
    ['```\nx\n```\n{}', false],
    ['a ` {}', false],
    ['{} `b`', false],
  ])('knows whether %j is code', (markdown, isCode) => {
    expect(isWithinCode(markdown)(markdown.indexOf('{}'))).toBe(isCode);
  });

  it('cannot end the code that it stands in', () => {
    expect(escapeForCode('a`b_c_`d')).toBe("a'b_c_'d");
  });
});
